"""Map sheets on paper: made, photographed when people have drawn on them, laid on the map, and entered mark by mark."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.files import keep_picture, new_name, remove_files
from delivery.pictures.cleaning import Picture, clean_picture
from feedback_map.map_sheets import Box, LaidPhoto, Spot, fitted, laid
from feedback_map.models import Contact, MapSheet, Moderation, Pin, SheetMark, SheetPhoto, Update
from feedback_map.services.changing import Change, Entry, Words, enter
from feedback_map.services.placing import Once, PinInput, PlacedPin, Sender, place_pin_from_home
from geo import sql
from geo.ids import derived_secret
from geo.models import SRID, Area, Municipality
from geo.projective import NotAQuadrilateral
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import AgeBand, Event, Participant, ParticipantHome, Process
from participation.services import Home, token_hash

KEPT_AFTER_DONE = datetime.timedelta(days=30)
KEPT_AT_MOST = datetime.timedelta(days=90)
MOST_FORMS = 12
UNDER_AGE = frozenset({AgeBand.AGE_0_12.value, AgeBand.AGE_13_17.value})
BESIDE_FRAME = 0.01  # a mark upon the frame itself is meant to be inside
_WHY_NOT = {
    "not_four": _("Four corners are needed."),
    "too_flat": _("The corners lie almost in a line, or two of them on one spot. Set them anew."),
    "crossed": _("The corners are not in their order: 1 upper left, 2 upper right, 3 lower right, 4 lower left."),
    "mirrored": _("The corners go the wrong way round: 1 upper left, 2 upper right, 3 lower right, 4 lower left."),
}


@dataclass(frozen=True)
class SheetWishes:
    """What is to be printed: a box (EPSG:3067), and for what. Without an orientation it is the better one."""

    box: Box
    title: str
    area: Area | None = None
    paper: str = "A4"
    orientation: str = ""
    language: str = "fi"
    forms: int = 1
    event: Event | None = None
    process: Process | None = None


@dataclass(frozen=True)
class MarkInput:
    """A mark on the picture (in its pixels), its number, whose form it stands in, and what is said of it."""

    pixel: Spot
    number: int
    form: str
    pin: PinInput
    home: Home | None = None


def make_sheet(*, town: Municipality, wishes: SheetWishes, by: User | None) -> MapSheet:
    """A sheet with a code of its own. Printed as often as one likes: each copy is told apart by its photograph."""
    fits = fitted(wishes.box, wishes.paper, wishes.orientation)
    with in_town(town):
        number, code = sql.row("feedback_map/new_sheet_code") or (None, "")
        return MapSheet.objects.create(
            pk=number,
            municipality=town,
            code=code,
            area=wishes.area,
            title=wishes.title[:120],
            extent=fits.extent,
            scale=fits.scale,
            paper=wishes.paper,
            orientation=fits.orientation,
            language=wishes.language,
            forms=min(MOST_FORMS, max(1, wishes.forms)),
            event=wishes.event,
            process=wishes.process or (wishes.event.process if wishes.event else None),
            made_by=by,
        )


def add_sheet_photo(*, town: Municipality, sheet: MapSheet, data: bytes, by: User | None) -> SheetPhoto:
    """Take a photograph of a marked copy. It is made anew first, as every picture; the same picture again is the same.

    The file is on the disk before its row is written, so no row is ever without one.
    """
    picture = clean_picture(data)
    name = new_name()
    sha256 = _keep(name, picture)
    with in_town(town):
        kept, is_new = SheetPhoto.objects.exclude(file="").get_or_create(
            municipality=town,
            sheet=sheet,
            sha256=sha256,
            defaults={"file": name, "width": picture.width, "height": picture.height, "added_by": by},
        )
        if not is_new:
            remove_files(town=town, names=[name])
    return kept


def lay_photo(*, town: Municipality, photo: SheetPhoto, corners: Sequence[Spot], by: User | None) -> SheetPhoto:
    """Say where the frame's four corners are in the picture. What was entered before stays where it was put."""
    margin_x, margin_y = photo.width, photo.height
    if any(not (-margin_x <= x <= 2 * margin_x and -margin_y <= y <= 2 * margin_y) for x, y in corners):
        raise Refused([FieldError("corners", "outside", _("A corner lies far outside the picture."))])
    try:
        LaidPhoto(photo.sheet, list(corners)).transform  # noqa: B018 - refuses what is no picture of a sheet
    except NotAQuadrilateral as refused:
        raise Refused([FieldError("corners", refused.reason, _WHY_NOT[refused.reason])]) from None
    with in_town(town):
        kept = SheetPhoto.objects.select_for_update().select_related("sheet").get(municipality=town, pk=photo.pk)
        kept.corners, kept.laid_by, kept.laid_at = [[x, y] for x, y in corners], by, timezone.now()
        kept.save(update_fields=["corners", "laid_by", "laid_at"])
    return kept


def enter_mark(*, town: Municipality, photo: SheetPhoto, mark: MarkInput, once: Once, by: User | None) -> PlacedPin:
    """Place the message of a mark, and keep from which mark it came. Sent again with the same key it is one message.

    Forms with the same letter in one photograph are one person's. Raises Refused; delivery's IdempotencyConflict.
    """
    place = place_of_mark(photo, mark.pixel)
    token = derived_secret("sheet person", f"{photo.public_id} {mark.form}")
    pin = PinInput(**{**vars(mark.pin), "geometry": place})
    with in_town(town):
        if pin.contact is not None and pin.contact.is_given:
            _ask_no_child(town, token_hash(token), mark.home)
        placed = place_pin_from_home(town=town, pin=pin, home=mark.home, sender=Sender(token=token), once=once)
        if not placed.replayed:
            named = Participant.objects.filter(municipality=town, token_hash=token_hash(token))
            named.filter(identity=Participant.Identity.TOKEN).update(identity=Participant.Identity.STAFF)
            SheetMark.objects.create(
                municipality=town,
                photo=photo,
                pin=Pin.objects.get(municipality=town, public_id=placed.id),
                number=mark.number,
                form=mark.form,
                x=mark.pixel[0],
                y=mark.pixel[1],
                entered_by=by,
            )
    return placed


