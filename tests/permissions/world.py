"""A small world for the table: one town with one of each thing, a second town, and everybody who may knock."""

import datetime
import io
import time
from dataclasses import dataclass, field

import shapely
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Body, Private, Role, User
from accounts.services import Permit, Post, create_staff, grant_private, make_operator
from budgeting.services.counting import publish_results
from feedback_map.models import CollectionLink, Open311Peer, Open311Sending, Photo, Pin, Wave
from feedback_map.services import (
    Answered,
    NewRule,
    NewWorkLink,
    OutcomeWords,
    PinInput,
    PlacedPin,
    SentPhoto,
    SheetWishes,
    add_rule,
    answer_inputs,
    decide_photo,
    make_outcome,
    make_sheet,
    make_work_link,
    place_pin,
    publish_outcome,
    upload_photo,
)
from geo.ids import new_public_id
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Event, Process
from tests.budgeting.factories import make_round
from tests.budgeting.polls import ended
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town
from tests.frontend.coverage_example import exact_example, example, release_example
from tests.permissions.budget_after import after_phases
from tests.permissions.budget_proposals import proposal_phases
from tests.permissions.budget_vote import vote_phases
from tests.permissions.keys import key_values
from tests.permissions.meeting import meeting_phases
from tests.permissions.programme import programme_phases
from tests.permissions.replied import letters_to_post, replied
from tests.permissions.table import STAFF, Row
from tests.permissions.uploads import upload_phases
from tests.permissions.voices import voice_phases
from tests.sheet_photo import kept_photo
from tests.zoning.factories import make_hearing, make_plan, make_version
from tests.zoning.material import plan_material
from tests.zoning.said import statement_values
from zoning.models import Landowner, Plan, PlanDrawing, StatementRequest
from zoning.services.requests import Asked, ask_for_statement, request_key


