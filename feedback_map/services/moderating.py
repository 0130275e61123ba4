"""Whether others may see a message: the moderator's decision and the sender's; edits; reports of abuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.services import enqueue
from feedback_map.models import AbuseReport, Moderation, Pin, PinEdit, Update, Visibility, Wave
from feedback_map.models.pins import TEXT_LENGTH
from feedback_map.services.changing import Change, Entry, Words, enter, locked_pin
from feedback_map.services.deriving import derive_pins
from geo import sql
from geo.ids import new_public_id
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

PIN_MODERATED = "pin.moderated"
DECISIONS = frozenset({Moderation.SHOWN.value, Moderation.HIDDEN.value, Moderation.REJECTED.value})
LONGEST_REASON = 500


def moderate_pin(
    *, town: Municipality, pin: Pin, moderation: str, change: Change | None = None, words: Words | None = None
) -> Pin:
    """Show, hide or reject a pin; what is derived follows at once, and open reports of it are settled.

    The words are the reason: its sender reads them, and nobody else. The same decision again (a second click, two
    moderators at once) changes nothing and writes nothing. StaleEdit when the pin changed after it was read.
    """
    change, said = change or Change(), words or Words()
    if moderation not in DECISIONS:
        raise Refused([FieldError("moderation", "unknown_decision", _("Choose show, hide or reject."))])
    with in_town(town):
        settle_reports(town=town, pin=pin, by=change.by)
        if locked_pin(town, pin.pk).moderation != moderation:
            reason = Words(said.text.strip()[:LONGEST_REASON], said.language, said.note)
            decided = {"moderation": moderation}
            entry = Entry(Update.Kind.MODERATED, reason, sets=decided, detail=decided)
            enter(town=town, pin=pin, entry=entry, change=change)
            enqueue(topic=PIN_MODERATED, payload={"pin": pin.public_id, "moderation": moderation}, municipality=town)
    pin.moderation = moderation
    return pin


def moderate_pins(
    *, town: Municipality, pins: Sequence[Pin], moderation: str, change: Change, words: Words | None = None
) -> int:
    """One decision for many, as one batch; gives how many it changed."""
    together, changed = Change(by=change.by, batch=change.batch or new_public_id()), 0
    with in_town(town):
        for pin in sorted(pins, key=lambda pin: pin.pk):
            was = pin.moderation
            moderate_pin(town=town, pin=pin, moderation=moderation, change=together, words=words)
            changed += was != moderation
    return changed


def change_visibility(*, town: Municipality, pin: Pin, visibility: str) -> Pin:
    """The sender publishes a pin or takes it back from the map; what is derived follows at once.

    What was for the handlers' eyes alone has been looked at by no moderator: it is decided as if it had just come.
    """
    with in_town(town):
        now = locked_pin(town, pin.pk)
        becomes_public = visibility == Visibility.PUBLIC and now.visibility != Visibility.PUBLIC
        if becomes_public and now.moderation == Moderation.SHOWN:
            (pin.moderation,) = sql.row("feedback_map/moderation_anew", {"pin": pin.pk}) or (Moderation.WAITING,)
        else:
            pin.moderation = now.moderation
        Pin.objects.filter(pk=pin.pk).update(visibility=visibility, moderation=pin.moderation)
        derive_pins(town=town, pins=[pin.pk], placed=False)
    pin.visibility = visibility
    return pin


@dataclass(frozen=True)
class EditedWords:
    """The words that the public shall read instead, and why: the reason is told to the sender."""

    text: str
    place_note: str = ""
    reason: str = ""


def edit_pin(*, town: Municipality, pin: Pin, words: EditedWords, change: Change) -> PinEdit | None:
    """Put other words in place of the sender's; theirs are kept. None when they are the same already."""
    text, note = words.text.strip(), words.place_note.strip()[:200]
    if not text:
        raise Refused([FieldError("text", "required", _("A message needs a text. Hide it instead."))])
    if len(text) > TEXT_LENGTH or "\x00" in text:
        raise Refused([FieldError("text", "too_long", _("The text is too long."))])
    with in_town(town):
        now = locked_pin(town, pin.pk)
        if (now.text, now.place_note) == (text, note):
            return None
        edit = PinEdit.objects.create(
            municipality=town,
            pin=now,
            text_before=now.text,
            note_before=now.place_note,
            reason=words.reason.strip()[:LONGEST_REASON],
            by=change.by,
            at=timezone.now(),
        )
        _put_words(pin, text, note)
        # The entry names the edit and holds no words: what a text was may have to be erased.
        enter(town=town, pin=pin, entry=Entry(Update.Kind.EDITED, detail={"edit": edit.pk}), change=change)
    return edit


def undo_edit(*, town: Municipality, pin: Pin, change: Change) -> PinEdit | None:
    """Give back the words that stood before the last edit. None when there is no edit to undo."""
    with in_town(town):
        locked_pin(town, pin.pk)
        edit = PinEdit.objects.filter(pin=pin, undone_at__isnull=True).order_by("-at", "-pk").first()
        if edit is None:
            return None
        edit.undone_at = timezone.now()
        edit.save(update_fields=["undone_at"])
        _put_words(pin, edit.text_before, edit.note_before)
        done = Update.objects.filter(pin=pin, kind=Update.Kind.EDITED, detail__edit=edit.pk).first()
        entry = Entry(Update.Kind.UNDONE, detail={"edit": edit.pk, **({"undoes": done.pk} if done else {})})
        enter(town=town, pin=pin, entry=entry, change=change)
    return edit


def _put_words(pin: Pin, text: str, note: str) -> None:
    Pin.objects.filter(pk=pin.pk).update(text=text, place_note=note)
    pin.text, pin.place_note = text, note


def report_pin(*, town: Municipality, pin: Pin, reason: str, text: str = "") -> AbuseReport:
    """Somebody finds that a public message should not stand there. Who, is not kept."""
    if reason not in AbuseReport.Reason.values:
        raise Refused([FieldError("reason", "required", _("Choose what is wrong with the message."))])
    if len(text) > 1_000 or "\x00" in text:
        raise Refused([FieldError("text", "too_long", _("The text is too long."))])
    with in_town(town):
        return AbuseReport.objects.create(
            municipality=town, pin=pin, reason=reason, text=text.strip(), at=timezone.now()
        )


def settle_reports(*, town: Municipality, pin: Pin, by: User | None = None) -> int:
    """A moderator has looked at what was reported, whatever they decided."""
    with in_town(town):
        open_ones = AbuseReport.objects.filter(municipality=town, pin=pin, settled_at__isnull=True)
        return open_ones.update(settled_at=timezone.now(), settled_by=by)


def settle_wave(*, town: Municipality, wave: Wave, by: User | None = None) -> None:
    """Somebody of the town has seen the wave; seen again, it changes nothing."""
    with in_town(town):
        open_ones = Wave.objects.filter(pk=wave.pk, settled_at__isnull=True)
        open_ones.update(settled_at=timezone.now(), settled_by=by)
