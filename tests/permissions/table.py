"""Action × role × phase → allowed. A new action adds a row here; a route without a row fails the tests.

`who` are those whom the action is for. Everybody else must be refused: sent to sign in, 401, 403, or 404 as if the
thing were not there. Placeholders in a route are filled from `tests/permissions/world.py`.
"""

from dataclasses import dataclass, field
from typing import Any

STAFF = ("admin", "planner", "clerk", "moderator", "coordinator", "board", "secretary", "analyst", "auditor")
SIGNED_IN = (*STAFF, "other_town_admin")
NOT_SIGNED_IN = ("anonymous", "resident")
ACTORS = (*NOT_SIGNED_IN, *SIGNED_IN)
EVERYBODY = ACTORS


@dataclass(frozen=True)
class Row:
    """`routes` that belong to one action; `phase` names a state of the world in which the action is tried.

    `ends_at`: where a success redirects to when that is a page of accounts, which would else count as a refusal.
    `fill`: other values for placeholders whose name means something else here, such as code.
    """

    action: str
    method: str
    routes: tuple[str, ...]
    who: tuple[str, ...] = EVERYBODY
    phase: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    ends_at: str = ""
    fill: dict[str, str] = field(default_factory=dict)


ACCOUNTS = (
    Row("sign in", "GET", ("/accounts/login/",), who=NOT_SIGNED_IN),
    Row("sign in", "POST", ("/accounts/login/",), who=NOT_SIGNED_IN),
    Row("be told that the account is closed", "GET", ("/accounts/inactive/",)),
    Row("sign out", "GET", ("/accounts/logout/",), who=SIGNED_IN),
    Row("sign out", "POST", ("/accounts/logout/",), ends_at="/accounts/login/"),
    Row("be told that the provider's sign-in was cancelled", "GET", ("/accounts/provider/cancelled/",)),
    Row("be told that the provider's sign-in failed (401)", "GET", ("/accounts/provider/error/",), who=()),
    Row("ask for a new password", "GET", ("/accounts/password/reset/", "/accounts/password/reset/done/")),
    Row("ask for a new password", "POST", ("/accounts/password/reset/",)),
    Row(
        "use the link of a letter",
        "GET",
        ("/accounts/password/reset/key/<uidb36>-<key>/", "/accounts/password/reset/key/done/"),
    ),
    Row("use the link of a letter", "POST", ("/accounts/password/reset/key/<uidb36>-<key>/",)),
    Row("give the code while signing in", "GET", ("/accounts/2fa/authenticate/",), who=()),
    Row("give the code while signing in", "POST", ("/accounts/2fa/authenticate/",), who=()),
    Row("sign up through a provider", "GET", ("/accounts/provider/signup/",), who=()),
    Row("sign up through a provider", "POST", ("/accounts/provider/signup/",), who=()),
    Row(
        "use a provider that is not configured",
        "GET",
        ("/accounts/provider/oidc/<provider_id>/login/", "/accounts/provider/oidc/<provider_id>/login/callback/"),
        who=(),
    ),
    Row(
        "use a provider that is not configured",
        "POST",
        ("/accounts/provider/oidc/<provider_id>/login/", "/accounts/provider/oidc/<provider_id>/login/callback/"),
        who=(),
    ),
    Row(
        "see and change one's own sign-in",
        "GET",
        (
            "/accounts/2fa/",
            "/accounts/2fa/totp/activate/",
            "/accounts/2fa/recovery-codes/generate/",
            "/accounts/password/change/",
            "/accounts/reauthenticate/",
        ),
        who=SIGNED_IN,
    ),
    Row(
        "see and change one's own sign-in",
        "POST",
        (
            "/accounts/2fa/totp/activate/",
            "/accounts/2fa/recovery-codes/generate/",
            "/accounts/password/change/",
            "/accounts/reauthenticate/",
        ),
        who=SIGNED_IN,
    ),
    Row("set a first password where there is one", "GET", ("/accounts/password/set/",), who=()),
    Row("set a first password where there is one", "POST", ("/accounts/password/set/",), who=()),
    Row(
        "use a second factor that one does not have",
        "GET",
        (
            "/accounts/2fa/reauthenticate/",
            "/accounts/2fa/totp/deactivate/",
            "/accounts/2fa/recovery-codes/",
            "/accounts/2fa/recovery-codes/download/",
        ),
        who=(),
    ),
    Row(
        "use a second factor that one does not have",
        "POST",
        ("/accounts/2fa/reauthenticate/", "/accounts/2fa/totp/deactivate/"),
        who=(),
    ),
)

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
        ("/api/v1/towns/<town>/pins/<pin>", "/api/v1/towns/<town>/pins/by-code/<code>"),
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

