"""Paper map sheets: laid on the map by their corners, entered mark by mark, taken back, and forgotten in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from delivery.files import kept_files, read_file
from delivery.models import OutboxMessage
from delivery.services import fingerprint, relay
from feedback_map.models import Contact, MapSheet, Photo, Pin, PublishedPin, SheetMark, SheetPhoto
from feedback_map.retention import erase_everywhere
from feedback_map.services import (
    Change,
    ContactInput,
    MarkInput,
    Once,
    PinInput,
    PlacedPin,
    SheetWishes,
    Whose,
    Words,
    add_sheet_photo,
    answer_pin,
    ask_for_erasure,
    carry_out,
    enter_mark,
    erase_by_rule,
    finish_photo,
    lay_photo,
    make_sheet,
    next_number,
    take_back_mark,
)
from feedback_map.stored_files import check_files
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Participant, ParticipantHome
from participation.services import Home
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town
from tests.sheet_photo import CORNERS, kept_photo, photograph, pixel_of

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
SHOT = photograph()


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town)
    return town


@pytest.fixture
def sheet(town: Municipality) -> MapSheet:
    box = (WEST + 1_000, SOUTH + 1_000, WEST + 3_000, SOUTH + 3_000)
    return make_sheet(town=town, wishes=SheetWishes(box, "Keskusta"), by=None)


@pytest.fixture
def photo(sheet: MapSheet) -> SheetPhoto:
    return kept_photo(sheet)


def entered(town: Municipality, photo: SheetPhoto, east: float = 2, **said: Any) -> PlacedPin:
    """A mark so many kilometres east of the town's corner, and two north of it."""
    mark = {"number": 1, "form": "A", "home": None, "key": "", "contact": None, **said}
    pin = PinInput("feedback", "Valo ei pala.", "streets", channel="paper", contact=mark.pop("contact"))
    key = mark.pop("key") or f"key {mark['form']}{mark['number']}"
    once = Once("sheet", key, fingerprint("POST", "/", repr(sorted(mark.items(), key=str)).encode()))
    pixel = pixel_of(photo.sheet, WEST + east * 1_000, SOUTH + 2_000)
    return enter_mark(town=town, photo=photo, mark=MarkInput(pixel=pixel, pin=pin, **mark), once=once, by=None)


def test_each_sheet_has_a_code_of_its_own_that_can_be_said(town: Municipality, sheet: MapSheet) -> None:
    other = make_sheet(town=town, wishes=SheetWishes((0, 0, 500, 500), "Toinen"), by=None)
    assert sheet.code != other.code
    assert sheet.code.startswith("Arkki ") and len(sheet.code.split()) == 3


def test_a_mark_becomes_a_message_where_it_stands_on_the_ground(town: Municipality, photo: SheetPhoto) -> None:
    placed = entered(town, photo)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        mark = SheetMark.objects.get(pin=pin)
    assert pin.geom is not None and (pin.geom.x, pin.geom.y) == pytest.approx((WEST + 2_000, SOUTH + 2_000), abs=1)
    assert (pin.channel, placed.areas, str(mark)) == ("paper", {"district": "W"}, "A1")


def test_one_form_is_one_person_however_many_marks_it_has(town: Municipality, photo: SheetPhoto) -> None:
    home = Home(age_band="65-74", resident_type="permanent")
    entered(town, photo, number=1, home=home)
    entered(town, photo, number=2)
    entered(town, photo, number=3, form="B")
    with in_town(town):
        assert Pin.objects.count() == 3
        people = Participant.objects.all()
        assert [person.identity for person in people] == ["staff", "staff"]
        assert ParticipantHome.objects.get().age_band == "65-74"
        assert next_number(photo) == 4


def test_the_same_letter_on_another_copy_is_somebody_else(town: Municipality, photo: SheetPhoto) -> None:
    other = kept_photo(photo.sheet, seed=9)
    entered(town, photo)
    entered(town, other, key="another")
    with in_town(town):
        assert Participant.objects.count() == 2


