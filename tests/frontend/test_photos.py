"""Pictures in pages: in the form with and without a script, at their addresses, and at the moderators' desk."""

from __future__ import annotations

import io
import random
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Role
from accounts.services import Post, create_staff
from delivery.files import read_file
from feedback_map.models import Photo, Pin
from feedback_map.services import SentPhoto, moderate_pin, upload_photo
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import pin_at
from tests.trust.picture_corpus import CANARY, jpeg

pytestmark = pytest.mark.django_db

STEP = {
    "where": "town",
    "kind": "feedback",
    "text": "Kuoppa",
    "visibility": "public",
    "category": "streets",
    "step": "what",
}


def data(seed: int = 1) -> bytes:
    return jpeg(random.Random(seed)).data


def files(count: int = 1) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"kuva{i}.jpg", data(i + 1), "image/jpeg") for i in range(count)]


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def signed_in(town: Municipality, role: Role) -> Client:
    client = Client()
    client.force_login(create_staff(email=f"{role}@example.org", post=Post(town, role)).user)
    return client


@pytest.fixture
def pin(town: Municipality) -> Any:
    return pin_at(town, 1, 1, photos=(SentPhoto(upload_photo(town=town, data=data()).token),))


@pytest.fixture
def photo(town: Municipality, pin: Any) -> Photo:
    with in_town(town):
        return Photo.objects.select_related("pin").get()


def decide(client: Client, photo: Photo, **said: str) -> Any:
    return client.post(f"/testila/desk/photos/{photo.public_id}/decide", said)


def test_a_picture_goes_through_the_steps_without_a_script(town: Municipality, client: Client) -> None:
    """Sent with the second step, seen again in it and in the third, and claimed by the message."""
    again = client.post("/testila/pins/new", {**STEP, "go": "add-photo", "photo": files()}).content.decode()
    assert "data:image/jpeg;base64," in again
    carried = {
        "key": hidden(again, "key")[0],
        "photo_token": hidden(again, "photo_token"),
        "photo_alt": ["Kuoppa tiessä"],
    }
    check = client.post("/testila/pins/new", {**STEP, **carried, "go": "next"}).content.decode()
    assert hidden(check, "photo_token") == carried["photo_token"] and "data:image/jpeg;base64," in check
    for _twice in range(2):
        sent = client.post("/testila/pins/new", {**STEP, **carried, "step": "check", "go": "send"})
        assert sent.status_code == 303
    with in_town(town):
        (photo,) = Photo.objects.select_related("pin")
        assert Pin.objects.count() == 1 and photo.alt == {"fi": "Kuoppa tiessä"}
        assert CANARY not in read_file(photo.file)


def test_a_file_that_is_no_picture_is_told_beside_the_field(town: Municipality, client: Client) -> None:
    sent = {**STEP, "go": "next", "photo": SimpleUploadedFile("kuva.jpg", b"%PDF-1.7 not a picture")}
    page = client.post("/testila/pins/new", sent).content.decode()
    assert 'id="photos"' in page and 'role="alert"' in page and 'name="text"' in page


def test_five_pictures_and_no_more(town: Municipality, client: Client) -> None:
    page = client.post("/testila/pins/new", {**STEP, "go": "next", "photo": files(6)}).content.decode()
    assert len(hidden(page, "photo_token")) == 5 and 'role="alert"' in page


def test_a_picture_can_be_taken_out_again(town: Municipality, client: Client) -> None:
    page = client.post("/testila/pins/new", {**STEP, "go": "add-photo", "photo": files(2)}).content.decode()
    first, second = hidden(page, "photo_token")
    page = client.post(
        "/testila/pins/new", {**STEP, "photo_token": [first, second], "go": f"remove-photo:{first}"}
    ).content.decode()
    assert hidden(page, "photo_token") == [second]


