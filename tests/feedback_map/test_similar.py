"""What was said before is found by place and by word, whatever the forms; and nothing that is not published."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client

from delivery.services import relay
from feedback_map.models import Moderation, Pin, PinWords, PublishedPin
from feedback_map.services import PinInput, PlacedPin, change_visibility, moderate_pin, place_pin
from feedback_map.services.words import learn_missing_words
from feedback_map.similar import Told, asked_of, similar_at_desk, similar_published
from geo import sql
from geo.models import SRID, Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST

CANARY = "kanarialintu"


def at(east_m: float, north_m: float) -> Any:
    return shapely.set_srid(shapely.Point(WEST + east_m, SOUTH + north_m), SRID)


def say(town: Municipality, text: str, place: Any = None, **fields: Any) -> PlacedPin:
    said = {"kind": "feedback", "category": "streets", "text": text, "geometry": place, **fields}
    return place_pin(town=town, pin=PinInput(**said))


def found(town: Municipality, text: str, place: Any = None, **fields: Any) -> list[str]:
    return [each.pin.text for each in similar_published(town, Told(text, place, **fields))]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("Pyöräteiden auraus on myöhässä", "pyörätie auraamatta"),
        ("Vettä lainehtii alikulussa", "vesi seisoo"),
        ("Uusi pyöräkatos asemalle", "katos puuttuu"),
        ("Katuvalot eivät pala", "katuvlao rikki"),
        ("Leikkipuiston keinut ovat rikki", "rikkinäinen keinu leikkipuistossa"),
    ],
)
def test_the_same_thing_in_other_forms_is_found_nearby(town: Municipality, told: str, asked: str) -> None:
    say(town, told, at(1000, 1000))
    say(town, "Kirjastoon lisää lehtiä", at(1000, 1200))
    relay()
    assert found(town, asked, at(1100, 1000)) == [told]


def test_near_and_like_comes_before_far_and_like(town: Municipality) -> None:
    say(town, "Katuvalo pimeänä kaukana", at(1240, 1000))
    say(town, "Katuvalo pimeänä lähellä", at(1010, 1000))
    say(town, "Katuvalo pimeänä toisaalla", at(5000, 5000))
    relay()
    assert found(town, "Katuvalo pimeänä", at(1000, 1000)) == ["Katuvalo pimeänä lähellä", "Katuvalo pimeänä kaukana"]


def test_what_is_at_the_very_place_is_offered_before_a_word_is_written(town: Municipality) -> None:
    say(town, "Kuoppa", at(1020, 1000))
    say(town, "Penkki", at(1080, 1000))
    assert found(town, "", at(1000, 1000)) == ["Kuoppa"]


def test_a_line_is_near_along_its_whole_length(town: Municipality) -> None:
    line = shapely.set_srid(shapely.LineString([(WEST + 1000, SOUTH + 1000), (WEST + 3000, SOUTH + 1000)]), SRID)
    say(town, "Jalkakäytävä hiekoittamatta", line)
    relay()
    assert found(town, "jalkakäytävän hiekoitus", at(2500, 1040)) == ["Jalkakäytävä hiekoittamatta"]


def test_messages_about_the_whole_town_are_like_each_other_only(town: Municipality) -> None:
    say(town, "Bussit kulkevat liian harvoin")
    say(town, "Bussit kulkevat huonosti täällä", at(1000, 1000))
    relay()
    assert found(town, "Busseja kulkee harvoin") == ["Bussit kulkevat liian harvoin"]


def test_words_as_they_stand_are_found_before_any_worker_has_run(town: Municipality) -> None:
    say(town, "Katuvalo rikki", at(1000, 1000))
    assert found(town, "katuvalo", at(1100, 1000)) == ["Katuvalo rikki"]


def test_nothing_unpublished_is_found(town: Municipality) -> None:
    place = at(1000, 1000)
    say(town, f"{CANARY} yksityinen", place, visibility="private")
    say(town, f"{CANARY} odottaa", place, category="")
    hidden, taken_back = say(town, f"{CANARY} piilotettu", place), say(town, f"{CANARY} palautettu", place)
    relay()
    with in_town(town):
        moderate_pin(town=town, pin=Pin.objects.get(public_id=hidden.id), moderation=Moderation.HIDDEN)
        change_visibility(town=town, pin=Pin.objects.get(public_id=taken_back.id), visibility="private")
    assert found(town, CANARY, place) == [] == found(town, "", place)
    words = PublishedPin.objects.annotate(known=Cast("words", TextField()))
    assert not words.filter(known__contains=CANARY).exists()


def test_a_published_pin_has_the_words_of_the_text_it_has_now(town: Municipality) -> None:
    """A name that was edited out is not found, also before a worker has run."""
    said = say(town, f"Kuoppa {CANARY}n pihassa", at(1000, 1000))
    relay()
    PublishedPin.objects.filter(public_id=said.id).update(text="Kuoppa pihassa")
    assert PublishedPin.objects.with_words(CANARY).count() == 0 == len(found(town, CANARY, at(1200, 1000)))
    assert found(town, "kuoppa", at(1000, 1100)) == ["Kuoppa pihassa"]


def test_a_pin_that_is_shown_later_has_its_words_at_once(town: Municipality) -> None:
    said = say(town, "Pyöräteiden kunto", at(1000, 1000), category="")
    relay()
    with in_town(town):
        moderate_pin(town=town, pin=Pin.objects.get(public_id=said.id), moderation=Moderation.SHOWN)
    assert found(town, "pyörätie", at(1200, 1000)) == ["Pyöräteiden kunto"]


def test_the_desk_also_finds_what_is_not_published(town: Municipality) -> None:
    say(town, "Pyöräteiden kuopat", at(1050, 1000), visibility="private")
    own = say(town, "Kuoppa pyörätiellä", at(1000, 1000))
    relay()
    with in_town(town):
        pin = Pin.objects.get(public_id=own.id)
    assert [each.pin.text for each in similar_at_desk(town, pin)] == ["Pyöräteiden kuopat"]


def test_the_desk_of_one_town_finds_nothing_of_another(town: Municipality) -> None:
    say(town, "Pyöräteiden kuopat", at(1050, 1000))
    relay()
    with in_town(town.pk + 1):
        assert (
            sql.rows("feedback_map/similar_at_desk", {**asked_of(town, Told("kuopat", at(1000, 1000)), 5), "but": 0})
            == []
        )


def test_the_words_of_a_town_can_be_made_anew(town: Municipality) -> None:
    for number in range(5):
        say(town, f"Pyöräteiden kuoppa {number}", at(1000, 1000))
    with in_town(town):
        PinWords.objects.all().delete()
    assert (learn_missing_words(town=town), learn_missing_words(town=town)) == (5, 0)
    assert len(found(town, "pyörätie", at(1200, 1000))) == 5


def test_squares_and_words_are_looked_up_in_one_index(town: Municipality) -> None:
    say(town, "Katuvalo rikki", at(1000, 1000))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        asked = asked_of(town, Told("katuvalo", at(1000, 1000)), 5)
        cursor.execute("EXPLAIN " + sql.statement("feedback_map/similar_published"), asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("feedback_map_published_lemmas") == 2


@pytest.mark.parametrize("words", ["pyörätie", "pyöräteiden", "tie auraus"])
def test_the_list_is_searched_by_base_forms_too(client: Client, town: Municipality, words: str) -> None:
    say(town, "Pyöräteiden auraus", at(1000, 1000))
    say(town, "Kirjastoon lisää lehtiä", at(1000, 1000))
    relay()
    answer = client.get(f"/api/v1/towns/{town.slug}/pins", {"text": words}).json()
    assert [each["properties"]["text"] for each in answer["features"]] == ["Pyöräteiden auraus"]
    assert answer["numberMatched"] == 1
