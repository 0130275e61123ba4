"""Pictures: sent ahead of their message, claimed by it, looked at by a person, blurred, shown, removed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.faults import fault_point
from delivery.files import keep_picture, new_name, read_file, remove_files
from delivery.pictures.cleaning import Picture, Rectangle, blur_picture, clean_picture
from feedback_map.models import Outcome, Photo, PhotoUpload, Pin
from feedback_map.services.deriving import derive_pins
from geo import sql
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

MOST_PHOTOS = 5
KEPT_UNCLAIMED = timedelta(days=2)
ALT_LENGTH = 500
MOST_RECTANGLES = 20


@dataclass(frozen=True)
class SentPhoto:
    """A picture that was sent ahead, by the token its sender was given, and what is seen in it, if they say."""

    token: str
    alt: str = ""


@dataclass(frozen=True)
class Uploaded:
    """What the sender of a picture is told: the token that claims it."""

    token: str
    width: int
    height: int


def upload_photo(*, town: Municipality, data: bytes) -> Uploaded:
    """Take a picture ahead of its message. It is made anew first; what cannot be is refused, and nothing is kept.

    The file is on the disk before its row is written, so no row is ever without one.
    """
    picture = clean_picture(data)
    name, token = new_name(), new_secret()
    sha256 = _keep(name, picture)
    fault_point("photo.kept")
    with in_town(town):
        PhotoUpload.objects.create(
            municipality=town,
            token_hash=_token_hash(token),
            file=name,
            sha256=sha256,
            width=picture.width,
            height=picture.height,
            added_at=timezone.now(),
        )
    return Uploaded(token, picture.width, picture.height)


def claim_photos(*, town: Municipality, pin: str, photos: Sequence[SentPhoto], language: str) -> list[Photo]:
    """Give a new message the pictures that were sent ahead of it, in the caller's transaction. Each has one message."""
    if len(photos) > MOST_PHOTOS or len({photo.token for photo in photos}) < len(photos):
        raise Refused([FieldError("photos", "too_many", _("A message can have five pictures."))])
    found = Pin.objects.get(municipality=town, public_id=pin)
    claimed = [_claimed(town, photo, language) for photo in photos]
    for photo in claimed:
        photo.pin = found
    Photo.objects.bulk_create(claimed)
    fault_point("photo.claimed")
    return claimed


def add_outcome_photo(*, town: Municipality, outcome: Outcome, photo: SentPhoto, stage: str, language: str) -> Photo:
    """A picture of what became of something, before or after. It waits for somebody to look at it, as all do."""
    with in_town(town):
        kept = _claimed(town, photo, language)
        kept.outcome, kept.stage = outcome, stage
        kept.save()
    return kept


def upload_of(*, town: Municipality, token: str) -> PhotoUpload | None:
    """A picture that still waits for its message."""
    with in_town(town):
        return PhotoUpload.objects.filter(municipality=town, token_hash=_token_hash(token)).first()


def decide_photo(*, town: Municipality, photo: str, shown: str, by: User, alt: dict[str, str] | None = None) -> Photo:
    """Somebody has looked: the public sees the picture, or does not. Shown pictures say what is seen in them."""
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        kept = _locked(town, photo)
        kept.alt = {**kept.alt, **_said(alt or {})}
        first = town.first_language
        if shown == Photo.Shown.SHOWN and not kept.alt.get(first):
            told = _("Tell what is seen in the picture, for those who cannot see it.")
            raise Refused([FieldError(f"alt_{first}", "required", told)])
        kept.shown, kept.looked_by, kept.looked_at = shown, by, timezone.now()
        kept.save(update_fields=["alt", "shown", "looked_by", "looked_at"])
        publish_photos(town=town, photos=[kept])
    return kept


