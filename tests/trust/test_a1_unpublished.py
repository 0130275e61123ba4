"""A1, A2: an unpublished message changes no byte of any public answer: tiles, lists, counts, pages, feeds, headers.

Random histories of public and unpublished acts. Around each unpublished act, every public address of the urlconf (and
the tiles, lists and pages that cover the message) is read by an anonymous visitor: status, headers and bytes must be
the same before and after. After each act that the public does see, nothing of what is hidden now stands anywhere.
"""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Iterable

import pytest
from django.core import mail

from delivery.services import relay
from feedback_map.services import PlacedPin
from geo import crs
from geo.ids import new_public_id
from geo.refusals import Refused
from participation.digests import ask_for_digests
from participation.following import Wish, follow
from participation.tasks import news
from tests.factories import SOUTH, WEST
from tests.trust.histories import CANARY, INSIDE, UNSEEN, History, begun_history
from tests.trust.reading import (
    API,
    Answer,
    addresses_of,
    addresses_with,
    features_in,
    public_addresses,
    read,
    read_all,
    tiles,
    tiles_over,
)

# The number comes from the brief histories below; these read the whole site around each act, minutes a history
LONG = [pytest.param(seed, 25, marks=pytest.mark.heavy) for seed in range(2, 6)]
SHORT = [pytest.param(seed, 3, marks=pytest.mark.heavy) for seed in range(100, 120)]


@pytest.fixture
def history(db: None) -> History:
    return begun_history()


def names_of(history: History, placed: PlacedPin) -> list[bytes]:
    """What alone would give a hidden message away: its id, its code, its words."""
    words = [word for word in history.pin(placed).text.split() if len(word) == 22]
    return [each.encode() for each in (placed.id, placed.code, *words)]


def place_of(history: History, placed: PlacedPin) -> tuple[bytes, bytes] | None:
    """Its longitude and latitude to four decimals, as they begin in every list."""
    pin = history.pin(placed)
    if pin.geom is None:
        return None
    longitude, latitude = (
        f"{int(float(each) * 10_000) / 10_000:.4f}".encode()
        for each in crs.to_wire(pin.geom.centroid.x, pin.geom.centroid.y)
    )
    return longitude, latitude


def gives_away(history: History, answers: dict[str, Answer]) -> list[tuple[str, bytes]]:
    found = [(address, INSIDE.encode()) for address, answer in answers.items() if INSIDE.encode() in answer[2]]
    for placed in history.hidden:
        names, place = names_of(history, placed), place_of(history, placed)
        for address, (_status, _headers, body) in answers.items():
            found += [(address, name) for name in names if name in body]
            if place and stand_together(body, *place):
                found.append((address, b" ".join(place)))
    return found


def stand_together(body: bytes, longitude: bytes, latitude: bytes) -> bool:
    """As one place; in a list of many places each may stand alone, as half of another one."""
    at = body.find(longitude)
    while at >= 0:
        if latitude in body[max(at - 80, 0) : at + 80]:
            return True
        at = body.find(longitude, at + 1)
    return False


def live(history: History, seed: int, steps: int) -> None:
    """A history; around what the public must not learn of, everything is read twice. The first step has every act."""
    history.chance = random.Random(seed)
    addresses = public_addresses(history.world, CANARY, quick=steps == 1) + tiles()
    for _ in range(3):
        history.place_public()
    for step in range(steps):
        if not history.shown:
            history.place_public()
        before = read_all(addresses)
        acts = history.chance.sample(history.unseen_acts, 4 if step else len(UNSEEN))
        for act in acts:
            with contextlib.suppress(Refused):  # such as an answer to a message that was joined with another
                act()
        after = read_all(addresses)
        changed = [address for address in addresses if before[address] != after[address]]
        assert changed == [], [act.__name__ for act in acts]
        history.chance.choice(history.seen_acts)()
        assert gives_away(history, read_all(addresses)) == []


def touched(history: History) -> list[str]:
    """Where the messages of a short history could show: lists, search, feeds and tiles."""
    placed = [*history.hidden, *history.shown][-3:]
    pins = [history.pin(each) for each in placed]
    over = [tile for pin in pins if pin.geom for tile in tiles_over(pin.geom.x, pin.geom.y, (0, 9, 15))]
    searched = f"{API}/pins?text={history.hidden[-1].id if history.hidden else CANARY}"
    return [*over, f"{API}/pins?limit=20", searched, "/kokeila/feeds/pins.atom", f"/kokeila/?q={CANARY}"]


def brief(history: History, seed: int) -> None:
    """One short history: what the public must not learn, then what it sees. What it touched is read around both."""
    history.chance = random.Random(seed)
    history.hidden, history.shown = [], []
    history.place_public()
    history.place_private()
    own = [address for each in (*history.hidden, *history.shown) for address in addresses_of(each)]
    addresses = [*own, *touched(history)]
    before = read_all(addresses)
    acts = history.chance.sample(history.unseen_acts, 5)
    for act in acts:
        with contextlib.suppress(Refused):
            act()
    assert [each for each, answer in read_all(addresses).items() if answer != before[each]] == [], (seed, acts)
    history.chance.choice(history.seen_acts)()
    assert gives_away(history, read_all(touched(history))) == [], seed


