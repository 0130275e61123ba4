"""Addresses of tiles, under `/tiles/`."""

from django.urls import path

from geo.tiles import api

urlpatterns = [
    path("<slug:town>/<slug:layer>/<slug:grid>/<int:z>/<int:x>/<int:y>.mvt", api.tile_for_who_may_see, name="tile"),
]
