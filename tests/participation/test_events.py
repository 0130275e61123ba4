"""Events: made once, changed with care, called off with a reason, joined while there is room; whole in the calendar."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from delivery.models import OutboxMessage
from geo.models import Municipality, Place
from geo.refusals import Refused
from participation.event_letters import event_letter
from participation.events import (
    EventWords,
    StaleEvent,
    call_off_event,
    change_event,
    join_event,
    make_event,
)
from participation.feeds import calendar_of
from participation.models import Event, Process
from participation.sign_ups import Coming, cancel_sign_up, key_of_sign_up
from tests.factories import make_town, spot

pytestmark = pytest.mark.django_db
START = timezone.now().replace(microsecond=0) + datetime.timedelta(days=3)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kokeila")


def words(**said: object) -> EventWords:
    values: dict[str, object] = {"names": {"fi": "Rantatalkoot"}, "starts_at": START, "kind": "working_party"}
    return EventWords(**{**values, "takes_sign_ups": True, **said})  # type: ignore[arg-type]  # its fields


def lines(town: Municipality) -> list[str]:
    return calendar_of(town, "fi").decode().replace("\r\n ", "").splitlines()


def test_a_form_sent_twice_makes_one_event(town: Municipality) -> None:
    made = [make_event(town=town, words=words(), once="kEy-1") for _again in range(2)]
    assert made[0].pk == made[1].pk and made[0].code.startswith("rantatalkoot-")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"names": {"fi": " "}}, "names"),
        ({"ends_at": START}, "ends_at"),
        ({"kind": "party"}, "kind"),
        ({"most_people": 0}, "most_people"),
        ({"website": "javascript:alert(1)"}, "website"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(town: Municipality, said: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_event(town=town, words=words(**said))
    assert [error.field for error in refused.value.errors] == [field]


def test_another_towns_place_is_refused(town: Municipality) -> None:
    far = Place.objects.create(municipality=make_town(), code="far", names={}, kind="library", point=spot(1, 1))
    with pytest.raises(Refused):
        make_event(town=town, words=words(place=far))


def test_those_with_an_address_are_told_when_the_time_changes_and_only_then(town: Municipality) -> None:
    event = make_event(town=town, words=words())
    join_event(town=town, event=event, coming=Coming(email="a@example.org"))
    OutboxMessage.objects.all().delete()
    change_event(town=town, event=event, words=words(names={"fi": "Talkoot rannalla"}))
    assert not OutboxMessage.objects.exists()
    change_event(town=town, event=event, words=words(starts_at=START + datetime.timedelta(hours=1)))
    letter = event_letter(OutboxMessage.objects.get().payload)
    assert letter is not None and letter.to == "a@example.org"


def test_called_off_tells_why_once_and_takes_nobody_more(town: Municipality) -> None:
    event = make_event(town=town, words=words())
    join_event(town=town, event=event, coming=Coming(email="a@example.org"))
    OutboxMessage.objects.all().delete()
    for _again in range(2):
        call_off_event(town=town, event=event, why={"fi": "Myrsky tulee."})
    letter = event_letter(OutboxMessage.objects.get().payload)
    assert letter is not None and "Myrsky tulee." in letter.text
    with pytest.raises(Refused):
        join_event(town=town, event=event, coming=Coming())


def test_it_is_not_called_off_without_a_reason(town: Municipality) -> None:
    with pytest.raises(Refused):
        call_off_event(town=town, event=make_event(town=town, words=words()), why={"fi": " "})


def test_whoever_took_it_back_gets_no_letter(town: Municipality) -> None:
    event = make_event(town=town, words=words())
    made = join_event(town=town, event=event, coming=Coming(email="a@example.org"))
    cancel_sign_up(town=town, key=key_of_sign_up(made))
    assert event_letter({"town": town.pk, "sign_up": made.public_id}) is None


def test_no_more_sign_up_than_fit(town: Municipality) -> None:
    event = make_event(town=town, words=words(most_people=2))
    join_event(town=town, event=event, coming=Coming(people=2))
    with pytest.raises(Refused):
        join_event(town=town, event=event, coming=Coming())


def test_who_looked_at_an_older_version_changes_nothing(town: Municipality) -> None:
    event = make_event(town=town, words=words())
    change_event(town=town, event=event, words=words(organiser="Kyläyhdistys"), version=event.version)
    with pytest.raises(StaleEvent):
        change_event(town=town, event=event, words=words(), version=event.version)


def test_the_calendar_tells_where_and_that_it_was_called_off(town: Municipality) -> None:
    event = make_event(town=town, words=words(point=spot(2, 2)))
    assert any(line.startswith("GEO:61.") for line in lines(town)) and "STATUS:CANCELLED" not in lines(town)
    call_off_event(town=town, event=event, why={"fi": "Myrsky"})
    assert {"STATUS:CANCELLED", "SEQUENCE:1"} <= set(lines(town))
    assert any(line.endswith(f"/kokeila/events/{event.code}") for line in lines(town))


def test_drafts_and_events_of_hidden_consultations_are_nowhere(town: Municipality, client: Client) -> None:
    hidden = Process.objects.create(municipality=town, slug="h", opens_on="2026-01-01", is_public=False)
    events = [make_event(town=town, words=words(is_public=False)), make_event(town=town, words=words(process=hidden))]
    assert not any("VEVENT" in line for line in lines(town))
    assert client.get("/api/v1/towns/kokeila/events").json()["features"] == []
    assert "Rantatalkoot" not in client.get("/kokeila/feeds/events.atom").content.decode()
    assert client.get("/tiles/kokeila/events/WebMercatorQuad/0/0/0.mvt").status_code == 204
    for event in events:
        assert client.get(f"/kokeila/events/{event.code}").status_code == 404
        assert client.get(f"/api/v1/towns/kokeila/events/{event.code}").status_code == 404


def test_the_api_tells_kind_place_and_room(town: Municipality, client: Client) -> None:
    place = Place.objects.create(municipality=town, code="tupa", names={"fi": "Tupa"}, kind="library", point=spot(1, 1))
    event = make_event(town=town, words=words(place=place, most_people=20))
    told = client.get(f"/api/v1/towns/kokeila/events/{event.code}").json()
    assert told["geometry"]["type"] == "Point"
    assert (told["properties"]["kind"], told["properties"]["place_code"]) == ("working_party", "tupa")
    assert told["properties"]["most_people"] == 20
    assert client.get("/api/v1/towns/kokeila/events?kind=walk").json()["numberMatched"] == 0
    assert client.get("/api/v1/towns/kokeila/events?kind=none").status_code == 400


def test_a_tile_has_those_to_come_and_not_those_of_yesterday(town: Municipality, client: Client) -> None:
    event = make_event(town=town, words=words(point=spot(2, 2)))
    tile = client.get("/tiles/kokeila/events/WebMercatorQuad/0/0/0.mvt")
    assert event.code.encode() in tile.content
    Event.objects.update(starts_at=timezone.now() - datetime.timedelta(days=2))
    assert client.get("/tiles/kokeila/events/WebMercatorQuad/0/0/0.mvt").status_code == 204
