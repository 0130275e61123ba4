"""The classes of standards that /ogc/ declares. docs/conformance.md names the test of every abstract test of each."""

FEATURES, CQL2 = "http://www.opengis.net/spec/ogcapi-features", "http://www.opengis.net/spec/cql2/1.0/conf"
COMMON, TILES = "http://www.opengis.net/spec/ogcapi-common", "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
CLASSES = (
    f"{COMMON}-1/1.0/conf/core",
    f"{COMMON}-2/1.0/conf/collections",
    *(f"{FEATURES}-1/1.0/conf/{name}" for name in ("core", "oas30", "html", "geojson")),
    f"{FEATURES}-2/1.0/conf/crs",
    *(
        f"{FEATURES}-3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"{CQL2}/{name}"
        for name in (
            "cql2-text",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
        )
    ),
    f"{FEATURES}-5/1.0/conf/schemas",
    f"{FEATURES}-5/1.0/conf/sortables",
    *(f"{TILES}/{name}" for name in ("core", "tileset", "tilesets-list", "mvt")),
)
