"""Open311: the server's answers, and the desk's page of other systems."""

from tests.permissions.rows import Row

OPEN311 = (
    Row(
        "read what is public by Open311",
        "GET",
        (
            "/open311/v2/discovery.<fmt>",
            "/open311/v2/services.<fmt>",
            "/open311/v2/services/<code>.<fmt>",
            "/open311/v2/requests.<fmt>",
            "/open311/v2/requests/<request_id>.<fmt>",
            "/open311/v2/tokens/<token>.<fmt>",
            "/open311/v2/servicerequestupdates.<fmt>",
        ),
        fill={"request_id": "<pin>", "fmt": "json?jurisdiction_id=kokeila", "code": "streets", "token": "<pin>"},
    ),
    Row(
        "read an unpublished pin by Open311",
        "GET",
        ("/open311/v2/requests/<request_id>.<fmt>", "/open311/v2/tokens/<token>.<fmt>"),
        who=(),
        phase="private pin",
        fill={"request_id": "<pin>", "fmt": "json?jurisdiction_id=kokeila", "token": "<pin>"},
    ),
    Row(
        "write by Open311 without a key",
        "POST",
        ("/open311/v2/requests.<fmt>", "/open311/v2/servicerequestupdates.<fmt>"),
        who=(),
        body={"jurisdiction_id": "kokeila"},
        fill={"fmt": "json"},
    ),
)

OPEN311_DESK = (
    Row("see connections to other systems", "GET", ("/<town>/desk/open311",), who=("admin",)),
    Row(
        "change connections to other systems",
        "POST",
        ("/<town>/desk/open311", "/<town>/desk/open311/keys"),
        who=("admin",),
    ),
    Row(
        "end a key, send again",
        "POST",
        ("/<town>/desk/open311/keys/<key_id>/end", "/<town>/desk/open311/sendings/<sending>/again"),
        who=("admin",),
        fill={"key_id": "1"},
    ),
)
