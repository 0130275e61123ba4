"""Pictures: shown only after a person has looked, never what was blurred, and gone with what they belong to."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from PIL import Image, ImageStat

from accounts.models import Role, User
from accounts.services import Post, create_staff
from delivery.files import kept_files, read_file, unlink
from delivery.services import relay
from feedback_map.models import Photo, PhotoUpload, Pin, PublishedPhoto, PublishedPin
from feedback_map.services import (
    PinInput,
    SentPhoto,
    blur_photo,
    decide_photo,
    expire_uploads,
    moderate_pin,
    place_pin,
    remove_photos,
    upload_photo,
)
from feedback_map.stored_files import check_files
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.wire import read

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    """Half black, half white."""
    image = Image.new("RGB", (400, 200), "white")
    image.paste("black", (0, 0, 200, 200))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_category(town)
    return town


@pytest.fixture
def moderator(town: Municipality) -> User:
    return create_staff(email="m@example.org", post=Post(town, Role.MODERATOR)).user


@pytest.fixture
def photo(town: Municipality) -> Photo:
    sent = upload_photo(town=town, data=picture())
    said = PinInput(
        kind="feedback", text="Kuoppa", category="streets", photos=(SentPhoto(sent.token, "Kuoppa tiessä"),)
    )
    place_pin(town=town, pin=said)
    with in_town(town):
        return Photo.objects.select_related("pin").get()


def show(town: Municipality, photo: Photo, by: User) -> None:
    decide_photo(town=town, photo=photo.public_id, shown="shown", by=by)


def test_a_picture_waits_even_where_messages_are_shown_at_once(town: Municipality, photo: Photo) -> None:
    assert PublishedPin.objects.get().photos == 0
    assert not PublishedPhoto.objects.exists() and photo.alt == {"fi": "Kuoppa tiessä"}


def test_a_shown_picture_is_published_and_counted(town: Municipality, photo: Photo, moderator: User) -> None:
    show(town, photo, moderator)
    assert PublishedPin.objects.get().photos == 1
    assert PublishedPhoto.objects.get().public_id == photo.public_id
    decide_photo(town=town, photo=photo.public_id, shown="rejected", by=moderator)
    assert PublishedPin.objects.get().photos == 0 and not PublishedPhoto.objects.exists()


def test_no_picture_is_shown_without_words(town: Municipality, photo: Photo, moderator: User) -> None:
    with in_town(town):
        Photo.objects.update(alt={})
    with pytest.raises(Refused) as refused:
        show(town, photo, moderator)
    assert refused.value.errors[0].field == "alt_fi" and not PublishedPhoto.objects.exists()


def test_a_hidden_message_takes_its_pictures_along_and_brings_them_back(
    town: Municipality, photo: Photo, moderator: User
) -> None:
    show(town, photo, moderator)
    assert photo.pin is not None
    moderate_pin(town=town, pin=photo.pin, moderation="hidden")
    assert not PublishedPhoto.objects.exists()
    moderate_pin(town=town, pin=photo.pin, moderation="shown")
    assert PublishedPhoto.objects.get().public_id == photo.public_id


def told_of(town: Municipality) -> tuple[list[dict[str, Any]], str | None]:
    """What the API and Open311 tell of the pictures of the one message."""
    (feature,) = read(town, "pins")["features"]
    assert read(town, f"pins/{feature['id']}")["properties"]["photos"] == feature["properties"]["photos"]
    asked = {"jurisdiction_id": town.slug, "extensions": "true"}
    (request,) = Client().get("/open311/v2/requests.json", asked).json()
    assert request["extended_attributes"]["media_urls"] == [one["url"] for one in feature["properties"]["photos"]]
    return feature["properties"]["photos"], request["media_url"]


def test_only_what_was_approved_has_an_address_in_the_api_and_open311(
    town: Municipality, photo: Photo, moderator: User
) -> None:
    assert told_of(town) == ([], None)
    show(town, photo, moderator)
    (shown,), media = told_of(town)
    assert shown["url"] == media == f"http://testserver/{town.slug}/photos/{photo.public_id}.jpg"
    assert (shown["width"], shown["height"], shown["alt"]) == (400, 200, {"fi": "Kuoppa tiessä"})
    for address in (shown["url"], shown["small_url"]):
        assert Client().get(address)["Content-Type"] == "image/jpeg"
    decide_photo(town=town, photo=photo.public_id, shown="rejected", by=moderator)
    assert told_of(town) == ([], None)


def test_what_is_blurred_is_gone_from_what_others_see(town: Municipality, photo: Photo, moderator: User) -> None:
    blur_photo(town=town, photo=photo.public_id, rectangles=[(0.25, 0.0, 0.5, 1.0)])
    show(town, photo, moderator)
    published = PublishedPhoto.objects.get().file
    assert published not in {photo.file, ""}
    with Image.open(io.BytesIO(read_file(published))) as seen:
        middle = ImageStat.Stat(seen.convert("L").crop((190, 20, 210, 180)))
    assert 60 < middle.mean[0] < 200, "the edge between black and white is smeared"
    assert read_file(photo.file), "staff keep the picture as it came"


def test_blurring_anew_begins_with_the_whole_picture(town: Municipality, photo: Photo, moderator: User) -> None:
    blur_photo(town=town, photo=photo.public_id, rectangles=[(0, 0, 1, 1)])
    show(town, photo, moderator)
    first = PublishedPhoto.objects.get().file
    blur_photo(town=town, photo=photo.public_id, rectangles=[(0, 0, 0.1, 0.1)])
    relay()
    assert first not in set(kept_files()) and PublishedPhoto.objects.get().file != first
    blur_photo(town=town, photo=photo.public_id, rectangles=[])
    assert not PublishedPhoto.objects.exists(), "a picture made whole again has to be looked at again"


@pytest.mark.parametrize(
    "rectangle", [(-0.1, 0, 0.5, 0.5), (0, 1.0, 0.5, 0.5), (0, 0, 0, 0.5), (0, 0, float("nan"), 1)]
)
def test_rectangles_lie_inside_the_picture(
    town: Municipality, photo: Photo, rectangle: tuple[float, float, float, float]
) -> None:
    with pytest.raises(Refused):
        blur_photo(town=town, photo=photo.public_id, rectangles=[rectangle])


def test_a_picture_without_a_message_goes_after_two_days(town: Municipality) -> None:
    upload_photo(town=town, data=picture())
    assert expire_uploads(town=town) == 0
    with in_town(town):
        upload = PhotoUpload.objects.get()
        PhotoUpload.objects.update(added_at=upload.added_at - timedelta(days=2, minutes=1))
    assert expire_uploads(town=town) == 1
    relay()
    assert upload.file not in set(kept_files())


def test_a_refused_message_leaves_its_pictures_to_the_next_try(town: Municipality) -> None:
    token = SentPhoto(upload_photo(town=town, data=picture()).token)
    with pytest.raises(Refused):
        place_pin(town=town, pin=PinInput(kind="feedback", text="Kuoppa", category="no-such", photos=(token,)))
    place_pin(town=town, pin=PinInput(kind="feedback", text="Kuoppa", category="streets", photos=(token,)))
    with in_town(town):
        assert Photo.objects.count() == 1


def test_a_message_whose_picture_is_gone_is_not_placed(town: Municipality) -> None:
    with pytest.raises(Refused):
        place_pin(town=town, pin=PinInput(kind="feedback", text="Kuoppa", photos=(SentPhoto("no-such-token"),)))
    with in_town(town):
        assert not Pin.objects.exists()


def test_removed_pictures_leave_no_file(town: Municipality, photo: Photo, moderator: User) -> None:
    blur_photo(town=town, photo=photo.public_id, rectangles=[(0, 0, 0.5, 0.5)])
    show(town, photo, moderator)
    with in_town(town):
        blurred = Photo.objects.get().blurred_file
        assert remove_photos(town=town, photos=Photo.objects.all()) == 1
    relay()
    assert not {photo.file, blurred} & set(kept_files()) and PublishedPin.objects.get().photos == 0


def test_check_files_finds_what_is_missing(town: Municipality, photo: Photo) -> None:
    assert check_files().missing == []
    unlink(photo.file)
    assert check_files().missing == [photo.file]
    with pytest.raises(CommandError, match="1 files are missing"):
        call_command("check_files")