def test_a_mark_that_is_sent_twice_is_one_message(town: Municipality, photo: SheetPhoto) -> None:
    first, again = entered(town, photo), entered(town, photo)
    assert (again.id, again.replayed) == (first.id, True)
    with in_town(town):
        assert (Pin.objects.count(), SheetMark.objects.count()) == (1, 1)


def test_the_same_picture_again_is_the_same_and_leaves_no_file(town: Municipality, sheet: MapSheet) -> None:
    first = add_sheet_photo(town=town, sheet=sheet, data=SHOT, by=None)
    before = set(kept_files())
    again = add_sheet_photo(town=town, sheet=sheet, data=SHOT, by=None)
    relay()
    assert again.pk == first.pk and set(kept_files()) == before
    assert b"Exif" not in read_file(first.file)


def test_what_is_no_picture_is_refused_and_nothing_is_kept(town: Municipality, sheet: MapSheet) -> None:
    before = set(kept_files())
    for data in (b"", b"%PDF-1.7 a scan", SHOT[:200]):
        with pytest.raises(Refused):
            add_sheet_photo(town=town, sheet=sheet, data=data, by=None)
    with in_town(town):
        assert not SheetPhoto.objects.exists()
    assert set(kept_files()) == before


def test_corners_lay_a_picture_on_the_map(town: Municipality, sheet: MapSheet) -> None:
    bare = kept_photo(sheet, is_laid=False)
    assert lay_photo(town=town, photo=bare, corners=CORNERS, by=None).laid_at is not None
    with in_town(town):
        bare.refresh_from_db()
        assert bare.corners == [list(corner) for corner in CORNERS]


