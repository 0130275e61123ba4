"""Open data: everybody may read it, by OGC API, the catalogue and the map of the site."""

from tests.permissions.rows import Row

_ONE = "/ogc/collections/<collection>"
_PLACE = {"collection": "<town>_pins", "feature": "<pin>", "row": "0", "column": "0"}

DOORS = (
    Row(
        "read what is public by OGC API",
        "GET",
        (
            "/ogc/",
            "/ogc/api",
            "/ogc/conformance",
            "/ogc/catalogue",
            "/ogc/collections",
            _ONE,
            f"{_ONE}/schema",
            f"{_ONE}/queryables",
            f"{_ONE}/sortables",
            f"{_ONE}/items",
            f"{_ONE}/items/<feature>",
            f"{_ONE}/style",
            f"{_ONE}/tiles",
            f"{_ONE}/tiles/<grid>",
            f"{_ONE}/tiles/<grid>/<z>/<row>/<column>",
            "/ogc/tileMatrixSets",
            "/ogc/tileMatrixSets/<grid>",
            "/sitemap.xml",
        ),
        fill=_PLACE,
    ),
    Row(
        "read an unpublished pin by OGC API",
        "GET",
        (f"{_ONE}/items/<feature>",),
        who=(),
        phase="private pin",
        fill=_PLACE,
    ),
)
