"""What everybody reads and sends through the API, and what nobody may without a key."""

from tests.permissions.rows import Row

OPEN_DATA = (
    Row(
        "read the API's description",
        "GET",
        ("/api/v1/schema", "/api/v1/docs"),
    ),
    Row(
        "read what is public through the API",
        "GET",
        (
            "/api/v1/towns",
            "/api/v1/towns/<town>",
            "/api/v1/towns/<town>/area-sets",
            "/api/v1/towns/<town>/area-sets/<kind>",
            "/api/v1/towns/<town>/area-sets/<kind>/areas",
            "/api/v1/towns/<town>/area-sets/<kind>/areas/<code>",
            "/api/v1/towns/<town>/area-sets/<kind>/areas/<code>/summary",
            "/api/v1/towns/<town>/coverage",
            "/api/v1/towns/<town>/places",
            "/api/v1/towns/<town>/categories",
            "/api/v1/towns/<town>/processes",
            "/api/v1/towns/<town>/processes/<process>",
            "/api/v1/towns/<town>/events",
            "/api/v1/towns/<town>/pins",
            "/api/v1/towns/<town>/pins/<pin>",
            "/api/v1/towns/<town>/pins/<pin>/updates",
            "/api/v1/towns/<town>/outcomes",
            "/api/v1/towns/<town>/outcomes/<outcome>",
        ),
    ),
    Row("find a pin by its code", "GET", ("/api/v1/towns/<town>/pins/by-code/<code>",), fill={"code": "<pin_code>"}),
    Row("send a pin", "POST", ("/api/v1/towns/<town>/pins",)),
    Row("send a picture ahead of a pin", "POST", ("/api/v1/towns/<town>/photos",)),
    Row(
        "tell the home of a pin without its sender's token",
        "POST",
        ("/api/v1/towns/<town>/pins/<pin>/home",),
        who=(),
        body={"home": {"set": "district", "area": "E"}, "resident": "permanent"},
    ),
    Row(
        "read a pin that is not published",
        "GET",
        (
            "/api/v1/towns/<town>/pins/<pin>",
            "/api/v1/towns/<town>/pins/<pin>/updates",
            "/api/v1/towns/<town>/pins/by-code/<code>",
        ),
        who=(),
        phase="private pin",
        fill={"code": "<pin_code>"},
    ),
    Row(
        "read a process that is not public",
        "GET",
        ("/api/v1/towns/<town>/processes/<process>",),
        who=(),
        phase="process in preparation",
    ),
    Row(
        "see an outside base map that is not configured",
        "GET",
        ("/basemap/<town>/<base>", "/basemap/<town>/<base>/<z>/<x>/<y>"),
        who=(),
    ),
    Row("see the map's tiles", "GET", ("/tiles/<town>/<layer>/<grid>/<z>/<x>/<y>.mvt",)),
)
