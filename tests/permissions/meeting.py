"""Meeting places, events, initiatives. The world has one of each, and a hidden place, a draft, a new initiative."""

from __future__ import annotations

import datetime

from django.utils import timezone

from feedback_map.services.initiatives import InitiativeWords, make_initiative, show_initiative
from geo.models import Municipality, Place
from participation.events import EventWords, join_event, make_event
from participation.sign_ups import Coming, key_of_sign_up
from tests.factories import spot
from tests.permissions.rows import Row

HANDLERS = ("admin", "planner", "clerk", "coordinator")
PLACE, HIDDEN_PLACE = "a meeting place", "a hidden meeting place"
EVENT, DRAFT = "an event", "a draft of an event"
INITIATIVE, NEW = "an initiative", "an initiative that nobody has looked at"
DESK = "/<town>/desk"

MEETING = (
    Row(
        "read of meeting places",
        "GET",
        (
            "/<town>/places",
            "/<town>/places/by-area",
            "/<town>/places/<code>",
            "/api/v1/towns/<town>/meeting-places",
            "/api/v1/towns/<town>/meeting-places/<code>",
            "/api/v1/towns/<town>/area-sets/<kind>/open-space",
        ),
        phase=PLACE,
    ),
    Row(
        "read of a hidden meeting place",
        "GET",
        ("/<town>/places/<code>", "/api/v1/towns/<town>/meeting-places/<code>"),
        who=(),
        phase=HIDDEN_PLACE,
    ),
    Row(
        "read of events",
        "GET",
        (
            "/<town>/events",
            "/<town>/events/<code>",
            "/<town>/events/<code>.ics",
            "/<town>/feeds/events.atom",
            "/<town>/feeds",
            "/api/v1/towns/<town>/events/<code>",
            "/api/v1/towns/<town>/sign-ups/<key>",
        ),
        phase=EVENT,
    ),
    Row("take one's sign-up back by its key", "DELETE", ("/api/v1/towns/<town>/sign-ups/<key>",), phase=EVENT),
    Row("read a sign-up without its key", "GET", ("/api/v1/towns/<town>/sign-ups/<key>",), who=()),
    Row("take a sign-up back without its key", "DELETE", ("/api/v1/towns/<town>/sign-ups/<key>",), who=()),
    Row(
        "read the draft of an event",
        "GET",
        ("/<town>/events/<code>", "/<town>/events/<code>.ics", "/api/v1/towns/<town>/events/<code>"),
        who=(),
        phase=DRAFT,
    ),
    Row(
        "sign up for an event",
        "POST",
        ("/<town>/events/<code>", "/api/v1/towns/<town>/events/<code>/sign-ups"),
        phase=EVENT,
    ),
    Row("sign up for a draft", "POST", ("/api/v1/towns/<town>/events/<code>/sign-ups",), who=(), phase=DRAFT),
    Row(
        "read of initiatives",
        "GET",
        (
            "/<town>/initiatives",
            "/<town>/initiatives/new",
            "/<town>/initiatives/<initiative>",
            "/<town>/initiatives/<initiative>/support",
            "/<town>/initiatives/mine/<key>",
            "/<town>/feeds/initiatives.atom",
            "/api/v1/towns/<town>/initiatives",
            "/api/v1/towns/<town>/initiatives/<initiative>",
            "/api/v1/towns/<town>/initiatives/<initiative>/support",
            "/api/v1/towns/<town>/initiatives/mine/<key>",
        ),
        phase=INITIATIVE,
    ),
    Row(
        "make an initiative, support one, and be forgotten by one's own link",
        "POST",
        (
            "/<town>/initiatives/new",
            "/<town>/initiatives/<initiative>/support",
            "/<town>/initiatives/mine/<key>",
            "/api/v1/towns/<town>/initiatives",
            "/api/v1/towns/<town>/initiatives/<initiative>/support",
        ),
        phase=INITIATIVE,
    ),
    Row(
        "support an initiative that nobody has looked at",
        "POST",
        ("/api/v1/towns/<town>/initiatives/<initiative>/support",),
        who=(),
        phase=NEW,
    ),
    Row(
        "read or support an initiative that nobody has looked at",
        "GET",
        (
            "/<town>/initiatives/<initiative>",
            "/<town>/initiatives/<initiative>/support",
            "/api/v1/towns/<town>/initiatives/<initiative>",
            "/api/v1/towns/<town>/initiatives/<initiative>/support",
        ),
        who=(),
        phase=NEW,
    ),
    Row(
        "read the maker's page without its link",
        "GET",
        ("/<town>/initiatives/mine/<key>", "/api/v1/towns/<town>/initiatives/mine/<key>"),
        who=(),
        phase=NEW,
    ),
    Row(
        "have the maker forgotten by the link",
        "DELETE",
        ("/api/v1/towns/<town>/initiatives/mine/<key>",),
        phase=INITIATIVE,
    ),
    Row(
        "have the maker forgotten without the link",
        "DELETE",
        ("/api/v1/towns/<town>/initiatives/mine/<key>",),
        who=(),
        phase=NEW,
    ),
    Row(
        "see places, events, initiatives and embeds at the desk",
        "GET",
        (f"{DESK}/places", f"{DESK}/places/new", f"{DESK}/events", f"{DESK}/events/new", f"{DESK}/initiatives"),
        who=HANDLERS,
    ),
    Row("see and change a place at the desk", "GET", (f"{DESK}/places/<code>",), who=HANDLERS, phase=HIDDEN_PLACE),
    Row(
        "keep meeting places",
        "POST",
        (f"{DESK}/places/new", f"{DESK}/places/<code>"),
        who=HANDLERS,
        phase=PLACE,
    ),
    Row(
        "see an event at the desk, and who means to come",
        "GET",
        (f"{DESK}/events/<code>/change", f"{DESK}/events/<code>/people"),
        who=HANDLERS,
        phase=EVENT,
    ),
    Row(
        "keep events",
        "POST",
        (
            f"{DESK}/events/new",
            f"{DESK}/events/<code>/change",
            f"{DESK}/events/<code>/off",
            f"{DESK}/events/<code>/people/<sign_up>",
        ),
        who=HANDLERS,
        phase=EVENT,
    ),
    Row(
        "see an initiative at the desk",
        "GET",
        (f"{DESK}/initiatives/<initiative>",),
        who=HANDLERS,
        phase=NEW,
    ),
    Row(
        "carry an initiative on, show and hide it",
        "POST",
        (f"{DESK}/initiatives/<initiative>", f"{DESK}/initiatives/<initiative>/show"),
        who=HANDLERS,
        phase=INITIATIVE,
    ),
    Row("see the pieces for other web pages", "GET", (f"{DESK}/embed",), who=HANDLERS),
    Row("say whose pages may show them", "POST", (f"{DESK}/embed",), who=("admin",)),
    Row(
        "show a piece in another page",
        "GET",
        ("/embed/<town>/map", "/embed/<town>/counter", "/embed/<town>/say", "/embed/<town>/area/<kind>/<code>"),
    ),
)