def test_a_waiting_picture_is_its_senders_and_the_staffs(town: Municipality, pin: Any, photo: Photo) -> None:
    address = f"/testila/photos/{photo.public_id}.jpg"
    assert Client().get(address).status_code == 404
    assert Client().get(f"{address}?key=wrong").status_code == 404
    own = Client().get(f"{address}?key={pin.follow_key}")
    assert own.status_code == 200 and own["Cache-Control"] == "private, no-store"
    page = Client().get(f"/testila/pins/{pin.id}?key={pin.follow_key}").content.decode()
    assert f"{photo.public_id}-small.jpg?key=" in page and "<figcaption>" in page
    assert photo.public_id not in Client().get(f"/testila/pins/{pin.id}").content.decode()
    staff = signed_in(town, Role.CLERK).get(f"/testila/desk/photos/{photo.public_id}.jpg")
    assert staff.status_code == 200 and staff["Cache-Control"] == "private, no-store"
    assert Client().get(f"/testila/desk/photos/{photo.public_id}.jpg").status_code == 302


def test_a_shown_picture_is_asked_for_again_until_it_is_hidden(town: Municipality, pin: Any, photo: Photo) -> None:
    moderator = signed_in(town, Role.MODERATOR)
    address = f"/testila/photos/{photo.public_id}.jpg"
    assert decide(moderator, photo, decision="shown", alt_fi="Kuoppa ajoradassa").status_code == 302
    shown = Client().get(address)
    assert shown.status_code == 200 and shown["Cache-Control"] == "public, max-age=0, must-revalidate"
    with Image.open(io.BytesIO(shown.content)) as seen:
        assert seen.format == "JPEG"
    assert Client().get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    assert 'alt="Kuoppa ajoradassa"' in Client().get(f"/testila/pins/{pin.id}").content.decode()
    assert photo.pin is not None
    moderate_pin(town=town, pin=photo.pin, moderation="hidden")
    assert Client().get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 404


def test_staff_owe_words_before_a_picture_is_shown(town: Municipality, photo: Photo) -> None:
    refused = decide(signed_in(town, Role.MODERATOR), photo, decision="shown", alt_sv="En grop")
    assert refused.status_code == 400 and "En grop" in refused.content.decode()
    assert Client().get(f"/testila/photos/{photo.public_id}.jpg").status_code == 404


def test_rectangles_in_numbers_are_burned_in_and_the_public_never_sees_beneath(
    town: Municipality, photo: Photo
) -> None:
    moderator = signed_in(town, Role.MODERATOR)
    rows = {"blur_left": ["0", ""], "blur_top": ["0", ""], "blur_width": ["100", ""], "blur_height": ["50,5", ""]}
    assert moderator.post(f"/testila/desk/photos/{photo.public_id}/blur", rows).status_code == 302
    decide(moderator, photo, decision="shown", alt_fi="Kuoppa")
    whole = moderator.get(f"/testila/desk/photos/{photo.public_id}.jpg").content
    for address in (
        f"/testila/photos/{photo.public_id}.jpg",
        f"/testila/photos/{photo.public_id}.jpg?blurred&which=file",
    ):
        assert Client().get(address).content not in {b"", whole}
    assert moderator.get(f"/testila/desk/photos/{photo.public_id}.jpg?blurred").content == Client().get(address).content


def test_numbers_that_are_none_change_nothing(town: Municipality, photo: Photo) -> None:
    rows = {"blur_left": ["x"], "blur_top": ["0"], "blur_width": ["nan"], "blur_height": ["50"]}
    answer = signed_in(town, Role.MODERATOR).post(f"/testila/desk/photos/{photo.public_id}/blur", rows)
    assert answer.status_code == 400
    with in_town(town):
        assert Photo.objects.get().blurred_file == ""


def test_the_queue_goes_on_to_the_next_and_leaves_private_messages_out(town: Municipality, photo: Photo) -> None:
    private = pin_at(town, 2, 2, visibility="private", photos=(SentPhoto(upload_photo(town=town, data=data(7)).token),))
    other = pin_at(town, 2, 2, photos=(SentPhoto(upload_photo(town=town, data=data(8)).token),))
    with in_town(town):
        ids = dict(Photo.objects.values_list("pin__public_id", "public_id"))
    moderator = signed_in(town, Role.MODERATOR)
    first = moderator.get("/testila/desk/photos").content.decode()
    assert f"{photo.public_id}/decide" in first and ids[private.id] not in first
    assert f"{ids[other.id]}/decide" in moderator.get(f"/testila/desk/photos?after={photo.public_id}").content.decode()
    decide(moderator, photo, decision="rejected")
    assert f"{ids[other.id]}/decide" in moderator.get("/testila/desk/photos").content.decode()
