"""Map sheets at the desk, all the way without a script: make, print, photograph, lay, click in, take back, done."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AccessLog
from feedback_map.models import Contact, MapSheet, Pin, SheetMark, SheetPhoto
from feedback_map.services import SheetWishes, finish_photo, make_sheet
from geo.models import Area, Municipality
from geo.tenancy import in_town
from participation.models import Event, ParticipantHome
from tests.factories import SOUTH, WEST, make_town
from tests.frontend.test_desk import staff
from tests.sheet_photo import CORNERS, kept_photo, photograph, pixel_of

pytestmark = pytest.mark.django_db
LIST = "/testila/desk/sheets"
SHOWN = 360 / 600  # the picture is 600 pixels wide and shown 360 wide
ROW = {
    "number": "1",
    "form": "A",
    "kind": "feedback",
    "category": "streets",
    "text": "Valo ei pala.",
    "visibility": "public",
    "size": "360",
    "key": "one-key",
}


def make(town: Municipality, **wishes: Any) -> MapSheet:
    box = (WEST + 1_000, SOUTH + 1_000, WEST + 3_000, SOUTH + 3_000)
    return make_sheet(town=town, wishes=SheetWishes(box, "Keskusta", **wishes), by=None)


@pytest.fixture
def sheet(town: Municipality) -> MapSheet:
    return make(town)


@pytest.fixture
def photo(sheet: MapSheet) -> SheetPhoto:
    return kept_photo(sheet)


@pytest.fixture
def clerk(town: Municipality) -> Client:
    return staff(town, "clerk")


def page_of(photo: SheetPhoto) -> str:
    return f"{LIST}/photos/{photo.public_id}"


def click(photo: SheetPhoto, east: float = 2_000, north: float = 2_000) -> dict[str, str]:
    """What a browser sends along when the picture itself is what sends the form."""
    x, y = pixel_of(photo.sheet, WEST + east, SOUTH + north)
    return {"spot.x": str(round(x * SHOWN)), "spot.y": str(round(y * SHOWN))}


def pins(town: Municipality) -> list[Pin]:
    with in_town(town):
        return list(Pin.objects.select_related("event", "category").order_by("pk"))


def spot_of(pin: Pin) -> tuple[float, float]:
    assert pin.geom is not None
    return pin.geom.x, pin.geom.y


def upload(client: Client, address: str, *data: bytes, **said: str) -> Any:
    files = [SimpleUploadedFile(f"arkki{i}.jpg", one, "image/jpeg") for i, one in enumerate(data)]
    return client.post(address, {**said, "photo": files})


def test_a_sheet_is_made_of_a_part_of_the_town(town: Municipality, clerk: Client) -> None:
    assert "district/W" in clerk.get(f"{LIST}/new").content.decode()
    said = {"area": "district/W", "paper": "A3", "language": "sv", "copies": "3", "across_km": "2"}
    answer = clerk.post(f"{LIST}/new", said)
    with in_town(town):
        made = MapSheet.objects.get()
    assert answer["Location"] == f"{LIST}/{made.public_id}"
    assert (made.title, made.paper, made.orientation, made.forms) == ("Område W", "A3", "portrait", 3)
    assert made.extent.contains(Area.objects.get(code="W").geom)
    assert made.code in clerk.get(answer["Location"]).content.decode()


def test_a_sheet_is_made_around_a_place_or_of_what_was_drawn(town: Municipality, clerk: Client) -> None:
    base = {"paper": "A4", "language": "fi", "copies": "1"}
    clerk.post(f"{LIST}/new", {**base, "place": "Testitori", "across_km": "1,5".replace(",", ".")})
    drawn = "27.2,61.6;27.22,61.6;27.22,61.62;27.2,61.62"
    assert "drawn" in clerk.get(f"{LIST}/new?in={drawn}").content.decode()
    clerk.post(f"{LIST}/new", {**base, "drawn": drawn, "title": "Ranta", "across_km": "2"})
    with in_town(town):
        around, outlined = MapSheet.objects.order_by("pk")
    assert (around.title, outlined.title) == ("Testitori", "Ranta")
    assert around.extent.centroid.distance(Area.objects.get(code="W").geom) == 0
    assert outlined.scale < 20_000


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"area": "district/none"},
        {"place": "Ei missään"},
        {"drawn": "1,2;3"},
        {"chosen": "abc,def,x"},
        {"chosen": "0,0"},
        {"area": "district/W", "copies": "99"},
        {"area": "district/W", "across_km": "many"},
    ],
)
def test_what_cannot_be_printed_is_told(town: Municipality, clerk: Client, wrong: dict[str, str]) -> None:
    said = {"paper": "A4", "language": "fi", "copies": "1", "across_km": "2", **wrong}
    answer = clerk.post(f"{LIST}/new", said)
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    with in_town(town):
        assert not MapSheet.objects.exists()


def test_a_photograph_is_brought_by_the_code_on_the_sheet(town: Municipality, clerk: Client, sheet: MapSheet) -> None:
    spoken = sheet.code.removeprefix("Arkki ").upper()
    answer = upload(clerk, LIST, photograph(), code=spoken)
    with in_town(town):
        photo = SheetPhoto.objects.get()
    assert answer["Location"] == page_of(photo) and photo.sheet_id == sheet.pk
    assert sheet.code in clerk.get(LIST).content.decode()
    shown = clerk.get(f"{page_of(photo)}.jpg")
    assert shown.content[:2] == b"\xff\xd8" and shown["Cache-Control"] == "private, no-store"


def test_several_pictures_at_once_and_of_a_bad_one_is_told_why(
    town: Municipality, clerk: Client, sheet: MapSheet
) -> None:
    answer = upload(clerk, f"{LIST}/{sheet.public_id}", photograph(), b"%PDF-1.7 a scan", photograph(7))
    assert answer.status_code == 400 and "arkki1.jpg" in answer.content.decode()
    with in_town(town):
        assert SheetPhoto.objects.count() == 2


def test_an_unknown_code_and_no_picture_are_told(town: Municipality, clerk: Client, sheet: MapSheet) -> None:
    assert upload(clerk, LIST, photograph(), code="Arkki Ei 0000").status_code == 400
    assert upload(clerk, LIST, code=sheet.code).status_code == 400
    with in_town(town):
        assert not SheetPhoto.objects.exists()


def test_four_clicks_and_a_button_lay_a_sheet_without_a_script(
    town: Municipality, clerk: Client, sheet: MapSheet
) -> None:
    photo = kept_photo(sheet, is_laid=False)
    known: dict[str, str] = {"size": "360"}
    for number, (x, y) in enumerate(CORNERS, 1):
        spot = {"spot.x": str(round(x * SHOWN)), "spot.y": str(round(y * SHOWN)), "corner": str(number)}
        page = clerk.post(page_of(photo) + "?corners=1", {**known, **spot})
        assert page.status_code == 200
        known |= dict(re.findall(r'name="([xy][1-4])" value="([0-9.]+)"', page.content.decode()))
    assert len(known) == 9 and "sheet-picture__grid" in page.content.decode()
    answer = clerk.post(page_of(photo) + "?corners=1", {**known, "go": "lay", "spot.x": "0", "spot.y": "0"})
    assert answer.status_code == 302
    with in_town(town):
        photo.refresh_from_db()
    assert photo.corners == [[pytest.approx(x, abs=1), pytest.approx(y, abs=1)] for x, y in CORNERS]
    assert 'name="text"' in clerk.get(answer["Location"]).content.decode()


def test_corners_typed_in_the_wrong_order_are_told(town: Municipality, clerk: Client, sheet: MapSheet) -> None:
    photo = kept_photo(sheet, is_laid=False)
    crossed = [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]]
    for corners in (crossed, CORNERS[:2]):
        typed = {f"x{i}": str(x) for i, (x, _y) in enumerate(corners, 1)}
        typed |= {f"y{i}": str(y) for i, (_x, y) in enumerate(corners, 1)}
        page = clerk.post(page_of(photo), {**typed, "go": "lay"})
        assert page.status_code == 400 and 'role="alert"' in page.content.decode()
    with in_town(town):
        assert SheetPhoto.objects.get().corners is None


def test_a_click_on_the_picture_saves_the_row(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    answer = clerk.post(page_of(photo), {**ROW, **click(photo), "age_band": "65-74", "home": "E"})
    assert answer.status_code == 302 and "category=streets" in answer["Location"]
    (pin,) = pins(town)
    assert spot_of(pin) == pytest.approx((WEST + 2_000, SOUTH + 2_000), abs=15)
    assert (pin.channel, pin.visibility, pin.text) == ("paper", "public", "Valo ei pala.")
    with in_town(town):
        home = ParticipantHome.objects.select_related("area").get()
    assert home.area is not None and (home.area.code, home.age_band) == ("E", "65-74")
    page = clerk.get(answer["Location"]).content.decode()
    assert pin.code in page and 'name="number" min="1" max="999" value="2"' in page
    assert page.count("<svg") >= 2 and ">A1<" in page


def test_many_in_a_row_share_event_and_channel_and_two_forms_are_two_people(town: Municipality, clerk: Client) -> None:
    event = Event.objects.create(municipality=town, code="ilta", starts_at="2026-11-01T18:00Z")
    photo = kept_photo(make(town, event=event))
    for number, form in ((1, "A"), (2, "A"), (1, "B")):
        row = {**ROW, "number": str(number), "form": form, "key": f"{form}{number}"}
        assert clerk.post(page_of(photo), {**row, **click(photo, 1_500 + 300 * number)}).status_code == 302
    placed = pins(town)
    assert {(pin.channel, pin.event and pin.event.code) for pin in placed} == {("paper", "ilta")}
    assert len({pin.participant_id for pin in placed}) == 2


def test_a_second_click_a_little_beside_is_the_same_message(
    town: Municipality, clerk: Client, photo: SheetPhoto
) -> None:
    for east in (2_000, 2_020):
        assert clerk.post(page_of(photo), {**ROW, **click(photo, east)}).status_code == 302
    assert len(pins(town)) == 1


def test_a_click_before_any_word_asks_for_the_words(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    page = clerk.post(page_of(photo), {**ROW, "text": "", **click(photo)})
    typed = dict(re.findall(r'id="([xy])" name="[xy]" value="([0-9.]+)"', page.content.decode()))
    assert page.status_code == 200 and len(typed) == 2 and pins(town) == []
    clerk.post(page_of(photo), {**ROW, **typed})
    assert len(pins(town)) == 1


def test_by_keyboard_a_mark_is_placed_by_its_square(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    """Enter in a field sends the picture's place as 0, 0, which is none."""
    enter = {"spot.x": "0", "spot.y": "0"}
    assert clerk.post(page_of(photo), {**ROW, **enter, "square": "b2.55"}).status_code == 302
    (pin,) = pins(town)
    west, _south, _east, north = photo.sheet.extent.extent
    side = photo.sheet.scale * 29 / 1000
    assert spot_of(pin) == pytest.approx((west + 1.5 * side, north - 1.5 * side), abs=1)
    assert ">B2<" in clerk.get(page_of(photo)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"square": "Z9"},
        {"x": "5", "y": "5"},
        {"x": "nan", "y": "1"},
        {"square": "B2", "text": ""},
        {"square": "B2", "number": "0"},
        {"square": "B2", "category": "none"},
        {"square": "B2", "age_band": "0-12", "name": "Lapsi"},
    ],
)
def test_what_is_wrong_in_a_row_is_told_and_no_word_is_lost(
    town: Municipality, clerk: Client, photo: SheetPhoto, wrong: dict[str, str]
) -> None:
    page = clerk.post(page_of(photo), {**ROW, **wrong})
    assert page.status_code == 400 and 'role="alert"' in page.content.decode()
    assert wrong.get("text", "Valo ei pala.") in page.content.decode()
    assert pins(town) == []
    with in_town(town):
        assert not Contact.objects.exists()


