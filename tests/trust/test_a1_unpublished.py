"""A1, A2: an unpublished message changes no byte of any public answer: tiles, lists, counts, pages, headers.

Random histories of public and unpublished acts. Around each unpublished act, every public address of the urlconf (and
the tiles, lists and pages that cover the message) is read by an anonymous visitor: status, headers and bytes must be
the same before and after.
"""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import shapely
from django.test import Client

from delivery.models import RateBucket
from feedback_map.aggregates import fold_deltas
from feedback_map.models import Pin
from feedback_map.services import PinInput, PlacedPin, Sender, change_visibility, moderate_pin, place_pin
from geo import crs
from geo.ids import new_public_id
from geo.models import AreaSet
from geo.tenancy import in_town
from participation.models import Attendance, Event
from participation.services import Home, tell_home
from tests.factories import SOUTH, WEST, make_category
from tests.permissions.routes import routes
from tests.permissions.world import World, make_world

Answer = tuple[int, tuple[tuple[str, str], ...], bytes]
# What is minted anew for each visitor: the token and the key of a form, and the cookie that goes with them.
MINTED = re.compile(rb'(name="(?:csrfmiddlewaretoken|key|idempotency_key|begun)" value=")[^"]*')
MINTED_HEADERS = {"Set-Cookie"}
CANARY = "Salasana-kanarialintu"


@dataclass
class History:
    """A town in which things happen, and everything that the public can read of it."""

    world: World
    halves: AreaSet
    chance: random.Random
    hidden: list[PlacedPin] = field(default_factory=list)
    shown: list[PlacedPin] = field(default_factory=list)

    def place(self, visibility: str, category: str = "streets") -> PlacedPin:
        spot = shapely.Point(WEST + self.chance.uniform(100, 9900), SOUTH + self.chance.uniform(100, 9900))
        kind = self.chance.choice(["feedback", "suggestion", "thanks", "idea"])
        said = PinInput(kind=kind, text=f"{CANARY} {new_public_id()}", category=category, visibility=visibility)
        placed = place_pin(town=self.world.town, pin=PinInput(**{**said.__dict__, "geometry": spot}))
        (self.shown if placed.moderation == "shown" and visibility == "public" else self.hidden).append(placed)
        return placed

    def pin(self, placed: PlacedPin) -> Pin:
        with in_town(self.world.town):
            return Pin.objects.get(public_id=placed.id)

    # Acts of which the public must learn nothing
    def place_private(self) -> None:
        self.place("private")

    def place_waiting(self) -> None:
        self.place("public", "people")

    def place_private_on_whole_town(self) -> None:
        said = PinInput(kind="feedback", text=CANARY, category="streets", visibility="private")
        self.hidden.append(place_pin(town=self.world.town, pin=said, sender=Sender(shared_device=True)))

    def moderate_hidden(self) -> None:
        if self.hidden:
            pin = self.pin(self.chance.choice(self.hidden))
            if pin.visibility == "private":
                moderate_pin(town=pin.municipality, pin=pin, moderation=self.chance.choice(["hidden", "shown"]))
            else:
                moderate_pin(town=pin.municipality, pin=pin, moderation="rejected")

    def tell_a_home(self) -> None:
        with in_town(self.world.town):
            person = Pin.objects.order_by("?").values_list("participant_id", flat=True).first()
        if person:
            home = Home(area=self.halves.areas.get(code="W"), age_band="13-17", resident_type="permanent")
            now = datetime.datetime.now(datetime.UTC)
            tell_home(town=self.world.town, participant_id=person, home=home, at=now)

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

    def fold(self) -> None:
        fold_deltas(self.world.town.pk)

    @property
    def unseen_acts(self) -> list[Callable[[], None]]:
        return [
            self.place_private,
            self.place_waiting,
            self.place_private_on_whole_town,
            self.moderate_hidden,
            self.tell_a_home,
            self.count_heads,
        ]

    @property
    def seen_acts(self) -> list[Callable[[], None]]:
        return [self.place_public, self.place_public, self.withdraw, self.fold]


@pytest.fixture
def history(db: None) -> History:
    world = make_world()
    make_category(world.town, "people", shown_when="moderated")
    halves = AreaSet.objects.get(municipality=world.town)
    return History(world, halves, random.Random(7))