PAGES = (
    Row(
        "read public pages",
        "GET",
        (
            "/",
            "/<town>/",
            "/<town>/pins/new",
            "/<town>/pins/<pin>",
            "/<town>/find",
            "/<town>/coverage",
            "/<town>/runs/<run>",
            "/<town>/areas/<area_set>/<code>",
            "/<town>/areas/<area_set>/<code>/agenda.docx",
            "/<town>/areas/<area_set>/<code>/map.html",
            "/<town>/areas/<area_set>/<code>/sheet.pdf",
            "/<town>/about",
            "/<town>/privacy",
            "/<town>/accessibility",
            "/<town>/processes",
            "/<town>/processes/<slug>",
            "/<town>/outcomes",
            "/<town>/outcomes/<outcome>",
            "/<town>/c/<token>",
            "/<town>/c/<token>/poster",
        ),
    ),
    Row("leave a message", "POST", ("/<town>/pins/new",)),
    Row(
        "see a picture that nobody has looked at",
        "GET",
        ("/<town>/photos/<photo>.jpg", "/<town>/photos/<photo>-small.jpg"),
        who=(),
    ),
    Row(
        "see a picture that is shown",
        "GET",
        ("/<town>/photos/<photo>.jpg", "/<town>/photos/<photo>-small.jpg"),
        phase="shown photo",
    ),
    Row(
        "follow what happens, by form, feed or calendar",
        "GET",
        (
            "/<town>/follow",
            "/<town>/feeds/pins.atom",
            "/<town>/pins/<pin>/updates.atom",
            "/<town>/calendar.ics",
        ),
    ),
    Row("follow what happens, by form, feed or calendar", "POST", ("/<town>/follow",)),
    Row(
        "see, confirm or end what another follows",
        "GET",
        ("/<town>/follow/confirm/<follow>/<token>", "/<town>/follow/<key>", "/<town>/follow/<key>/stop"),
        who=(),
    ),
    Row(
        "see, confirm or end what another follows",
        "POST",
        ("/<town>/follow/confirm/<follow>/<token>", "/<town>/follow/<key>", "/<town>/follow/<key>/stop"),
        who=(),
    ),
    Row(
        "see or end the letters of a message without its key",
        "GET",
        ("/<town>/pins/<pin>/confirm/<token>", "/<town>/pins/<pin>/letters", "/<town>/pins/<pin>/letter"),
        who=(),
    ),
    Row(
        "see or end the letters of a message without its key",
        "POST",
        ("/<town>/pins/<pin>/contact", "/<town>/pins/<pin>/confirm/<token>", "/<town>/pins/<pin>/letters"),
        who=(),
    ),
    Row(
        "follow a message that is not published",
        "GET",
        ("/<town>/pins/<pin>/updates.atom",),
        who=(),
        phase="private pin",
    ),
    Row("tell the town of a barrier", "POST", ("/<town>/accessibility",)),
    Row("see the receipt without the key", "GET", ("/<town>/pins/<pin>/thanks",), who=()),
    Row("tell one's home without the key", "POST", ("/<town>/pins/<pin>/home",), who=()),
    Row(
        "see the page of a process that is not public",
        "GET",
        ("/<town>/processes/<slug>",),
        who=(),
        phase="process in preparation",
    ),
    Row("see the method sheet of a run behind no release", "GET", ("/<town>/runs/<run>",), who=(), phase="staff's run"),
    Row(
        "see an outcome that is a draft",
        "GET",
        ("/<town>/outcomes/<outcome>", "/api/v1/towns/<town>/outcomes/<outcome>"),
        who=(),
        phase="draft outcome",
    ),
    Row("see the page of a pin that is not published", "GET", ("/<town>/pins/<pin>",), who=(), phase="private pin"),
)