@pytest.mark.parametrize(
    ("corners", "code"),
    [
        (CORNERS[:3], "not_four"),
        ([CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]], "crossed"),
        (CORNERS[::-1], "mirrored"),
        ([(10, 10), (20, 10), (30, 10), (40, 11)], "too_flat"),
        ([(float("nan"), 1), *CORNERS[1:]], "outside"),
        ([(1e5, 1), *CORNERS[1:]], "outside"),
    ],
)
def test_corners_that_make_no_sheet_are_refused(
    town: Municipality, photo: SheetPhoto, corners: list[tuple[float, float]], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        lay_photo(town=town, photo=photo, corners=corners, by=None)
    assert refused.value.errors[0].code == code


@pytest.mark.parametrize("east", [0.2, 9.0])
def test_a_mark_outside_the_frame_is_refused(town: Municipality, photo: SheetPhoto, east: float) -> None:
    with pytest.raises(Refused) as refused:
        entered(town, photo, east=east)
    assert refused.value.errors[0].code == "outside_frame"


def test_without_corners_nothing_is_entered(town: Municipality, sheet: MapSheet) -> None:
    bare = kept_photo(sheet, is_laid=False)
    with pytest.raises(Refused):
        entered(town, bare)


def test_a_mark_taken_back_counts_nowhere_and_stands_in_no_queue(town: Municipality, photo: SheetPhoto) -> None:
    placed = entered(town, photo, contact=ContactInput(name="Aino", email="aino@example.fi"))
    with in_town(town):
        mark = SheetMark.objects.get()
    assert take_back_mark(town=town, mark=mark, by=None)
    assert not take_back_mark(town=town, mark=mark, by=None)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        assert (pin.is_test, pin.moderation, pin.updates.count()) == (True, "rejected", 1)
        assert not Contact.objects.exists()
        assert next_number(photo) == 1
    assert not PublishedPin.objects.filter(public_id=placed.id).exists()
    relay()
    assert not OutboxMessage.objects.filter(done_at__isnull=True).exists()


def test_what_was_answered_is_not_taken_back(town: Municipality, photo: SheetPhoto) -> None:
    placed = entered(town, photo)
    with in_town(town):
        mark, pin = SheetMark.objects.get(), Pin.objects.get(public_id=placed.id)
    answer_pin(town=town, pin=pin, words=Words("Lamppu vaihdetaan.", "fi"), change=Change())
    with pytest.raises(Refused):
        take_back_mark(town=town, mark=mark, by=None)
    with in_town(town):
        assert Pin.objects.get(public_id=placed.id).moderation == "shown"


def test_no_contact_of_a_child_is_kept_also_not_in_a_later_row(town: Municipality, photo: SheetPhoto) -> None:
    contact = ContactInput(name="Lapsi", phone="040 123")
    with pytest.raises(Refused):
        entered(town, photo, home=Home(age_band="13-17"), contact=contact)
    entered(town, photo, home=Home(age_band="0-12"))
    with pytest.raises(Refused):
        entered(town, photo, number=2, contact=contact)
    entered(town, photo, number=1, form="B", home=Home(age_band="30-44"), contact=contact)
    with in_town(town):
        assert Contact.objects.count() == 1


def test_pictures_go_thirty_days_after_their_marks_were_entered(town: Municipality, photo: SheetPhoto) -> None:
    entered(town, photo)
    finish_photo(town=town, photo=photo)
    assert check_files().missing == check_files().left_over == []
    assert erase_everywhere() == 0
    with in_town(town):
        SheetPhoto.objects.update(done_at=timezone.now() - timedelta(days=31))
    assert erase_everywhere() == 1
    assert erase_everywhere() == 0
    relay()
    with in_town(town):
        mark = SheetMark.objects.select_related("photo").get()
        assert (mark.x, mark.photo.file, mark.photo.corners) == (None, "", None)
        assert Pin.objects.count() == 1
    with pytest.raises(FileNotFoundError):
        read_file(photo.file)


def test_pictures_that_nobody_enters_go_after_ninety_days(town: Municipality, photo: SheetPhoto) -> None:
    with in_town(town):
        SheetPhoto.objects.update(added_at=timezone.now() - timedelta(days=91))
    assert erase_everywhere() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_erasing_one_sender_removes_the_picture_and_what_ties_the_marks(town: Municipality, photo: SheetPhoto) -> None:
    mine, other = entered(town, photo, number=1), entered(town, photo, number=2, form="B")
    with in_town(town):
        pin = Pin.objects.get(public_id=mine.id)
    request = ask_for_erasure(town=town, whose=Whose(pin=pin), at_once=True)
    carry_out(town=town, request=request)
    relay()
    with in_town(town):
        (kept,) = SheetMark.objects.select_related("pin")
        assert (kept.pin.public_id, kept.x) == (other.id, None)
        assert SheetPhoto.objects.get().file == ""
    with pytest.raises(FileNotFoundError):
        read_file(photo.file)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_when_sender_and_message_are_parted_no_form_ties_them(town: Municipality, photo: SheetPhoto) -> None:
    entered(town, photo)
    long_ago = timezone.now() - timedelta(days=200)
    with in_town(town):
        category = Pin.objects.get().category
        assert category is not None
        category.anonymise_months = 1
        category.save()
        Pin.objects.update(closed_at=long_ago, received_at=long_ago)
    assert erase_by_rule(town)["pins"] == 1
    with in_town(town):
        assert not SheetMark.objects.exists() and SheetPhoto.objects.get().file == ""


def test_another_town_sees_no_sheet_no_picture_and_no_mark(town: Municipality, photo: SheetPhoto) -> None:
    entered(town, photo)
    with in_town(make_town()):
        assert not MapSheet.objects.exists() and not SheetPhoto.objects.exists() and not SheetMark.objects.exists()


def test_a_sheets_picture_is_no_picture_of_a_message(town: Municipality, photo: SheetPhoto) -> None:
    entered(town, photo)
    with in_town(town):
        assert not Photo.objects.exists()
