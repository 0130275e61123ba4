"""Action × role × phase → allowed. A new action adds a row here; a route without a row fails the tests.

`who` are those whom the action is for. Everybody else must be refused: sent to sign in, 401, 403, or 404 as if the
thing were not there. Placeholders in a route are filled from `tests/permissions/world.py`.
"""

from tests.permissions.accounts import ACCOUNTS
from tests.permissions.budget import BUDGET
from tests.permissions.budget_after import BUDGET_AFTER
from tests.permissions.budget_proposals import BUDGET_PROPOSALS
from tests.permissions.budget_vote import BUDGET_VOTE
from tests.permissions.doors import DOORS
from tests.permissions.hearings import HEARINGS
from tests.permissions.keys import KEYS
from tests.permissions.meeting import MEETING
from tests.permissions.open311 import OPEN311, OPEN311_DESK
from tests.permissions.open_data import OPEN_DATA
from tests.permissions.plans import PLANS
from tests.permissions.programme import PROGRAMME
from tests.permissions.routing import ROUTING
from tests.permissions.rows import ACTORS, EVERYBODY, NOT_SIGNED_IN, SIGNED_IN, STAFF, Row
from tests.permissions.sheets import SHEETS
from tests.permissions.town_setup import TOWN_SETUP
from tests.permissions.uploads import UPLOADS
from tests.permissions.voices import VOICES

__all__ = ["ACTORS", "EVERYBODY", "NOT_SIGNED_IN", "SIGNED_IN", "STAFF", "TABLE", "Row"]

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
            "/<town>/processing-record",
            "/<town>/accessibility",
            "/<town>/processes",
            "/<town>/processes/<slug>",
            "/<town>/outcomes",
            "/<town>/outcomes/<outcome>",
            "/worker.js",
            "/<town>/app.webmanifest",
            "/<town>/outbox",
            "/<town>/outbox/new",
            "/<town>/outbox/send",
            "/<town>/c/<token>",
            "/<town>/c/<token>/poster",
        ),
    ),
    Row("leave a message", "POST", ("/<town>/pins/new", "/<town>/outbox/send")),
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
            "/<town>/feeds/outcomes.atom",
            "/<town>/feeds/news.atom?topic=street&reference=Rantakatu",
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
        "see a message at the desk",
        "GET",
        ("/<town>/desk/pins/<pin>",),
        who=(*HANDLERS[:3], "moderator", "coordinator"),
    ),
    Row("enter for somebody", "GET", ("/<town>/desk/enter",), who=HANDLERS),
    Row("enter for somebody", "POST", ("/<town>/desk/enter",), who=HANDLERS),
    Row("handle a message", "POST", ("/<town>/desk/pins/<pin>/act",), who=HANDLERS, body={"act": "note", "note": "x"}),
    Row("handle many", "POST", ("/<town>/desk/bulk",), who=HANDLERS, body={"act": "note", "note": "x"}),
    Row("take back", "POST", ("/<town>/desk/bulk/<batch>/undo",), who=HANDLERS, ends_at="/kokeila/desk/"),
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
        "read the queue of messages, one of them and its history by a program",
        "GET",
        (
            "/api/v1/towns/<town>/desk/pins",
            "/api/v1/towns/<town>/desk/pins/<pin>",
            "/api/v1/towns/<town>/desk/pins/<pin>/updates",
        ),
        who=(*HANDLERS, "moderator"),
    ),
    Row("handle a message by a program", "POST", ("/api/v1/towns/<town>/desk/pins/<pin>",), who=HANDLERS),
    Row("handle many messages at once by a program", "POST", ("/api/v1/towns/<town>/desk/pins/bulk",), who=HANDLERS),
    Row(
        "see exact numbers of coverage",
        "GET",
        ("/<town>/desk/coverage", "/api/v1/towns/<town>/coverage/exact"),
        who=(*HANDLERS, "moderator"),
    ),
    Row(
        "see what is owed and write what followed",
        "GET",
        (
            "/<town>/desk/outcomes",
            "/<town>/desk/outcomes/new",
            "/<town>/desk/outcomes/<outcome>",
            "/<town>/desk/outcomes/<outcome>/pick",
            "/<town>/desk/outcomes/<outcome>/publish",
        ),
        who=HANDLERS,
    ),
    Row(
        "write what followed and tell it",
        "POST",
        (
            "/<town>/desk/outcomes/new",
            "/<town>/desk/outcomes/<outcome>",
            "/<town>/desk/outcomes/<outcome>/take-in",
            "/<town>/desk/outcomes/<outcome>/inputs",
            "/<town>/desk/outcomes/<outcome>/photo",
            "/<town>/desk/outcomes/<outcome>/publish",
            "/<town>/desk/outcomes/<outcome>/withdraw",
        ),
        who=HANDLERS,
        body={"response": "done"},
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

SUPPORT = ("/<town>/pins/<pin>/support", "/api/v1/towns/<town>/pins/<pin>/support")
MODERATION = (
    Row("say that a message is mine too", "GET", SUPPORT),
    Row("say that a message is mine too", "POST", SUPPORT),
    Row("support what is not published", "GET", SUPPORT, who=(), phase="private pin"),
    Row("support what is not published", "POST", SUPPORT, who=(), phase="private pin"),
    Row("rate the answer without the key", "POST", ("/<town>/pins/<pin>/rating",), who=()),
    Row("see how answers were rated", "GET", ("/<town>/desk/ratings",), who=(*HANDLERS, "moderator", "analyst")),
    Row("look for what was said before", "GET", ("/api/v1/towns/<town>/pins/similar",)),
    Row("look for what was said before", "POST", ("/<town>/pins/similar",), body={"where": "town", "text": "katu"}),
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
    Row("see the rules of moderation", "GET", ("/<town>/desk/moderation/rules",), who=("admin", "coordinator")),
    Row(
        "change the rules of moderation, and who decides about which categories",
        "POST",
        ("/<town>/desk/moderation/rules", "/<town>/desk/moderation/rules/<moderator>"),
        who=("admin", "coordinator"),
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

TABLE: tuple[Row, ...] = (
    *ACCOUNTS,
    *OPEN_DATA,
    *DOORS,
    *TOWN_SETUP,
    *UPLOADS,
    *OPEN311,
    *OPEN311_DESK,
    *KEYS,
    *PAGES,
    *DESK,
    *MODERATION,
    *ROUTING,
    *SHEETS,
    *PLANS,
    *HEARINGS,
    *BUDGET,
    *BUDGET_VOTE,
    *BUDGET_AFTER,
    *BUDGET_PROPOSALS,
    *PROGRAMME,
    *MEETING,
    *VOICES,
)
