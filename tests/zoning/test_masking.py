"""What a report takes away of a text by rule."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.masking import NOBODY, Mask, Masked, Person, masked, masks_of, names_anyone

SENDER = Person(
    name="Anna-Liisa Virtanen",
    street="Koivukuja 7 A 12",
    postcode="50170",
    email="anna.virtanen@posti.example",
    phone="040 765 4321",
)


def _masked(text: str, person: Person = NOBODY, language: str = "fi") -> str:
    with translation.override("en"):
        return masked(text, person, language)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Terveisin Anna-Liisa Virtanen", "Terveisin [name] [name]"),
        ("Virtasen perheen piha jää varjoon.", "[name] perheen piha jää varjoon."),
        ("Kuten Liisalle luvattiin", "Kuten [name] luvattiin"),
        ("Asun osoitteessa koivukuja 7 a 12.", "Asun osoitteessa [address]."),
        ("50170 Mikkeli", "[address] Mikkeli"),
        ("Soittakaa: 040 765 4321", "Soittakaa: [phone number]"),
    ],
)
def test_the_sender_is_masked_in_any_form(said: str, shown: str) -> None:
    assert _masked(said, SENDER) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Naapuri Matti Mäkinen on samaa mieltä.", "Naapuri [name] on samaa mieltä."),
        ("Naapurini Korhosen puut kaatuvat.", "Naapurini [name] puut kaatuvat."),
        ("Kirjoita osoitteeseen pekka.p@posti.example tai soita 0401234567.",
         "Kirjoita osoitteeseen [e-mail address] tai soita [phone number]."),
        ("Numeroni on +358 (0)50 123 45 67", "Numeroni on [phone number]"),
        ("Olen 010190-123A ja asun täällä", "Olen [personal identity code] ja asun täällä"),
        ("Olen 010105A9876.", "Olen [personal identity code]."),
        ("Kiinteistön 491-9-12-3 rakennusoikeus", "Kiinteistön [property identifier] rakennusoikeus"),
        ("Pajakatu 12 A 3 on kotini", "[address] on kotini"),
        ("Talo Pajakadulla 12–14 varjostaa", "Talo [address] varjostaa"),
        ("Bor på Storgatan 5 b", "Bor på [address]"),
    ],
)  # fmt: skip
def test_whoever_else_a_text_names_is_masked(said: str, shown: str) -> None:
    assert _masked(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "Pajakatu on liian kapea bussille.",
        "Valtatie 5 tuottaa melua 55 dB.",
        "Kerrosluku IV ja 1 250 k-m² korttelissa 12 on liikaa.",
        "Vaihtoehto 2 on parempi kuin kuva 3 näyttää 10.2.2020.",
        "Kaava MliDno-2020-103 ja 0,5 hehtaaria, 50100 Mikkeli.",
        "Toivon Mikkelin kaupungilta puistoa. Kuusi kuusta säilyy.",
        "Mikkelissä Savilahti ja Järvi ovat kauniita.",
    ],
)
def test_what_the_plan_is_about_stays(said: str) -> None:
    assert _masked(said) == said


def test_a_name_that_is_no_finnish_word_is_masked_with_its_endings() -> None:
    person = Person(name="Thi Nguyen")
    assert _masked("Nguyenin talo, Nguyenille kuuluva", person) == "[name] talo, [name] kuuluva"


def test_a_swedish_text_loses_the_names_that_stand_in_full() -> None:
    assert _masked("Min granne Anna Andersson håller med.", language="sv") == "Min granne [name] håller med."


def test_masks_say_where_and_what_without_overlap() -> None:
    assert masks_of("Pajakatu 12 A, 040 123 4567") == [Mask(0, 13, Masked.ADDRESS), Mask(15, 27, Masked.PHONE)]


def test_masks_speak_the_language_of_the_report() -> None:
    with translation.override("fi"):
        assert masked("Asun osoitteessa Pajakatu 12") == "Asun osoitteessa [osoite]"


def test_a_reply_that_names_a_sender_is_noticed_and_a_part_of_the_name_alone_is_not() -> None:
    assert names_anyone("Anna-Liisa Virtasen muistutus otetaan huomioon.", [SENDER])
    assert names_anyone("Vastattu: ANNA.VIRTANEN@posti.example", [SENDER])
    assert not names_anyone("Anna Virtaa koskeva huomio on huomioitu.", [Person(name="Matti Mäki"), NOBODY])
    assert not names_anyone("Mäki tasoitetaan.", [Person(name="Matti Mäki")])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_what_is_left_and_what_is_masked_make_the_whole_text(text: str) -> None:
    at, rebuilt = 0, ""
    for mask in masks_of(text, SENDER):
        assert at <= mask.starts < mask.ends <= len(text)
        rebuilt += text[at : mask.starts] + text[mask.starts : mask.ends]
        at = mask.ends
    assert rebuilt + text[at:] == text
