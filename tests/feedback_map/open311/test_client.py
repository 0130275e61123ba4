"""Pins handed on to another system, and what it did with them; cut connections lose and double nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.utils import timezone

from delivery.models import OutboxMessage
from delivery.services import outbox_state, relay
from feedback_map.models import Category, Open311Peer, Open311PeerCategory, Open311Sending, Pin, State, Update
from feedback_map.open311.client.fetching import fetch_updates
from feedback_map.open311.client.sending import SEND, given_up, send_again, send_on
from feedback_map.services import PinInput, moderate_pin, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from tests.feedback_map.open311.peer import Peer, running


@pytest.fixture
def peer() -> Iterator[Peer]:
    with running() as peer:
        yield peer


def connect(town: Municipality, peer: Peer, **how: Any) -> Open311Peer:
    """The streets go to the peer as its service S1."""
    with in_town(town):
        known = Open311Peer.objects.create(
            municipality=town,
            code="ely",
            name="ELY",
            endpoint=peer.endpoint,
            api_key="k",
            takes_key=peer.takes_keys,
            **how,
        )
        category = Category.objects.get(municipality=town, code="streets")
        Open311PeerCategory.objects.create(municipality=town, peer=known, category=category, service_code="S1")
    return known


def say(town: Municipality, text: str = "Kuoppa", **said: Any) -> Pin:
    values = {"kind": "feedback", "category": "streets", "geometry": shapely.Point(WEST + 2000, SOUTH + 2000), **said}
    placed = place_pin(town=town, pin=PinInput(text=text, **values))
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def carry_everything() -> None:
    """As the worker does, without waiting for the time between tries."""
    for _ in range(40):
        OutboxMessage.objects.filter(done_at=None, dead_at=None).update(
            available_at=timezone.now() - timedelta(seconds=1), lease_until=None
        )
        if relay() == 0:
            return


def sendings(town: Municipality) -> list[Open311Sending]:
    with in_town(town):
        return list(Open311Sending.objects.order_by("pk"))


def test_a_pin_of_the_peers_category_is_sent_without_its_sender(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    pin = say(town, attributes={"lamp": "17"})
    carry_everything()
    (sent,) = peer.requests
    assert sent["service_code"] == "S1"
    assert sent["description"].startswith("Kuoppa\n")
    assert pin.code in sent["description"]
    assert sent["attribute[lamp]"] == "17"
    assert float(sent["lat"]) == pytest.approx(61.6, abs=0.2)
    assert not {"email", "first_name", "phone"} & set(sent)
    (sending,) = sendings(town)
    assert (sending.state, sending.remote_id) == ("sent", "1")


def test_only_what_may_go_goes(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    say(town, visibility="private")
    say(town, is_test=True)
    Category.objects.update(shown_when="moderated")
    waiting = say(town, "Odottaa")
    carry_everything()
    assert peer.requests == []
    moderate_pin(town=town, pin=waiting, moderation="shown")
    carry_everything()
    assert [sent["description"].splitlines()[0] for sent in peer.requests] == ["Odottaa"]


def test_a_peer_that_refuses_is_not_asked_again_until_a_person_wants_it(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    peer.fail = lambda: "400"
    say(town)
    carry_everything()
    (sending,) = sendings(town)
    assert (sending.state, sending.tries) == ("refused", 1)
    peer.fail = lambda: ""
    carry_everything()
    assert peer.requests == []
    send_again(town=town, sending=sending)
    carry_everything()
    assert len(peer.requests) == 1
    assert sendings(town)[0].state == "sent"


def test_what_is_on_its_way_or_has_arrived_is_not_sent_again(town: Municipality, peer: Peer) -> None:
    """A double press, or a page that was left open, makes no second request where the peer knows no key."""
    peer.takes_keys = False
    connect(town, peer)
    say(town)
    relay()  # it is written down, and may have been sent as well
    (sending,) = sendings(town)
    assert not send_again(town=town, sending=sending)
    carry_everything()
    assert not send_again(town=town, sending=sending)
    assert OutboxMessage.objects.filter(topic=SEND).count() == 1
    assert (sendings(town)[0].state, len(peer.requests)) == ("sent", 1)


def test_pressed_twice_what_was_refused_is_sent_again_once(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    peer.fail = lambda: "400"
    say(town)
    carry_everything()
    (sending,) = sendings(town)
    assert [send_again(town=town, sending=sending) for _press in range(2)] == [True, False]
    assert OutboxMessage.objects.filter(topic=SEND).count() == 2


def test_what_was_given_up_is_sent_again_once_and_is_no_longer_given_up(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    peer.fail = lambda: "503"
    say(town)
    carry_everything()
    (sending,) = sendings(town)
    with in_town(town):
        assert given_up(town) == {sending.pk}
    peer.fail = lambda: ""
    assert [send_again(town=town, sending=sending) for _press in range(2)] == [True, False]
    with in_town(town):
        assert given_up(town) == set()
    carry_everything()
    assert (sendings(town)[0].state, len(peer.requests)) == ("sent", 1)


def test_what_was_hidden_before_it_left_goes_nowhere_until_it_is_shown_again(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    pin = say(town)
    send_on(town=town, pin=pin)
    moderate_pin(town=town, pin=pin, moderation="hidden")
    carry_everything()
    assert (peer.requests, sendings(town)) == ([], [])
    moderate_pin(town=town, pin=pin, moderation="shown")
    carry_everything()
    assert len(peer.requests) == 1


def test_what_was_hidden_after_a_refusal_is_kept_back_with_a_word(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    peer.fail = lambda: "400"
    pin = say(town)
    carry_everything()
    peer.fail = lambda: ""
    moderate_pin(town=town, pin=pin, moderation="hidden")
    send_again(town=town, sending=sendings(town)[0])
    carry_everything()
    (sending,) = sendings(town)
    assert (peer.requests, sending.state) == ([], "refused") and "ei ole enää julkaistu" in sending.why


@pytest.mark.parametrize("change", ["peer", "category"])
def test_a_system_that_is_no_longer_in_use_is_sent_nothing(town: Municipality, peer: Peer, change: str) -> None:
    known = connect(town, peer)
    send_on(town=town, pin=say(town))
    with in_town(town):
        if change == "peer":
            Open311Peer.objects.filter(pk=known.pk).update(is_active=False)
        else:
            Open311PeerCategory.objects.all().delete()
    carry_everything()
    (sending,) = sendings(town)
    assert (peer.requests, sending.state) == ([], "refused") and "ei ole käytössä" in sending.why
    assert outbox_state().dead == 0


def test_a_peer_that_stays_away_ends_on_the_list_that_people_see(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    peer.fail = lambda: "503"
    say(town)
    carry_everything()
    assert outbox_state().dead == 1
    assert sendings(town)[0].state == "waiting"


@pytest.mark.parametrize("takes_keys", [True, False])
def test_cut_connections_lose_nothing_and_double_nothing(town: Municipality, takes_keys: bool) -> None:
    """Cut before the peer read the request, or after it took it: we cannot tell which."""
    chance = random.Random(7)
    cuts = 0

    def fail() -> str:
        nonlocal cuts
        failure = chance.choice(["", "before", "after"]) if cuts < 100 else ""
        cuts += bool(failure)
        return failure

    with running(takes_keys=takes_keys) as peer:
        connect(town, peer)
        pins = [say(town, f"Kuoppa {n}") for n in range(30)]
        peer.fail = fail
        for _ in range(4):
            carry_everything()
            OutboxMessage.objects.filter(dead_at__isnull=False).update(dead_at=None, attempts=0)
    assert cuts >= 10
    assert sorted(sent["description"].splitlines()[0] for sent in peer.requests) == sorted(pin.text for pin in pins)
    assert {sending.state for sending in sendings(town)} == {"sent"}


def test_a_token_becomes_an_id_when_the_peer_has_one(town: Municipality) -> None:
    with running(gives_tokens=True) as peer:
        connect(town, peer)
        say(town)
        carry_everything()
        assert [(s.remote_id, s.remote_token) for s in sendings(town)] == [("", "t1")]
        fetch_updates(town)
        assert [s.remote_id for s in sendings(town)] == ["1"]


def test_a_peers_updates_enter_the_history_once(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    State.objects.create(municipality=town, code="tehty-nyt", type="done", names={"fi": "Tehty"}, order=0)
    pin = say(town)
    carry_everything()
    told = {"service_request_id": "1", "status": "FIXED", "updated_datetime": "2026-11-20T10:00:00Z"}
    peer.updates = [{**told, "update_id": "a", "description": "Paikattu"}]
    assert (fetch_updates(town), fetch_updates(town)) == (1, 0)
    with in_town(town):
        pin.refresh_from_db()
        (update,) = Update.objects.filter(pin=pin, author="peer")
    assert pin.state is not None
    assert pin.state.type == "done"
    assert update.public_text == "Paikattu"


def test_updates_for_what_we_never_sent_are_passed_over(town: Municipality, peer: Peer) -> None:
    connect(town, peer)
    peer.updates = [{"service_request_id": "99", "status": "closed", "update_id": "x", "description": "?"}]
    assert fetch_updates(town) == 0


def test_a_peer_that_is_away_is_asked_next_time(town: Municipality) -> None:
    with running() as peer:
        connect(town, peer)
    assert fetch_updates(town) == 0
    with in_town(town):
        assert Open311Peer.objects.get().updates_until is None