def _ask_no_child(town: Municipality, person: bytes, home: Home | None) -> None:
    """Whoever said now, or in an earlier row of the same form, that they are under 18, leaves no contact data."""
    homes = ParticipantHome.objects.filter(municipality=town, participant__token_hash=person).order_by("-valid_from")
    told = home.age_band if home and home.age_band else homes.values_list("age_band", flat=True).first()
    if told in UNDER_AGE:
        why = _("No contact data is kept of anybody under 18. Leave it empty.")
        raise Refused([FieldError("name", "under_age", why)])


def place_of_mark(photo: SheetPhoto, pixel: Spot) -> shapely.Point:
    """Where on the ground a pixel of a laid photograph is, in EPSG:3067. Refused outside the printed frame."""
    lies = laid(photo)
    if lies is None:
        raise Refused([FieldError("place", "not_laid", _("Set the four corners first."))])
    ground = lies.ground(pixel)
    across, down = lies.share(ground)
    inside = all(math.isfinite(share) and -BESIDE_FRAME <= share <= 1 + BESIDE_FRAME for share in (across, down))
    if not inside:
        raise Refused([FieldError("place", "outside_frame", _("The mark lies outside the frame of the map."))])
    return shapely.set_srid(shapely.Point(*ground), SRID)


def take_back_mark(*, town: Municipality, mark: SheetMark, by: User | None) -> bool:
    """An entry was a mistake: its message is no message. It stays, seen by nobody and counted nowhere, with a note.

    Refused once somebody has answered, closed or joined it. Taken back again: nothing happens, and False.
    """
    with in_town(town):
        now = SheetMark.objects.select_for_update(of=("self",)).select_related("pin", "photo__sheet").get(pk=mark.pk)
        if now.taken_back_at is not None:
            return False
        pin = now.pin
        if pin.answered_at or pin.closed_at or pin.merged_into_id:
            told = _("Somebody has already dealt with this message. Change it at the desk.")
            raise Refused([FieldError("mark", "dealt_with", told)])
        Contact.objects.filter(pin=pin).delete()  # nobody is written to about a mistake
        note = Words(note=f"{now.photo.sheet.code}: {now}")
        entry = Entry(Update.Kind.MODERATED, note, {"is_test": True, "moderation": Moderation.REJECTED})
        enter(town=town, pin=pin, entry=entry, change=Change(by=by))
        now.taken_back_at = timezone.now()
        now.save(update_fields=["taken_back_at"])
    return True


def next_number(photo: SheetPhoto) -> int:
    """The number after the highest one that was entered from this picture. Inside `in_town`."""
    highest = photo.marks.filter(taken_back_at__isnull=True).aggregate(most=Max("number"))["most"]
    return min(999, (highest or 0) + 1)


def finish_photo(*, town: Municipality, photo: SheetPhoto, is_done: bool = True) -> None:
    """All its marks are entered, or more are to be. Said again: the day of the first time stays."""
    with in_town(town):
        mine = SheetPhoto.objects.filter(municipality=town, pk=photo.pk)
        if is_done:
            mine.filter(done_at__isnull=True).update(done_at=timezone.now())
        else:
            mine.update(done_at=None)


def remove_sheet_pictures(*, town: Municipality, photos: Q, using: str = "default") -> list[str]:
    """Remove pictures for good, and where in them the marks were; gives the files' names. Inside `in_town`.

    The files themselves go once this is committed, by whoever calls: `remove_files`.
    """
    gone = (
        SheetPhoto.objects.using(using)
        .filter(photos, municipality=town)
        .exclude(file="")
        .select_for_update(of=("self",))
    )
    files = {photo.pk: photo.file for photo in gone}
    SheetMark.objects.using(using).filter(photo__in=list(files)).update(x=None, y=None)
    SheetPhoto.objects.using(using).filter(pk__in=list(files)).update(file="", corners=None, done_at=timezone.now())
    return list(files.values())


def part_from_sheets(*, town: Municipality, pins: Sequence[int], using: str) -> list[str]:
    """Messages are parted from their senders: the pictures that show their handwriting go, and what tells whose form
    they stood in. Gives the files' names. Inside `in_town`.
    """
    files = remove_sheet_pictures(town=town, photos=Q(marks__pin__in=pins), using=using)
    SheetMark.objects.using(using).filter(municipality=town, pin__in=pins).delete()
    return files


def expire_sheet_pictures(*, town: Municipality) -> int:
    """Nightly: thirty days after its marks were entered, and at the latest ninety after it came. Again: nothing."""
    now = timezone.now()
    due = Q(done_at__lte=now - KEPT_AFTER_DONE) | Q(added_at__lte=now - KEPT_AT_MOST)
    with in_town(town):
        files = remove_sheet_pictures(town=town, photos=due)
        remove_files(town=town, names=files)
    return len(files)


def _keep(name: str, picture: Picture) -> bytes:
    return keep_picture(name, picture.main, picture.small)
