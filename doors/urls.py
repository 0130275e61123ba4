"""/ogc/ – OGC API Features and Tiles."""

from django.urls import path

from doors import catalogue
from doors.ogc import description, tiles, views

_ONE = "collections/<str:collection>"

urlpatterns = [
    path("", views.landing, name="ogc"),
    path("api", description.api, name="ogc_api"),
    path("conformance", views.conformance, name="ogc_conformance"),
    path("catalogue", catalogue.catalogue, name="ogc_catalogue"),
    path("collections", views.collections, name="ogc_collections"),
    path(_ONE, views.collection, name="ogc_collection"),
    path(f"{_ONE}/schema", views.schema, name="ogc_schema"),
    path(f"{_ONE}/queryables", views.queryables, name="ogc_queryables"),
    path(f"{_ONE}/sortables", views.sortables, name="ogc_sortables"),
    path(f"{_ONE}/items", views.items, name="ogc_items"),
    path(f"{_ONE}/items/<path:feature>", views.item, name="ogc_item"),
    path(f"{_ONE}/style", tiles.style, name="ogc_style"),
    path(f"{_ONE}/tiles", tiles.tilesets, name="ogc_tilesets"),
    path(f"{_ONE}/tiles/<str:grid>", tiles.tileset, name="ogc_tileset"),
    path(f"{_ONE}/tiles/<str:grid>/<int:z>/<int:row>/<int:column>", tiles.tile, name="ogc_tile"),
    path("tileMatrixSets", tiles.pyramids, name="ogc_tile_matrix_sets"),
    path("tileMatrixSets/<str:grid>", tiles.pyramid, name="ogc_tile_matrix_set"),
]