def blur_photo(*, town: Municipality, photo: str, rectangles: Sequence[Rectangle]) -> Photo:
    """Burn rectangles into a new file, from the picture as it came; from then on only that one is ever shown.

    Without rectangles the picture is whole again, and has to be looked at anew.
    """
    checked = [_inside(rectangle) for rectangle in rectangles][:MOST_RECTANGLES]
    with in_town(town):
        before = Photo.objects.get(municipality=town, public_id=photo)
    name, sha256 = "", None
    if checked:
        name = new_name()
        sha256 = _keep(name, blur_picture(read_file(before.file), checked))
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        kept = _locked(town, photo)
        remove_files(town=town, names=[kept.blurred_file] if kept.blurred_file else [])
        kept.blurred_file, kept.blurred_sha256 = name, sha256
        kept.blurs = [list(one) for one in checked]
        if not checked:
            kept.shown = Photo.Shown.WAITING
        kept.save(update_fields=["blurred_file", "blurred_sha256", "blurs", "shown"])
        publish_photos(town=town, photos=[kept])
    return kept


def remove_photos(*, town: Municipality, photos: QuerySet[Photo]) -> int:
    """Remove pictures for good, rows now and files once that is committed. Called inside `in_town`."""
    gone = list(photos.filter(municipality=town))
    names = [name for photo in gone for name in (photo.file, photo.blurred_file) if name]
    Photo.objects.filter(pk__in=[photo.pk for photo in gone]).delete()
    publish_photos(town=town, photos=gone)
    remove_files(town=town, names=names)
    return len(gone)


def publish_photos(*, town: Municipality, photos: Iterable[Photo]) -> None:
    """Bring what the public sees in line: the pictures themselves, and how many each message says it has."""
    known = list(photos)
    pins = sorted({photo.pin_id for photo in known if photo.pin_id})
    outcomes = sorted({photo.outcome_id for photo in known if photo.outcome_id})
    publish_photos_of(town=town, pins=pins, outcomes=outcomes)
    if pins:
        derive_pins(town=town, pins=pins, placed=False)


def publish_photos_of(*, town: Municipality, pins: Sequence[int] = (), outcomes: Sequence[int] = ()) -> None:
    """For whoever publishes or withdraws an outcome; messages take their pictures along by themselves."""
    sql.row("feedback_map/publish_photos", {"town": town.pk, "pins": list(pins), "outcomes": list(outcomes)})


def expire_uploads(*, town: Municipality) -> int:
    """Remove pictures whose message never came."""
    with in_town(town):
        old = PhotoUpload.objects.filter(municipality=town, added_at__lt=timezone.now() - KEPT_UNCLAIMED)
        names = list(old.select_for_update(skip_locked=True).values_list("file", flat=True))
        PhotoUpload.objects.filter(municipality=town, file__in=names).delete()
        remove_files(town=town, names=names)
    return len(names)


def _keep(name: str, picture: Picture) -> bytes:
    return keep_picture(name, picture.main, picture.small)


def _claimed(town: Municipality, photo: SentPhoto, language: str) -> Photo:
    uploads = PhotoUpload.objects.select_for_update().filter(municipality=town, token_hash=_token_hash(photo.token))
    upload = uploads.first()
    if upload is None:
        told = _("A picture was not found: it was sent too long ago, or with another message. Add it again.")
        raise Refused([FieldError("photos", "unknown_photo", told)])
    upload.delete()
    return Photo(
        municipality=town,
        file=upload.file,
        sha256=upload.sha256,
        width=upload.width,
        height=upload.height,
        alt=_said({language: photo.alt}),
        added_at=upload.added_at,
    )


def _said(alt: dict[str, str]) -> dict[str, str]:
    return {code: " ".join(text.split())[:ALT_LENGTH] for code, text in alt.items() if text.strip()}


def _locked(town: Municipality, photo: str) -> Photo:
    return Photo.objects.select_for_update().get(municipality=town, public_id=photo)


def _inside(rectangle: Rectangle) -> Rectangle:
    left, top, width, height = rectangle
    if not (0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 and 0 < height <= 1):
        raise Refused([FieldError("blur", "outside", _("A rectangle lies outside the picture."))])
    return rectangle


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
