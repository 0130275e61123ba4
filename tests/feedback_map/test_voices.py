"""This is mine too; how good the answer was; it is not fixed: who may say it, what follows, and who reads it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import shapely
from django.core import mail
from django.test import Client
from django.utils import timezone

from delivery.services import relay
from feedback_map.models import AnswerRating, Pin, PublishedPin, StateType, Support, Update
from feedback_map.ratings import rating_by_area
from feedback_map.services import (
    Change,
    PinInput,
    PlacedPin,
    Rating,
    Words,
    answer_pin,
    change_state,
    dispute_pin,
    place_pin,
    rate_answer,
    say_not_fixed,
    support_pin,
    withdraw_support,
)
from geo.models import AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from tests.feedback_map.handling import again, history, make_clerk, make_pin, make_state, make_unit


def placed(town: Municipality, east: float = 2.0) -> PlacedPin:
    at = shapely.Point(WEST + east * 1000, SOUTH + 2000)
    said = PinInput(kind="feedback", text="Kuoppa", category="streets", geometry=at)
    return place_pin(town=town, pin=said)


def the_pin(town: Municipality, said: PlacedPin) -> Pin:
    with in_town(town):
        return Pin.objects.select_related("state", "owner").get(public_id=said.id)


def done(town: Municipality, pin: Pin) -> Pin:
    answer_pin(town=town, pin=pin, words=Words("Paikattu."), change=Change())
    change_state(town=town, pin=pin, state=make_state(town, "valmis", StateType.DONE), change=Change())
    return again(pin)


def supports(pin: Pin) -> int:
    return PublishedPin.objects.get(pk=pin.pk).supports


def test_a_person_supports_a_message_once_and_the_count_is_public(town: Municipality) -> None:
    pin = make_pin(town)
    first = support_pin(town=town, pin=pin, token=None)
    assert first.is_new and not support_pin(town=town, pin=pin, token=first.participant_token).is_new
    support_pin(town=town, pin=pin, token=None)
    assert supports(pin) == 2
    assert withdraw_support(town=town, pin=pin, token=first.participant_token)
    assert not withdraw_support(town=town, pin=pin, token=first.participant_token)
    assert supports(pin) == 1


def test_nobody_supports_their_own_message(town: Municipality) -> None:
    said = placed(town)
    own = support_pin(town=town, pin=the_pin(town, said), token=said.participant_token)
    assert not own.is_new and supports(the_pin(town, said)) == 0


def test_a_message_is_supported_without_a_script_and_taken_back(client: Client, town: Municipality) -> None:
    pin = make_pin(town)
    address = f"/{town.slug}/pins/{pin.public_id}/support"
    sent = client.post(address)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{address}?said=support")
    assert "Kiitos" in client.get(sent.headers["Location"]).content.decode() and supports(pin) == 1
    client.post(address)
    assert supports(pin) == 1
    client.post(address, {"go": "withdraw"})
    assert supports(pin) == 0


def test_what_is_not_published_cannot_be_supported(client: Client, town: Municipality) -> None:
    pin = make_pin(town, visibility="private")
    address = f"/{town.slug}/pins/{pin.public_id}/support"
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    with in_town(town):
        assert not Support.objects.exists()


def test_the_sender_rates_the_answer_and_the_last_word_stands(town: Municipality) -> None:
    pin = done(town, make_pin(town))
    rate_answer(town=town, pin=pin, rating=Rating(dealt_with=True, score=2))
    rate_answer(town=town, pin=pin, rating=Rating(score=4, text=" Hyvä. "))
    with in_town(town):
        kept = AnswerRating.objects.get()
    assert (kept.dealt_with, kept.score, kept.text) == (None, 4, "Hyvä.")


@pytest.mark.parametrize(
    "rating", [Rating(score=6), Rating(score=0), Rating(text="Vain sanoja"), Rating(score=3, text="\x00")]
)
def test_a_wrong_rating_is_refused(town: Municipality, rating: Rating) -> None:
    pin = done(town, make_pin(town))
    with pytest.raises(Refused):
        rate_answer(town=town, pin=pin, rating=rating)


def test_what_has_no_answer_is_not_rated(town: Municipality) -> None:
    with pytest.raises(Refused):
        rate_answer(town=town, pin=make_pin(town), rating=Rating(score=5))


def test_not_fixed_opens_the_message_again_once_for_each_closing(town: Municipality) -> None:
    pin = done(town, make_pin(town))
    assert dispute_pin(town=town, pin=pin, text="Kuoppa on yhä siinä") is not None
    now = again(pin)
    assert now.closed_at is None and now.state is None and history(pin)[-1] == "disputed"
    assert dispute_pin(town=town, pin=pin, text="Yhä") is None
    done(town, now)
    assert dispute_pin(town=town, pin=pin, text="Yhä") is not None


def test_the_words_of_a_dispute_are_for_the_unit_alone(town: Municipality) -> None:
    pin = done(town, make_pin(town))
    entry = dispute_pin(town=town, pin=pin, text="Naapuri Matti tietää")
    assert entry is not None and (entry.public_text, entry.internal_note) == ("", "Naapuri Matti tietää")


def test_after_sixty_days_a_new_message_is_asked_for(town: Municipality) -> None:
    pin = done(town, make_pin(town))
    with in_town(town):
        Pin.objects.filter(pk=pin.pk).update(closed_at=timezone.now() - datetime.timedelta(days=61))
    with pytest.raises(Refused):
        dispute_pin(town=town, pin=pin, text="Yhä rikki")


def test_closed_and_not_done_is_not_disputed_as_not_fixed(town: Municipality) -> None:
    pin = make_pin(town)
    change_state(town=town, pin=pin, state=make_state(town, "ei-tehda", StateType.NOT_DONE), change=Change())
    with pytest.raises(Refused):
        dispute_pin(town=town, pin=pin, text="Pitäisi tehdä")


def test_a_supporter_tells_the_unit_and_only_staff_open_it_again(town: Municipality) -> None:
    pin = make_pin(town)
    token = support_pin(town=town, pin=pin, token=None).participant_token
    done(town, pin)
    with pytest.raises(Refused):
        say_not_fixed(town=town, pin=pin, token="somebody-else-entirely", text="?")
    told = say_not_fixed(town=town, pin=pin, token=token, text="Ei ole kunnossa")
    assert told is not None and (told.kind, told.public_text) == (Update.Kind.NOTE, "")
    assert say_not_fixed(town=town, pin=pin, token=token, text="Vieläkään") is None
    assert again(pin).closed_at is not None


def rate_by_page(client: Client, town: Municipality, said: PlacedPin, **fields: str) -> Any:
    return client.post(f"/{town.slug}/pins/{said.id}/rating?key={said.follow_key}", fields)


def test_the_sender_says_on_their_page_that_it_is_not_fixed(client: Client, town: Municipality) -> None:
    said = placed(town)
    pin = done(town, the_pin(town, said))
    page = client.get(f"/{town.slug}/pins/{said.id}?key={said.follow_key}&dealt_with=no").content.decode()
    assert 'id="rating"' in page and 'value="no" checked' in page
    sent = rate_by_page(client, town, said, dealt_with="no", text="Yhä siinä")
    assert sent.headers["Location"].endswith("&rating=opened#rating") and again(pin).closed_at is None
    assert "Asia on taas avoinna" in client.get(sent.headers["Location"]).content.decode()


def test_an_empty_rating_says_so_and_a_wrong_key_finds_nothing(client: Client, town: Municipality) -> None:
    said = placed(town)
    done(town, the_pin(town, said))
    assert rate_by_page(client, town, said).headers["Location"].endswith("rating=wrong#rating")
    assert client.post(f"/{town.slug}/pins/{said.id}/rating?key=x", {"score": "5"}).status_code == 404


def test_ratings_by_area_tell_their_number_and_nothing_under_five(town: Municipality, halves: AreaSet) -> None:
    for number in range(9):
        pin = done(town, make_pin(town, east=2.0 if number < 5 else 7.0))
        rate_answer(town=town, pin=pin, rating=Rating(dealt_with=number != 0, score=1 + number % 5))
    east, west = rating_by_area(town=town, area_set=halves, since=datetime.date(2020, 1, 1))
    assert (west.score.n, west.score.value, west.dealt_with.value) == (5, 3.0, 0.8)
    assert (east.score.n, east.score.value, east.dealt_with.n) == (None, None, None)


def test_the_unit_gets_a_letter_without_the_words_of_the_sender(town: Municipality) -> None:
    said = placed(town)
    with in_town(town):
        Pin.objects.filter(public_id=said.id).update(owner=make_unit(town, email="kadut@example.org"))
    pin = done(town, the_pin(town, said))
    relay()
    mail.outbox.clear()
    dispute_pin(town=town, pin=pin, text="Naapuri Matti tietää")
    relay()
    [letter] = [each for each in mail.outbox if each.to == ["kadut@example.org"]]
    assert pin.code in letter.body and f"/desk/pins/{pin.public_id}" in letter.body
    assert "Matti" not in f"{letter.body} {letter.subject}" and "Kuoppa" not in letter.subject


def test_a_worker_finds_out_the_language_and_the_public_reads_it(town: Municipality) -> None:
    english = "The street light near the school has been broken for two weeks now"
    said = place_pin(town=town, pin=PinInput(kind="feedback", text=english, category="streets"))
    assert the_pin(town, said).language == "fi"
    relay()
    assert the_pin(town, said).language == PublishedPin.objects.get(public_id=said.id).language == "en"


def test_the_desk_reads_that_nobody_has_rated_yet_instead_of_a_table_of_dashes(
    client: Client, town: Municipality, halves: AreaSet
) -> None:
    client.force_login(make_clerk(town))
    assert "Kukaan ei ole arvioinut" in client.get(f"/{town.slug}/desk/ratings?set=district").content.decode()
    rate_answer(town=town, pin=done(town, make_pin(town)), rating=Rating(score=4))
    page = client.get(f"/{town.slug}/desk/ratings?set=district").content.decode()
    assert "alle 5" in page and "Kukaan ei ole arvioinut" not in page


def test_a_supporter_who_comes_too_late_is_told_so_and_nothing_is_lost_silently(
    client: Client, town: Municipality
) -> None:
    pin = make_pin(town)
    address = f"/{town.slug}/pins/{pin.public_id}/support"
    client.post(address)
    done(town, pin)
    with in_town(town):
        Pin.objects.filter(pk=pin.pk).update(closed_at=timezone.now() - datetime.timedelta(days=61))
    said = client.post(address, {"go": "not-fixed", "text": "Yhä rikki"})
    assert said.headers["Location"].endswith("?said=not_disputable")
    assert "Jätä uusi viesti" in client.get(said.headers["Location"]).content.decode()
