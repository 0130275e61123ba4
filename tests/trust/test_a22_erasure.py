"""A22: who asks to be erased is erased everywhere: in a dump of the whole database, among the files, in the logs.

One canary for each field that a person fills in, seen in the dump before, so that not finding it afterwards means
something.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from config import cluster
from delivery.files import keep_file, new_name
from delivery.services import relay
from feedback_map.models import AnswerRating, Contact, Photo, Pin, Support
from feedback_map.services import (
    Change,
    ContactInput,
    EditedWords,
    Once,
    PinInput,
    PlacedPin,
    Sender,
    Whose,
    Words,
    ask_for_erasure,
    carry_out,
    decide_texts,
    edit_pin,
    note_on_pin,
    place_pin,
    reopen_pin,
)
from geo.models import SRID, Municipality
from geo.tenancy import in_town
from participation.models import Follow, Follower, Participant
from participation.services import Home, tell_home
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
TOKEN = "kanarialinnun-tunnus-4711"
WHO = {name: f"kanaria-{name}" for name in ("nimi", "puhelin", "seuraa")} | {"posti": "kanaria-posti@example.fi"}
SAID = {
    name: f"kanaria-{name}"
    for name in ("teksti", "alku", "paikka", "vastaus", "arvio", "kiista", "kuvateksti", "tiedosto")
}
PLACE = shapely.set_srid(shapely.Point(WEST + 2345.678, SOUTH + 3456.789), SRID)


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town)
    return town


def everything_about_one_person(town: Municipality) -> PlacedPin:
    """A message with all that can hang on it, and the person behind it with all that is kept of them."""
    said = PinInput(
        kind="feedback",
        category="streets",
        text=SAID["alku"],
        place_note=SAID["paikka"],
        geometry=PLACE,
        attributes={"kysymys": SAID["vastaus"]},
        contact=ContactInput(name=WHO["nimi"], email=WHO["posti"], phone=WHO["puhelin"]),
    )
    once = Once("A22", "avain", hashlib.sha256(b"A22").digest())
    placed = place_pin(town=town, pin=said, sender=Sender(token=TOKEN), once=once)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        Contact.objects.filter(pin=pin).update(verified_at=timezone.now())
        person = Participant.objects.get(pins=pin)
        home = Home(area=town.area_sets.get().areas.first(), age_band="18-29")
        tell_home(town=town, participant_id=person.pk, home=home, at=timezone.now())
        _hang_on(town, pin, person)
    edit_pin(town=town, pin=pin, words=EditedWords(SAID["teksti"], SAID["paikka"]), change=Change())
    note_on_pin(town=town, pin=pin, note="Soitettu.", change=Change())
    return placed


def _hang_on(town: Municipality, pin: Pin, person: Participant) -> None:
    now = timezone.now()
    AnswerRating.objects.create(municipality=town, pin=pin, score=1, text=SAID["arvio"], at=now)
    Support.objects.create(municipality=town, pin=pin, participant=person, at=now)
    follower = Follower.objects.create(
        municipality=town, participant=person, email=f"{WHO['seuraa']}@example.fi", key_hash=b"k" * 32, created_at=now
    )
    Follow.objects.create(municipality=town, follower=follower, topic="pin", reference=pin.public_id, created_at=now)
    name = new_name()
    sha256 = keep_file(name, SAID["tiedosto"].encode())
    Photo.objects.create(
        municipality=town,
        pin=pin,
        file=name,
        sha256=sha256,
        width=1,
        height=1,
        alt={"fi": SAID["kuvateksti"]},
        added_at=now,
    )


def disputed(town: Municipality, placed: PlacedPin) -> None:
    """The sender says that it is not fixed, in words of their own."""
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        Pin.objects.filter(pk=pin.pk).update(closed_at=timezone.now())
    reopen_pin(town=town, pin=pin, change=Change(author="resident"), words=Words(SAID["kiista"], "fi"))


def dump(town: Municipality) -> str:
    """The whole database as text; row-level security shows the owner one town, so that town is named."""
    known = settings.DATABASES["owner"]
    address = {"PGHOST": known["HOST"], "PGPORT": known["PORT"], "PGUSER": known["USER"], "PGDATABASE": known["NAME"]}
    secret = {"PGPASSWORD": known["PASSWORD"], "PGOPTIONS": f"-c kuuluvuus.town={town.pk}"}
    command = [cluster.binary("pg_dump"), "--enable-row-security", "--data-only"]
    done = subprocess.run(
        command,
        env={**os.environ, **{k: str(v) for k, v in (address | secret).items()}},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def found_in(text: str, canaries: dict[str, str]) -> set[str]:
    return {name for name, canary in canaries.items() if canary in text}


def traces(placed: PlacedPin) -> dict[str, str]:
    """What ties rows to the person without being readable."""
    return {
        "token": hashlib.sha256(TOKEN.encode()).hexdigest(),
        "link": hashlib.sha256(placed.follow_key.encode()).hexdigest(),
    }


@pytest.fixture
def files(tmp_path: Path) -> Any:
    with override_settings(FILES_ROOT=tmp_path):
        yield tmp_path


def erase(town: Municipality, placed: PlacedPin, texts: str) -> None:
    with in_town(town):
        person = Participant.objects.get(pins__public_id=placed.id)
    request = ask_for_erasure(town=town, whose=Whose(participant=person), at_once=True)
    staff = User.objects.create_user(f"{texts}@kunta.fi")
    decide_texts(town=town, request=request, texts=texts, by=staff)
    with in_town(town):
        request.refresh_from_db()
    carry_out(town=town, request=request)
    relay(for_s=20)


def test_no_byte_of_a_person_is_left_when_the_words_go_too(
    town: Municipality, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    placed = everything_about_one_person(town)
    disputed(town, placed)
    place = {"place": shapely.to_wkb(PLACE, hex=True, include_srid=True)}
    readable = {name: value for name, value in (WHO | SAID).items() if name != "tiedosto"}
    everything = readable | traces(placed) | place
    assert found_in(dump(town), everything) == set(everything)
    assert any(path.is_file() for path in files.rglob("*"))
    erase(town, placed, "blank")
    assert found_in(dump(town), everything) == set()
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert found_in(caplog.text, WHO | SAID) == set()


def test_an_official_message_stays_without_anybody_behind_it(town: Municipality, files: Path) -> None:
    placed = everything_about_one_person(town)
    erase(town, placed, "keep")
    left = dump(town)
    assert found_in(left, WHO | traces(placed)) == set()
    assert SAID["teksti"] in left


def test_what_the_owner_alone_may_do_the_application_may_not(town: Municipality) -> None:
    """The routine is the owner's: with the application's password the history stays what it is."""
    from django.db import DatabaseError

    from geo import sql

    placed = place_pin(town=town, pin=PinInput(kind="feedback", category="streets", text="Sana"))
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        Pin.objects.filter(pk=pin.pk).update(text="Toinen")
    with pytest.raises(DatabaseError), in_town(town):
        sql.run("feedback_map/erase_changes", {"town": town.pk, "pins": [pin.pk], "rule": "asked"})