def meeting_phases(town: Municipality) -> dict[str, dict[str, str]]:
    """The placeholders of all of them."""
    for code, is_shown in (("tupa", True), ("suljettu", False)):
        names = {"fi": code.title()}
        Place.objects.create(
            municipality=town, code=code, names=names, kind="library", point=spot(1, 1), is_shown=is_shown
        )
    return {
        PLACE: {"code": "tupa"},
        HIDDEN_PLACE: {"code": "suljettu"},
        EVENT: _event(town, "Talkoot", is_public=True),
        DRAFT: _event(town, "Luonnos", is_public=False),
        INITIATIVE: _initiative(town, is_shown=True),
        NEW: _initiative(town, is_shown=False),
    }


def _event(town: Municipality, name: str, *, is_public: bool) -> dict[str, str]:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    words = EventWords(names={"fi": name}, starts_at=tomorrow, takes_sign_ups=True, is_public=is_public)
    event = make_event(town=town, words=words)
    if not is_public:
        return {"code": event.code, "sign_up": ""}
    made = join_event(town=town, event=event, coming=Coming())
    return {"code": event.code, "sign_up": made.public_id, "key": key_of_sign_up(made)}


def _initiative(town: Municipality, *, is_shown: bool) -> dict[str, str]:
    made = make_initiative(town=town, words=InitiativeWords("Latu", "Kylään.", "Maija Meri", phone="015 1"))
    if is_shown:
        show_initiative(town=town, initiative=made.initiative, by=None)
    return {"initiative": made.initiative.public_id, **({"key": made.key} if is_shown else {})}