@dataclass
class World:
    """`values` fill the placeholders of routes; a phase may put others in their place."""

    town: Municipality
    other_town: Municipality
    values: dict[str, str] = field(default_factory=dict)
    phases: dict[str, dict[str, str]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def address(self, route: str, row: Row) -> str:
        for name, value in [*row.fill.items(), *self.phases.get(row.phase, {}).items(), *self.values.items()]:
            route = route.replace(f"<{name}>", value)
        return route

    def client(self, actor: str) -> Client:
        client = Client()
        if actor in self.users:
            client.force_login(self.users[actor])
            session = client.session
            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            session.save()
        elif actor == "resident":
            client.cookies["participant"] = "a-token-that-nobody-was-given"
        return client


# Placeholders whose value is the same whatever is in the world
FIXED = {
    "kind": "district",
    "area_set": "district",
    "code": "E",
    "layer": "pins",
    "grid": "WebMercatorQuad",
    "z": "0",
    "x": "0",
    "y": "0",
    "base": "none",
    "uidb36": "1",
    "key": "no-such-key",
    "provider_id": "town",
}


def make_world() -> World:
    world = World(make_town("kokeila"), make_town("muualla"))
    make_halves(world.town)
    make_category(world.town)
    world.users = _users(world)
    shown, hidden = _pin(world.town, "public"), _pin(world.town, "private")
    world.values = {
        **FIXED,
        "town": "kokeila",
        "pin": shown.id,
        "pin_code": shown.code,
        "run": release_example(world.town),
        "process": _process(world.town, "metsat", is_public=True),
        "slug": "metsat",
        "outcome": _outcome(world.town, shown, is_published=True),
        "event": Event.objects.create(municipality=world.town, code="ilta", starts_at="2026-11-01T18:00Z").code,
        "entry": "1",
        "remark": new_public_id(),
        "moderator": str(world.users["moderator"].memberships.get().pk),
        "membership": str(world.users["auditor"].memberships.get().pk),
        "user": str(world.users["auditor"].pk),
        "grant": str(grant_private(permit=Permit(world.town, Private.UNPUBLISHED, Role.CLERK)).pk),
        "wave": _wave(world.town),
        "token": _link(world.town),
        **_routing(world.town),
        "batch": new_public_id(),
        "sending": _sending(world.town, shown),
        "follow": new_public_id(),
        **_sheet(world.town),
        **key_values(world.town),
    }
    _rounds(world.town)
    planned = _planned(world)
    waiting, seen = _photo(world.town), _photo(world.town)
    decide_photo(town=world.town, photo=seen, shown="shown", by=world.users["moderator"], alt={"fi": "Penkki"})
    world.values["photo"] = waiting
    world.phases = {
        **planned,
        **vote_phases(world.town),
        **after_phases(world.town),
        **proposal_phases(world.town),
        **programme_phases(world.town),
        **(meeting_phases(world.town) | upload_phases(world.town) | voice_phases(world.town)),
        "letters to post": letters_to_post(world.town, world.users["planner"]),
        "shown photo": {"photo": seen},
        "draft outcome": {"outcome": _outcome(world.town, shown, is_published=False)},
        "staff's run": {"run": exact_example(world.town, example())},
        "private pin": {"pin": hidden.id, "pin_code": hidden.code},
        "process in preparation": {"process": _process(world.town, "salassa", is_public=False), "slug": "salassa"},
    }
    return world


def _rounds(town: Municipality) -> None:
    make_round(town, "kierros")
    make_round(town, "piilossa", published_at=None)
    publish_results(town=town, round=ended(make_round(town, "laskettu")), by=None)
    ended(make_round(town, "julkaisematta"))


def _planned(world: World) -> dict[str, dict[str, str]]:
    """A published plan with everything that belongs to one, and one that is not published; and the phases of both."""
    kaava = make_plan(world.town, "kaava", state="04")
    version, asked = make_version(kaava), _asked(kaava)
    hidden = make_version(make_plan(world.town, "luonnos", published_at=None), published_at=None)
    with in_town(world.town):
        drawing = PlanDrawing.objects.create(
            municipality=world.town, version=hidden, file="aa/x.png", sha256=b"x" * 32, state="ready"
        )
    world.values |= {
        "version": version.public_id,
        "hearing": make_hearing(kaava).public_id,
        "asked": asked.public_id,
        "drawing": drawing.public_id,
        **plan_material(kaava, version),
    }
    return {
        "replies": replied(kaava),
        "stated": {**statement_values(kaava), "slug": kaava.slug},
        "asked body": {"key": request_key(asked)},
    }


def _asked(plan: Plan) -> StatementRequest:
    """A body that was asked about a plan, and an owner of land in it."""
    town, due = plan.municipality, timezone.localdate() + datetime.timedelta(days=30)
    with in_town(town):
        Landowner.objects.create(municipality=town, plan=plan, name="Aino Aalto", street="Rantatie 1")
    return ask_for_statement(town=town, plan=plan, asked=Asked(due_on=due, name="Vanhusneuvosto"))


def _pin(town: Municipality, visibility: str) -> PlacedPin:
    place = shapely.Point(WEST + 2000, SOUTH + 2000)
    words = PinInput(kind="feedback", text="Penkki", category="streets", geometry=place, visibility=visibility)
    return place_pin(town=town, pin=words)


def _sheet(town: Municipality) -> dict[str, str]:
    sheet = make_sheet(town=town, wishes=SheetWishes((WEST, SOUTH, WEST + 900, SOUTH + 900), "Keskusta"), by=None)
    return {"sheet": sheet.public_id, "sheet_photo": kept_photo(sheet).public_id}


def _sending(town: Municipality, placed: PlacedPin) -> str:
    with in_town(town):
        peer = Open311Peer.objects.create(municipality=town, code="ely", name="ELY", endpoint="http://127.0.0.1:1/")
        pin = Pin.objects.get(public_id=placed.id)
        return str(Open311Sending.objects.create(municipality=town, peer=peer, pin=pin, state="refused").pk)


def _outcome(town: Municipality, placed: PlacedPin, *, is_published: bool) -> str:
    words = OutcomeWords({"fi": "Penkki"}, {"fi": "Uusi penkki tuli."}, datetime.date(2026, 10, 1))
    made = make_outcome(town=town, words=words, by=None)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    answer_inputs(town=town, outcome=made, answers=[Answered(pin.pk, "done")])
    if is_published:
        publish_outcome(town=town, outcome=made, by=None, version=None)
    return made.public_id


def _photo(town: Municipality) -> str:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    sent = SentPhoto(upload_photo(town=town, data=out.getvalue()).token)
    said = PinInput(kind="feedback", text="Penkki", category="streets", photos=(sent,))
    pin = place_pin(town=town, pin=said)
    with in_town(town):
        return Photo.objects.get(pin__public_id=pin.id).public_id


def _process(town: Municipality, slug: str, *, is_public: bool) -> str:
    return Process.objects.create(municipality=town, slug=slug, opens_on="2026-01-01", is_public=is_public).slug


def _users(world: World) -> dict[str, User]:
    """One of the staff for each role, an administrator of the other town, and the service's operator."""
    users = {name: create_staff(email=f"{name}@kokeila.fi", post=Post(world.town, Role(name))).user for name in STAFF}
    elsewhere = Post(world.other_town, Role.ADMIN)
    operator, _password = make_operator(email="operator@kuuluvuus.fi")
    others = {"other_town_admin": create_staff(email="admin@muualla.fi", post=elsewhere).user, "operator": operator}
    return {**users, **others}


def _routing(town: Municipality) -> dict[str, str]:
    """A unit with a rule for nothing that comes, and a link to its work, of which there is none."""
    unit = Body.objects.filter(municipality=town, code="kadut").first()
    unit = unit or Body.objects.create(municipality=town, code="kadut", kind="unit", names={"fi": "Kadut"})
    rule = add_rule(town=town, rule=NewRule(unit, season=(229, 229)))
    link, secret = make_work_link(town=town, new=NewWorkLink(unit, "Urakoitsija"))
    return {"unit": unit.code, "rule": str(rule.pk), "link": link.public_id, "secret": secret}


def _link(town: Municipality) -> str:
    return CollectionLink.objects.create(municipality=town, token="kirjasto").token


def _wave(town: Municipality) -> str:
    with in_town(town):
        moment = "2026-11-01T10:00Z"
        return Wave.objects.create(municipality=town, sample="sama", first_at=moment, last_at=moment).public_id