HANDLERS = ("admin", "planner", "clerk", "coordinator")
MODERATORS = ("admin", "moderator", "coordinator")
DESK = (
    Row("enter the desk", "GET", ("/<town>/desk/",), who=STAFF),
    Row(
        "see pictures as they came",
        "GET",
        ("/<town>/desk/photos/<photo>.jpg", "/<town>/desk/photos/<photo>-small.jpg"),
        who=(*HANDLERS, "moderator"),
    ),
    Row("look at pictures that wait", "GET", ("/<town>/desk/photos",), who=MODERATORS),
    Row(
        "decide about a picture",
        "POST",
        ("/<town>/desk/photos/<photo>/decide",),
        who=MODERATORS,
        body={"decision": "rejected"},
    ),
    Row("blur a picture", "POST", ("/<town>/desk/photos/<photo>/blur",), who=MODERATORS),
    Row(
        "see exact numbers of coverage",
        "GET",
        ("/<town>/desk/coverage", "/api/v1/towns/<town>/coverage/exact"),
        who=(*HANDLERS, "moderator"),
    ),
    Row("see waiting times and bursts", "GET", ("/<town>/desk/clocks",), who=(*HANDLERS, "moderator", "analyst")),
    Row(
        "show, hide or reject a message",
        "POST",
        ("/<town>/desk/pins/<pin>/moderate",),
        who=MODERATORS,
        body={"decision": "hidden"},
    ),
    Row("see and send again what could not be delivered", "GET", ("/<town>/desk/letters",), who=HANDLERS),
    Row("see and send again what could not be delivered", "POST", ("/<town>/desk/letters",), who=HANDLERS),
    Row(
        "see and change how a sender is reached",
        "GET",
        ("/<town>/desk/pins/<pin>/contact", "/<town>/desk/pins/<pin>/letter.pdf"),
        who=HANDLERS,
    ),
    Row("see and change how a sender is reached", "POST", ("/<town>/desk/pins/<pin>/contact",), who=HANDLERS),
    Row("mark a remark as answered", "POST", ("/<town>/desk/remarks/<remark>/answered",), who=HANDLERS),
    Row("see who came to an event", "GET", ("/<town>/desk/events/<code>",), who=HANDLERS, fill={"code": "<event>"}),
    Row("enter who came to an event", "POST", ("/<town>/desk/events/<code>",), who=HANDLERS, fill={"code": "<event>"}),
    Row(
        "take back who came to an event",
        "POST",
        ("/<town>/desk/events/<code>/<entry>/remove",),
        who=HANDLERS,
        fill={"code": "<event>"},
    ),
    Row("see who works here", "GET", ("/<town>/desk/staff",), who=("admin",)),
    Row(
        "change who works here and what boards see",
        "POST",
        (
            "/<town>/desk/staff",
            "/<town>/desk/staff/roles/<membership>/end",
            "/<town>/desk/staff/<user>/letter",
            "/<town>/desk/staff/grants",
            "/<town>/desk/staff/grants/<grant>/end",
        ),
        who=("admin",),
    ),
)

MODERATION = (
    Row("report a message", "GET", ("/<town>/pins/<pin>/report",)),
    Row("report a message", "POST", ("/<town>/pins/<pin>/report",), body={"reason": "other"}),
    Row("report a message that is not published", "GET", ("/<town>/pins/<pin>/report",), who=(), phase="private pin"),
    Row("report a message that is not published", "POST", ("/<town>/pins/<pin>/report",), who=(), phase="private pin"),
    Row("ask what is kept about oneself", "GET", ("/<town>/privacy/mine",)),
    Row(
        "have the data of nobody erased or exported",
        "POST",
        ("/<town>/privacy/mine", "/<town>/privacy/mine/export"),
        who=(),
    ),
    Row(
        "see what waits for a moderator",
        "GET",
        (
            "/<town>/desk/moderation",
            "/<town>/desk/moderation/waves",
            "/<town>/desk/moderation/waves/<wave>",
            "/<town>/desk/pins/<pin>/words",
        ),
        who=MODERATORS,
    ),
    Row(
        "decide about messages, waves and words",
        "POST",
        (
            "/<town>/desk/moderation",
            "/<town>/desk/moderation/waves/<wave>",
            "/<town>/desk/pins/<pin>/words",
            "/<town>/desk/pins/<pin>/words/undo",
        ),
        who=MODERATORS,
    ),
    Row("see who asks to be erased", "GET", ("/<town>/desk/erasures",), who=HANDLERS),
    Row(
        "export or erase for a person who identified themselves",
        "POST",
        ("/<town>/desk/erasures", "/<town>/desk/erasures/export"),
        who=HANDLERS,
        body={"do": "erase", "code": "", "why": ""},
    ),
    Row("see who looked at what", "GET", ("/<town>/desk/access-log",), who=("admin", "auditor")),
)

TABLE: tuple[Row, ...] = (*ACCOUNTS, *OPEN_DATA, *OPEN311, *OPEN311_DESK, *PAGES, *DESK, *MODERATION)
