"""A wave is recognised and counted as what it is; a flood makes messages wait and loses none."""

from __future__ import annotations

import pytest
from django.test import override_settings

from feedback_map.campaigns import find_waves, notice_floods
from feedback_map.models import Flood, Pin, PublishedPin, Wave, WavePin
from feedback_map.moderation_queue import flood_in, open_waves
from feedback_map.services import PinInput, Sender, place_pin, settle_wave
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant

pytestmark = pytest.mark.django_db
CALL = "Vastustamme Kirkkopuiston puiden kaatamista ja vaadimme että kaupunki perustelee päätöksen{}"


def send(town: Municipality, text: str, person: str) -> None:
    place_pin(town=town, pin=PinInput(kind="feedback", category="streets", text=text), sender=Sender(token=person))


def waves(town: Municipality) -> list[tuple[int, int]]:
    with in_town(town):
        return [(wave.messages, wave.people) for wave in open_waves(town)]


def test_near_identical_messages_from_many_are_one_wave(town: Municipality) -> None:
    for number, ending in enumerate([".", "!", " heti.", " nyt!", ". Terveisin asukas", ".", ".", " 2026."]):
        send(town, CALL.format(ending), f"asukas {number}")
    send(town, "Torin suihkulähde vuotaa ja vesi jäätyy kadulle.", "joku muu")
    assert find_waves(town) == 8
    assert waves(town) == [(8, 8)]


def test_messages_of_a_wave_stay_messages_and_their_senders_persons(town: Municipality) -> None:
    for number in range(8):
        send(town, CALL.format(""), f"asukas {number}")
    find_waves(town)
    assert PublishedPin.objects.count() == 8
    with in_town(town):
        assert Pin.objects.filter(moderation="shown").count() == Participant.objects.count() == 8


def test_one_person_who_repeats_is_no_wave(town: Municipality) -> None:
    for number in range(12):
        send(town, CALL.format(f" {number}"), "sama ihminen")
    assert find_waves(town) == 0


def test_short_thanks_and_different_messages_are_no_wave(town: Municipality) -> None:
    for number in range(10):
        send(town, "Kiitos!", f"kiittäjä {number}")
    things = ["katu", "puisto", "ranta", "koulu", "silta", "kirjasto", "uimahalli", "tori", "satama", "metsä"]
    for thing in things:
        send(town, f"Toivon että {thing} saisi {thing[::-1]} ja {thing * 2} pian", f"toivoja {thing}")
    assert find_waves(town) == 0


def test_later_messages_join_the_wave_and_bring_it_back_to_the_desk(town: Municipality) -> None:
    for number in range(8):
        send(town, CALL.format(""), f"asukas {number}")
    find_waves(town)
    with in_town(town):
        settle_wave(town=town, wave=Wave.objects.get())
    assert waves(town) == []
    send(town, CALL.format("!"), "myöhäinen")
    assert find_waves(town) == 1 and find_waves(town) == 0
    assert waves(town) == [(9, 9)]


def test_a_wave_of_one_town_is_not_seen_in_another(town: Municipality) -> None:
    from tests.factories import make_town

    for number in range(8):
        send(town, CALL.format(""), f"asukas {number}")
    find_waves(town)
    with in_town(make_town()):
        assert not WavePin.objects.exists()


@override_settings(PINS_PER_TOWN=5)
def test_a_flood_from_many_addresses_waits_for_moderators_and_loses_nothing(town: Municipality) -> None:
    for number in range(6):
        send(town, f"Viesti numero {number}", f"osoite {number}")
    assert flood_in(town) is None
    assert notice_floods() == [town.pk]
    assert flood_in(town) is not None
    send(town, "Oikea asia", "asukas")
    with in_town(town):
        late = Pin.objects.latest("pk")
        assert (late.moderation, late.doubt.reasons) == ("waiting", ["flood"])
        assert Pin.objects.count() == 7


@override_settings(PINS_PER_TOWN=5)
def test_a_flood_in_one_town_is_none_in_another_and_ends(town: Municipality) -> None:
    from tests.factories import make_category, make_town

    other = make_town()
    make_category(other)
    for number in range(6):
        send(town, f"Viesti numero {number}", f"osoite {number}")
    notice_floods()
    send(other, "Rauhallista", "joku")
    with in_town(other):
        assert Pin.objects.get().moderation == "shown"
    Flood.objects.update(until="2026-01-01T00:00Z")
    send(town, "Tulva on ohi", "asukas")
    with in_town(town):
        assert Pin.objects.latest("pk").moderation == "shown"