@pytest.mark.parametrize("block", [0, *(pytest.param(one, marks=pytest.mark.heavy) for one in range(1, 51))])
def test_brief_histories_leak_nothing(history: History, block: int) -> None:
    """5,000 with all blocks, in a town that grows on; the whole site is read at the end of each fiftieth."""
    for number in range(100 if block else 4):
        brief(history, 10_000 * block + number)
        if number % 50 == 49:
            assert gives_away(history, read_all(public_addresses(history.world, CANARY, quick=True))) == []


@pytest.mark.parametrize(("seed", "steps"), [(1, 1), *SHORT, *LONG])
def test_unpublished_acts_change_no_byte(history: History, seed: int, steps: int) -> None:
    live(history, seed, steps)


def test_tiles_over_hidden_messages_hold_none_of_them(history: History) -> None:
    for _ in range(4):
        history.place_public()
    history.place_private()
    history.hide()
    for placed in history.hidden:
        pin = history.pin(placed)
        assert pin.geom is not None
        for address in tiles_over(pin.geom.x, pin.geom.y, range(13, 17)):
            ids = [feature.get("properties", {}).get("id") for feature in features_in(read(address))]  # type: ignore[attr-defined]
            assert placed.id not in ids


def test_letters_and_digests_tell_followers_nothing_of_what_is_hidden(history: History) -> None:
    town = history.world.town
    follow(town=town, wish=Wish(topic="pin", reference=history.pin(history.place("public")).public_id))
    for act in ("place_private", "place_waiting", "edit_hidden", "answer_hidden", "hide", "merge_hidden"):
        getattr(history, act)()
    ask_for_digests()
    relay(for_s=20)
    text = "\n".join(f"{one.subject}\n{one.body}\n{getattr(one, 'alternatives', '')}" for one in mail.outbox)
    told = [(*names_of(history, placed), *(place_of(history, placed) or ())) for placed in history.hidden]
    assert [secret for secrets in told for secret in secrets if secret.decode() in text] == []


def test_feeds_of_what_is_followed_tell_nothing_of_what_is_hidden(history: History) -> None:
    history.place_public()
    for act in ("place_private", "place_waiting", "edit_hidden", "answer_hidden", "hide"):
        getattr(history, act)()
    news(timestamp=0)
    feed = "/kokeila/feeds/news.atom?topic="
    wide = f"{feed}near&reference={WEST + 5000:.0f},{SOUTH + 5000:.0f},5000,Koe"
    answers = read_all([wide, f"{feed}area&reference=district/W", f"{feed}category&reference=streets"])
    assert [answer[0] for answer in answers.values()] == [200, 200, 200]
    shown = history.place("public")
    history.hidden.append(shown)
    assert gives_away(history, answers) == []
    news(timestamp=0)
    told = {secret for _address, secret in gives_away(history, read_all([wide]))}
    assert shown.id.encode() in told, "nothing is ever told there"
    others = (*(placed.id for placed in history.hidden if placed != shown), new_public_id())
    assert {read(f"{feed}pin&reference={one}")[0] for one in others} == {404}


def test_staff_of_another_town_read_no_more_than_anybody(history: History) -> None:
    for act in ("place_private", "place_waiting", "edit_hidden", "answer_hidden", "hide"):
        getattr(history, act)()
    stranger = history.world.client("other_town_admin")
    assert gives_away(history, read_all(addresses_with(history.world, desk=True), stranger)) == []


def test_an_unpublished_message_answers_like_one_that_is_not_there(history: History) -> None:
    history.place_private()
    history.place_waiting()
    history.place_public()
    history.hide()
    nobody = PlacedPin(new_public_id(), "Kuusi 0000", "", None, "private", "shown", "")
    for hidden in history.hidden:
        for address, empty in zip(addresses_of(hidden), addresses_of(nobody), strict=True):
            answer, other = read(address), read(empty)
            assert (answer[0], _without(answer, hidden, nobody)) == (other[0], other[2].decode()), address


def _without(answer: Answer, hidden: PlacedPin, nobody: PlacedPin) -> str:
    """The answer with what was asked for put back to what the other one was asked for."""
    asked = (hidden.id, hidden.code, hidden.code.replace(" ", "%20"))
    shown = (nobody.id, nobody.code, nobody.code.replace(" ", "%20"))
    return _replaced(answer[2].decode(), zip(asked, shown, strict=True))


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for own, none in pairs:
        text = re.sub(re.escape(own), none, text)
    return text


def test_the_crawl_sees_published_messages_so_it_would_see_others(history: History) -> None:
    """The drill would be empty if its addresses showed nothing at all."""
    addresses = public_addresses(history.world, CANARY, quick=True) + tiles()
    before = read_all(addresses)
    placed = history.place("public")
    after = read_all(addresses)
    changed = [address for address, answer in after.items() if answer != before[address]]
    assert len([address for address in changed if address.startswith("/tiles")]) > 10
    assert "/kokeila/" in changed and "/kokeila/coverage" in changed
    assert len([address for address in changed if address.startswith("/api/v1/towns/kokeila/pins")]) >= 3
    history.hidden.append(placed)
    found = {address.split("?")[0] for address, _secret in gives_away(history, after)}
    feeds = {"/kokeila/feeds/pins.atom", "/open311/v2/requests.json"}
    assert {"/kokeila/", "/api/v1/towns/kokeila/pins"} | feeds <= found
