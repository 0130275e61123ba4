"""Open data: everybody may read it, by OGC API, the catalogue and the map of the site."""

from tests.permissions.rows import Row

_ONE = "/ogc/collections/<collection>"
_PLACE = {"collection": "<town>_pins", "feature": "<pin>", "row": "0", "column": "0"}
_FILE = {"layer": "pins", "ending": "csv"}

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
        "take open data along as files",
        "GET",
        ("/<town>/data/", "/<town>/data/project.qgs", "/<town>/data/<layer>.<ending>"),
        fill=_FILE,
    ),
    Row(
        "take all messages along as files",
        "GET",
        ("/<town>/desk/data/", "/<town>/desk/data/all_pins.<ending>"),
        who=("admin", "planner", "clerk", "coordinator", "moderator"),
        fill=_FILE,
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