def test_the_same_key_with_other_words_is_told(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    clerk.post(page_of(photo), {**ROW, **click(photo)})
    page = clerk.post(page_of(photo), {**ROW, **click(photo), "text": "Toiset sanat"})
    assert page.status_code == 400 and "Toiset sanat" in page.content.decode() and len(pins(town)) == 1


def test_the_latest_mark_is_taken_back_and_stands_in_the_form_again(
    town: Municipality, clerk: Client, photo: SheetPhoto
) -> None:
    clerk.post(page_of(photo), {**ROW, **click(photo)})
    with in_town(town):
        mark = SheetMark.objects.get()
    for _twice in range(2):
        answer = clerk.post(f"{page_of(photo)}/undo", {"mark": mark.public_id})
        assert answer.status_code == 302
    page = clerk.get(answer["Location"]).content.decode()
    assert re.search(r"<textarea[^>]*>Valo ei pala\.</textarea>", page) and "is-undone" in page
    (pin,) = pins(town)
    assert pin.is_test and pin.moderation == "rejected"
    assert pin.code not in clerk.get("/testila/desk/?state=any").content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    clerk.post(page_of(photo), {**ROW, **click(photo), "key": key})
    assert [one.is_test for one in pins(town)] == [True, False]


def test_done_leads_to_the_next_sheet_that_waits(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    other = kept_photo(photo.sheet, seed=5, is_laid=False)
    assert clerk.post(f"{page_of(photo)}/done")["Location"] == page_of(other)
    assert clerk.post(f"{page_of(other)}/done")["Location"] == LIST
    assert clerk.post(f"{page_of(photo)}/done", {"more": "1"})["Location"] == page_of(photo)
    with in_town(town):
        assert SheetPhoto.objects.get(pk=photo.pk).done_at is None


def test_a_picture_is_removed_and_its_marks_stay(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    clerk.post(page_of(photo), {**ROW, **click(photo)})
    assert clerk.post(f"{page_of(photo)}/remove").status_code == 302
    assert clerk.get(f"{page_of(photo)}.jpg").status_code == 404
    page = clerk.get(page_of(photo)).content.decode()
    assert "Valo ei pala." in page and ".jpg" not in page and len(pins(town)) == 1
    assert clerk.post(page_of(photo), {**ROW, "key": "other", "square": "B2"}).status_code == 400


def test_opening_a_picture_is_noted_once_however_many_marks_follow(
    town: Municipality, clerk: Client, photo: SheetPhoto
) -> None:
    clerk.get(page_of(photo))
    clerk.get(clerk.post(page_of(photo), {**ROW, **click(photo)})["Location"])
    with in_town(town):
        assert [look.subject for look in AccessLog.objects.all()] == [photo.public_id]


def test_a_picture_of_a_sheet_is_nowhere_in_public(town: Municipality, clerk: Client, photo: SheetPhoto) -> None:
    clerk.post(page_of(photo), {**ROW, **click(photo)})
    (pin,) = pins(town)
    for address in (f"/testila/photos/{photo.public_id}.jpg", f"/testila/desk/photos/{photo.public_id}.jpg"):
        assert Client().get(address).status_code in {302, 404} and clerk.get(address).status_code == 404
    assert Client().get(f"{page_of(photo)}.jpg").status_code == 302
    assert photo.public_id not in Client().get(f"/testila/pins/{pin.public_id}").content.decode()
    assert staff(town, "moderator").get(f"{page_of(photo)}.jpg").status_code == 403


def test_what_is_another_towns_is_not_there(town: Municipality, clerk: Client) -> None:
    foreign = make(make_town("muualla"))
    photo = kept_photo(foreign)
    for address in (f"{LIST}/{foreign.public_id}", f"{LIST}/{foreign.public_id}/sheet.pdf", page_of(photo)):
        assert clerk.get(address).status_code == 404
    assert clerk.get(f"{page_of(photo)}.jpg").status_code == 404
    for act in ("undo", "done", "remove"):
        assert clerk.post(f"{page_of(photo)}/{act}").status_code == 404
    assert upload(clerk, LIST, photograph(), code=foreign.code).status_code == 400
    assert clerk.post(page_of(photo), {**ROW, "square": "B2"}).status_code == 404
    assert pins(town) == []


def test_the_printed_code_brings_staff_to_the_sheet_and_residents_to_the_form(
    town: Municipality, clerk: Client, sheet: MapSheet
) -> None:
    printed = f"/testila/sheets/{sheet.public_id}"
    assert clerk.get(printed)["Location"] == f"{LIST}/{sheet.public_id}"
    assert Client().get(printed)["Location"] == "/testila/pins/new"


def test_a_list_page_asks_the_database_a_fixed_number_of_times(
    town: Municipality, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    for seed in range(3):
        kept_photo(make(town), seed=seed)
    finish_photo(town=town, photo=kept_photo(make(town), seed=9))
    with django_assert_max_num_queries(20):
        clerk.get(LIST)