def public_addresses(history: History) -> list[str]:
    """Every address that answers GET, filled from the world; and the variants in which a message would show."""
    found = []
    for route, methods in routes().items():
        if "GET" in methods and not route.startswith(("/accounts/", "/desk")):
            address = route
            for name, value in history.world.values.items():
                address = address.replace(f"<{name}>", value)
            found.append(address)
    for language in ("fi", "sv", "en", "fi-selko"):
        found += [f"/{language}/kokeila/", f"/{language}/kokeila/coverage", f"/{language}/kokeila/areas/district/W"]
    api = "/api/v1/towns/kokeila"
    found += [f"{api}/pins?kind=feedback", f"{api}/pins?text={CANARY}", f"{api}/pins?area=district/W&limit=1"]
    found += [f"{api}/pins?area=none", f"{api}/pins?bbox=27,61,28,62"]
    found += ["/kokeila/?q=salasana", "/kokeila/?kind=thanks", "/kokeila/areas/district/W?since=2020-01-01"]
    return found


def addresses_of(placed: PlacedPin) -> list[str]:
    """Where the message itself would be, if it were public; for those who guess its id or its code."""
    code = placed.code.replace(" ", "%20")
    api = f"/api/v1/towns/kokeila/pins/{placed.id}"
    return [
        api,
        f"/kokeila/pins/{placed.id}",
        f"/kokeila/find?code={code}",
        f"/api/v1/towns/kokeila/pins/by-code/{code}",
    ]


def tiles(history: History) -> list[str]:
    """The tiles of both pyramids over a point of the town, from the whole world to a few houses."""
    x, y = WEST + 5000, SOUTH + 5000
    merc_x, merc_y = (float(values[0]) for values in crs.transform([x], [y], crs.STORAGE, crs.MERCATOR))
    half = 20037508.342789244
    share = {
        "WebMercatorQuad": ((merc_x + half) / (2 * half), (half - merc_y) / (2 * half)),
        "ETRS-TM35FIN": ((x + 548576) / 2097152, (8388608 - y) / 2097152),
    }
    return [
        f"/tiles/kokeila/pins/{grid}/{z}/{int(across * 2**z)}/{int(down * 2**z)}.mvt"
        for grid, (across, down) in share.items()
        for z in range(17)
    ]


def read(address: str) -> Answer:
    response = Client().get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = tuple(sorted((name, value) for name, value in response.items() if name not in MINTED_HEADERS))
    return response.status_code, headers, MINTED.sub(rb"\1", body)


def read_all(addresses: list[str]) -> dict[str, Answer]:
    """All of them, however often: the limit on documents is no answer to what was asked."""
    RateBucket.objects.all().delete()
    return {address: read(address) for address in addresses}


@pytest.mark.parametrize(
    ("seed", "steps"), [(1, 6), *(pytest.param(seed, 25, marks=pytest.mark.heavy) for seed in range(2, 22))]
)
def test_unpublished_acts_change_no_byte(history: History, seed: int, steps: int) -> None:
    history.chance = random.Random(seed)
    addresses = public_addresses(history) + tiles(history)
    for _ in range(3):
        history.place_public()
    for _ in range(steps):
        before = read_all(addresses)
        for act in history.chance.sample(history.unseen_acts, 2):
            act()
        after = read_all(addresses)
        assert [address for address in addresses if before[address] != after[address]] == []
        history.chance.choice(history.seen_acts)()


def test_an_unpublished_message_answers_like_one_that_is_not_there(history: History) -> None:
    history.place_private()
    history.place_waiting()
    nobody = PlacedPin(new_public_id(), "Kuusi 0000", "", None, "private", "shown", "")
    for hidden in history.hidden:
        for address, empty in zip(addresses_of(hidden), addresses_of(nobody), strict=True):
            answer, other = read(address), read(empty)
            asked = (hidden.id, hidden.code, hidden.code.replace(" ", "%20"))
            shown = (nobody.id, nobody.code, nobody.code.replace(" ", "%20"))
            body = answer[2].decode()
            for own, none in zip(asked, shown, strict=True):
                body = body.replace(own, none)
            assert (answer[0], body) == (other[0], other[2].decode())


def test_the_crawl_sees_published_messages_so_it_would_see_others(history: History) -> None:
    """The drill would be empty if its addresses showed nothing at all."""
    addresses = public_addresses(history) + tiles(history)
    before = read_all(addresses)
    history.place_public()
    changed = [address for address, answer in read_all(addresses).items() if answer != before[address]]
    assert len([address for address in changed if address.startswith("/tiles")]) > 10
    assert "/kokeila/" in changed and "/kokeila/coverage" in changed
    assert len([address for address in changed if address.startswith("/api/v1/towns/kokeila/pins")]) >= 3
