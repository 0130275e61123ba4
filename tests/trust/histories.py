"""A town in which things happen, of which the public must learn some and must not learn others."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import shapely
from django.contrib.gis.geos import Point
from django.utils import timezone

from feedback_map.aggregates import fold_deltas
from feedback_map.campaigns import find_waves, notice_floods
from feedback_map.models import Contact, Outcome, OutcomeInput, Photo, Pin, State
from feedback_map.services import (
    Change,
    EditedWords,
    PinInput,
    PlacedPin,
    Sender,
    Whose,
    Words,
    answer_pin,
    ask_for_erasure,
    assign_pin,
    change_state,
    change_visibility,
    derive_pins,
    edit_pin,
    merge_pins,
    moderate_pin,
    note_on_pin,
    part_pins,
    place_pin,
    report_pin,
    support_pin,
)
from geo.ids import new_public_id
from geo.models import AreaSet
from geo.tenancy import in_town
from participation.following import Wish, follow
from participation.models import Attendance, Event
from participation.services import Home, tell_home
from tests.factories import SOUTH, WEST, make_category
from tests.permissions.world import World, make_world

CANARY = "Salasanakanarialintu"
INSIDE = "Talonsisäinenkanarialintu"


@dataclass
class History:
    """`hidden` and `shown` are where the public may and may not find a message now."""

    world: World
    halves: AreaSet
    chance: random.Random
    hidden: list[PlacedPin] = field(default_factory=list)
    shown: list[PlacedPin] = field(default_factory=list)

    def place(self, visibility: str, category: str = "streets") -> PlacedPin:
        spot = shapely.Point(WEST + self.chance.uniform(100, 9900), SOUTH + self.chance.uniform(100, 9900))
        kind = self.chance.choice(["feedback", "suggestion", "thanks", "idea"])
        text = f"{CANARY} {new_public_id()}"
        said = PinInput(kind=kind, text=text, category=category, visibility=visibility, geometry=spot)
        placed = place_pin(town=self.world.town, pin=said)
        (self.shown if placed.moderation == "shown" and visibility == "public" else self.hidden).append(placed)
        return placed

    def pin(self, placed: PlacedPin) -> Pin:
        with in_town(self.world.town):
            return Pin.objects.get(public_id=placed.id)

    def some_hidden(self) -> Pin:
        return self.pin(self.chance.choice(self.hidden) if self.hidden else self.place("private"))

    def some_shown(self) -> Pin:
        return self.pin(self.chance.choice(self.shown) if self.shown else self.place("public"))

    def by_staff(self) -> Change:
        return Change(by=self.world.users["admin"])

    # Acts of which the public must learn nothing
    def place_private(self) -> None:
        self.place("private")

    def place_waiting(self) -> None:
        self.place("public", "people")

    def place_private_on_whole_town(self) -> None:
        said = PinInput(kind="feedback", text=CANARY, category="streets", visibility="private")
        self.hidden.append(place_pin(town=self.world.town, pin=said, sender=Sender(shared_device=True)))

    def moderate_hidden(self) -> None:
        pin = self.some_hidden()
        decisions = ["hidden", "rejected", "shown"] if pin.visibility == "private" else ["hidden", "rejected"]
        words = Words(f"{INSIDE} syy", "fi")
        moderate_pin(
            town=self.world.town,
            pin=pin,
            moderation=self.chance.choice(decisions),
            change=self.by_staff(),
            words=words,
        )

    def edit_hidden(self) -> None:
        words = EditedWords(f"{CANARY} muokattu {new_public_id()}", reason=INSIDE)
        edit_pin(town=self.world.town, pin=self.some_hidden(), words=words, change=self.by_staff())

    def answer_hidden(self) -> None:
        answer_pin(town=self.world.town, pin=self.some_hidden(), words=Words(INSIDE, "fi"), change=self.by_staff())

    def state_of_hidden(self) -> None:
        state = State.objects.filter(municipality=self.world.town).order_by("?").first()
        change_state(town=self.world.town, pin=self.some_hidden(), state=state, change=self.by_staff())

    def move_hidden(self) -> None:
        pin = self.some_hidden()
        place = Point(WEST + self.chance.uniform(100, 9900), SOUTH + self.chance.uniform(100, 9900), srid=3067)
        with in_town(self.world.town):
            Pin.objects.filter(pk=pin.pk).update(geom=place, about_area=None)
            derive_pins(town=self.world.town, pins=[pin.pk])

    def merge_hidden(self) -> None:
        """With a public message or another one: the public learns of neither."""
        kept = self.chance.choice([self.some_shown, self.some_hidden])()
        other = self.some_hidden()
        if kept.pk != other.pk:
            words = Words(INSIDE, "fi") if kept.visibility == "private" else Words(note=INSIDE)
            merge_pins(town=self.world.town, kept=kept, others=[other], change=self.by_staff(), words=words)

    def part_hidden(self) -> None:
        part_pins(town=self.world.town, pins=[self.some_hidden()], change=self.by_staff())

    def support_hidden(self) -> None:
        pin = self.some_hidden()
        if pin.merged_into_id is None:
            support_pin(town=self.world.town, pin=pin, token=None)

    def note_on_shown(self) -> None:
        note_on_pin(town=self.world.town, pin=self.some_shown(), note=INSIDE, change=self.by_staff())

    def assign_shown(self) -> None:
        assign_pin(
            town=self.world.town, pin=self.some_shown(), person=self.world.users["admin"], change=self.by_staff()
        )

    def contact_and_picture_on_shown(self) -> None:
        pin, now = self.some_shown(), timezone.now()
        with in_town(self.world.town):
            contact = {"municipality": self.world.town, "name": INSIDE, "email": f"{INSIDE}@example.fi"}
            Contact.objects.update_or_create(pin=pin, defaults=contact)
            picture = {"file": f"aa/{INSIDE}.jpg", "sha256": b"0" * 32, "width": 9, "height": 9, "added_at": now}
            Photo.objects.create(municipality=self.world.town, pin=pin, alt={"fi": INSIDE}, **picture)

    def report_shown(self) -> None:
        report_pin(town=self.world.town, pin=self.some_shown(), reason="other", text=INSIDE)

    def follow_shown(self) -> None:
        follow(town=self.world.town, wish=Wish(topic="pin", reference=self.some_shown().public_id))

    def draft_an_outcome(self) -> None:
        with in_town(self.world.town):
            said = {"titles": {"fi": INSIDE}, "texts": {"fi": INSIDE}, "decided_on": datetime.date(2026, 1, 1)}
            outcome = Outcome.objects.create(municipality=self.world.town, made_at=timezone.now(), **said)
            used = {"municipality": self.world.town, "outcome": outcome, "response": "noted"}
            OutcomeInput.objects.create(pin=self.some_shown(), **used)

    def ask_to_be_erased(self) -> None:
        ask_for_erasure(town=self.world.town, whose=Whose(pin=self.some_shown()))

    def look_for_campaigns(self) -> None:
        find_waves(self.world.town)
        notice_floods()

    def delete_hidden(self) -> None:
        if self.hidden:
            placed = self.hidden.pop(self.chance.randrange(len(self.hidden)))
            with in_town(self.world.town):
                Pin.objects.filter(public_id=placed.id).delete()

    def tell_a_home(self) -> None:
        with in_town(self.world.town):
            person = Pin.objects.order_by("?").values_list("participant_id", flat=True).first()
        if person:
            home = Home(area=self.halves.areas.get(code="W"), age_band="13-17", resident_type="permanent")
            tell_home(town=self.world.town, participant_id=person, home=home, at=timezone.now())

    def count_heads(self) -> None:
        with in_town(self.world.town):
            event = Event.objects.get(code="ilta")
            Attendance.objects.create(municipality=self.world.town, event=event, headcount=7, basis="counted")

    # Acts that the public sees
    def place_public(self) -> None:
        self.place("public")

    def withdraw(self) -> None:
        if self.shown:
            placed = self.shown.pop()
            change_visibility(town=self.world.town, pin=self.pin(placed), visibility="private")
            self.hidden.append(placed)

    def hide(self) -> None:
        if self.shown:
            placed = self.shown.pop(0)
            moderate_pin(town=self.world.town, pin=self.pin(placed), moderation="hidden", words=Words(INSIDE, "fi"))
            self.hidden.append(placed)

    def answer_shown(self) -> None:
        words = Words("Kiitos, korjaamme.", "fi", note=INSIDE)
        answer_pin(town=self.world.town, pin=self.some_shown(), words=words, change=self.by_staff())

    def support_shown(self) -> None:
        support_pin(town=self.world.town, pin=self.some_shown(), token=None)

    def fold(self) -> None:
        fold_deltas(self.world.town.pk)

    @property
    def unseen_acts(self) -> list[Callable[[], None]]:
        return [getattr(self, name) for name in UNSEEN]

    @property
    def seen_acts(self) -> list[Callable[[], None]]:
        names = ("place_public", "place_public", "withdraw", "hide", "answer_shown", "support_shown", "fold")
        return [getattr(self, name) for name in names]


UNSEEN = (
    "place_private",
    "place_waiting",
    "place_private_on_whole_town",
    "moderate_hidden",
    "edit_hidden",
    "answer_hidden",
    "state_of_hidden",
    "move_hidden",
    "merge_hidden",
    "part_hidden",
    "support_hidden",
    "note_on_shown",
    "assign_shown",
    "contact_and_picture_on_shown",
    "report_shown",
    "follow_shown",
    "draft_an_outcome",
    "ask_to_be_erased",
    "look_for_campaigns",
    "delete_hidden",
    "tell_a_home",
    "count_heads",
)


def begun_history() -> History:
    world = make_world()
    make_category(world.town, "people", shown_when="moderated")
    halves = AreaSet.objects.get(municipality=world.town)
    return History(world, halves, random.Random(7))
