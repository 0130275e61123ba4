"""What is erased, when a category's months are over or when somebody asks: by the owner, with a log of numbers alone.

A message to an authority is an official document (621/1999): it stays, without its sender, unless the town decides that
its words go too. Contact data, homes, follows and the keys of secret links always go.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from delivery.files import remove_files
from feedback_map.models import (
    AnswerRating,
    Contact,
    Erasure,
    ErasureRequest,
    Photo,
    Pin,
    PinArea,
    PinEdit,
    PinWords,
    RowChange,
    Support,
    Update,
    Visibility,
)
from feedback_map.services.deriving import derive_pins
from feedback_map.services.sheets import part_from_sheets
from geo import sql
from geo.models import Municipality
from geo.tenancy import acting, in_town
from participation.models import Attendance, EventSignUp, Follower, Participant, ParticipantHome

OWNER = "owner"
UNDO_DAYS = 7
BLANK = "–"
Rule = Erasure.Rule
Texts = ErasureRequest.Texts


@dataclass(frozen=True)
class Erased:
    """What is being erased: the keys of persons and of messages, and whether the words go too."""

    town: Municipality
    persons: tuple[int, ...]
    pins: tuple[int, ...]
    words_too: bool


Erasing = Callable[[Erased], None]
_others: list[Erasing] = []


def when_erased(erasing: Erasing) -> None:
    """Apps above erase what they hold of the same persons and messages: as owner, in the transaction of the erasure."""
    if erasing not in _others:
        _others.append(erasing)


@dataclass(frozen=True)
class Whose:
    """Whom an erasure is about: a person with everything, or one message whose secret link is at hand."""

    participant: Participant | None = None
    pin: Pin | None = None


def ask_for_erasure(*, town: Municipality, whose: Whose, at_once: bool = False) -> ErasureRequest:
    """Note down that somebody wants to be erased; it can be taken back until it is due. Asked again: the first one."""
    now = timezone.now()
    due = now if at_once else now + datetime.timedelta(days=UNDO_DAYS)
    with in_town(town):
        waiting = open_request(town, whose)
        return waiting or ErasureRequest.objects.create(
            municipality=town, participant=whose.participant, pin=whose.pin, asked_at=now, due_at=due
        )


def open_request(town: Municipality, whose: Whose) -> ErasureRequest | None:
    """Inside `in_town`."""
    waiting = ErasureRequest.objects.filter(municipality=town, done_at__isnull=True, cancelled_at__isnull=True)
    return waiting.filter(participant=whose.participant, pin=whose.pin).first()


def take_back_erasure(*, town: Municipality, request: ErasureRequest) -> None:
    with in_town(town):
        waiting = ErasureRequest.objects.filter(pk=request.pk, done_at__isnull=True)
        waiting.update(cancelled_at=timezone.now())


def decide_texts(*, town: Municipality, request: ErasureRequest, texts: str, by: User) -> None:
    """Whether the words of the messages stay as an official document, or go too. Without a decision they stay."""
    with in_town(town):
        waiting = ErasureRequest.objects.filter(pk=request.pk, done_at__isnull=True)
        waiting.update(texts=Texts(texts), decided_by=by)


def erase_due(town: Municipality) -> int:
    """Carry out the requests whose days are over; gives how many."""
    with in_town(town):
        due = ErasureRequest.objects.filter(done_at__isnull=True, cancelled_at__isnull=True, due_at__lte=timezone.now())
        requests = list(due.filter(municipality=town).select_related("participant", "pin", "decided_by"))
    for request in requests:
        carry_out(town=town, request=request)
    return len(requests)


def carry_out(*, town: Municipality, request: ErasureRequest) -> Counter[str]:
    """Erase one person or one message, once. Run again, it finds nothing left."""
    with acting("job erasing"), in_town(town, using=OWNER):
        sql.run("feedback_map/share_derived", {"town": town.pk}, using=OWNER)
        waiting = ErasureRequest.objects.using(OWNER).select_for_update().filter(pk=request.pk, done_at__isnull=True)
        if not waiting.exists():
            return Counter()
        persons = _persons_of(request)
        pins = _pins_of(town, request, persons)
        counts = Counter({"pins": len(pins), "contacts": _erase_contacts(pins)})
        touched = sorted({*pins, *_erase_persons(persons, counts)})
        words_too = request.texts == Texts.BLANK
        for erase in _others:
            erase(Erased(town, tuple(persons), tuple(pins), words_too))
        files = _erase_words(pins) if words_too else []
        files += part_from_sheets(town=town, pins=pins, using=OWNER)
        # A key of a secret link is gone with the message's tie to its sender.
        Pin.objects.using(OWNER).filter(pk__in=pins).update(participant=None, follow_hash=None)
        waiting.update(done_at=timezone.now(), participant=None, pin=None)
        Participant.objects.using(OWNER).filter(pk__in=persons).delete()
        _erase_changes(town, pins, Rule.ASKED)
        _note(town, Rule.ASKED, counts, by=request.decided_by)
        derive_pins(town=town, pins=touched, using=OWNER)
    with in_town(town):  # a file that a crash leaves here is found by check_files
        remove_files(town=town, names=files)
    return counts


def _persons_of(request: ErasureRequest) -> list[int]:
    """The participant, and those that proved to be the same person."""
    if request.participant_id is None:
        return []
    same = Q(pk=request.participant_id) | Q(merged_into=request.participant_id)
    return list(Participant.objects.using(OWNER).filter(same).values_list("pk", flat=True))


def _pins_of(town: Municipality, request: ErasureRequest, persons: list[int]) -> list[int]:
    own = Q(pk=request.pin_id) if request.pin_id else Q(participant__in=persons)
    return list(Pin.objects.using(OWNER).filter(own, municipality=town).values_list("pk", flat=True))


def _erase_contacts(pins: list[int]) -> int:
    """Contact data of messages, and whoever follows with an address that its holder had confirmed there."""
    contacts = Contact.objects.using(OWNER).filter(pin__in=pins)
    addresses = list(contacts.filter(verified_at__isnull=False).exclude(email="").values_list("email", flat=True))
    Follower.objects.using(OWNER).filter(email__in=addresses).delete()
    return contacts.delete()[0]


def _erase_persons(persons: list[int], counts: Counter[str]) -> list[int]:
    """Everything that is tied to participants and is no message; gives the pins whose supports changed."""
    supports = Support.objects.using(OWNER).filter(participant__in=persons)
    supported = list(supports.values_list("pin_id", flat=True))
    counts["supports"] = supports.delete()[0]
    counts["homes"] = ParticipantHome.objects.using(OWNER).filter(participant__in=persons).delete()[0]
    counts["sign_ups"] = EventSignUp.objects.using(OWNER).filter(participant__in=persons).delete()[0]
    counts["follows"] = Follower.objects.using(OWNER).filter(participant__in=persons).delete()[0]
    Attendance.objects.using(OWNER).filter(participant__in=persons).update(participant=None)
    taken_back = ErasureRequest.objects.using(OWNER).filter(participant__in=persons, cancelled_at__isnull=False)
    taken_back.delete()
    return supported


def _erase_words(pins: list[int]) -> list[str]:
    """The words, places and pictures of messages; what is left says that there was one. Gives the names of files."""
    sql.run("feedback_map/blank_pins", {"pins": pins, "text": BLANK, "private": Visibility.PRIVATE}, using=OWNER)
    PinArea.objects.using(OWNER).filter(pin__in=pins).delete()  # derived anew from what is left
    PinWords.objects.using(OWNER).filter(pin__in=pins).delete()
    PinEdit.objects.using(OWNER).filter(pin__in=pins).update(text_before=BLANK, note_before="", reason="")
    AnswerRating.objects.using(OWNER).filter(pin__in=pins).update(text="")
    resident = Update.objects.using(OWNER).filter(pin__in=pins, author=Update.Author.RESIDENT)
    resident.update(public_text="", internal_note="")
    photos = Photo.objects.using(OWNER).filter(pin__in=pins)
    files = [name for row in photos.values_list("file", "blurred_file") for name in row if name]
    photos.delete()
    return files


def _erase_changes(town: Municipality, pins: list[int], rule: str) -> int:
    """Empty what the history holds of those messages; that there was a change stays, with the rule that emptied it."""
    if not pins:
        return 0
    return sql.run("feedback_map/erase_changes", {"town": town.pk, "pins": pins, "rule": rule}, using=OWNER)


def _note(town: Municipality, rule: str, counts: Counter[str], category: str = "", by: User | None = None) -> None:
    Erasure.objects.using(OWNER).create(
        municipality=town, rule=rule, counts={**counts}, category=category, by_id=by.pk if by else None
    )


def erase_by_rule(town: Municipality) -> Counter[str]:
    """Nightly: contact data and ties between sender and message whose category's months are over. Again: nothing."""
    total: Counter[str] = Counter()
    files: list[str] = []
    with acting("job retention"), in_town(town, using=OWNER):
        for code, erased in sql.rows("feedback_map/erase_contacts_due", {"town": town.pk}, using=OWNER):
            _note(town, Rule.CONTACT_MONTHS, Counter(contacts=erased), code)
            total["contacts"] += erased
        for code, pins in sql.rows("feedback_map/anonymise_pins_due", {"town": town.pk}, using=OWNER):
            _erase_changes(town, pins, Rule.ANONYMISE_MONTHS)
            files += part_from_sheets(town=town, pins=pins, using=OWNER)
            _note(town, Rule.ANONYMISE_MONTHS, Counter(pins=len(pins)), code)
            total["pins"] += len(pins)
    with in_town(town):
        remove_files(town=town, names=files)
    return total


def changes_of(town: Municipality, pin: Pin) -> list[RowChange]:
    """What the history holds of a message itself, oldest first. Inside `in_town`."""
    return list(RowChange.objects.filter(municipality=town, table="pin", row=pin.pk).order_by("pk"))
