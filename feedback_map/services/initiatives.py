"""Writes about initiatives: sent, looked at, supported, carried on, and closed by their answer alone.

The maker is told by letter of every measure, as the Local Government Act (23 §) wants it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from delivery.mail import post_letter
from delivery.services import Limit, allow, claim, enqueue, remember
from feedback_map.models import (
    Initiative,
    InitiativeResult,
    InitiativeState,
    InitiativeStep,
    InitiativeSupport,
)
from feedback_map.services.placing import outside_the_town
from feedback_map.services.supporting import Supported
from geo import sql
from geo.ids import derived_secret, new_public_id
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Participant
from participation.services import participant_by_token, token_hash

INITIATIVE_LETTER = "feedback_map.initiative"
INITIATIVE_CHANGED = "initiative.changed"
LONGEST = {"title": 150, "text": 10_000, "maker": 120, "phone": 40, "place_note": 200}
LONGEST_ANSWER = 20_000
AT_THE_BORDER_M = 0.001
MOST_TO_AN_ADDRESS, A_DAY_S = 10, 86_400
State, Kind = InitiativeState, InitiativeStep.Kind


@dataclass(frozen=True)
class InitiativeWords:
    """What is proposed, and by whom. The name and one way to reach the maker are a must: the law wants an answer."""

    title: str
    text: str
    maker: str
    email: str = ""
    phone: str = ""
    names_maker: bool = False
    language: str = "fi"
    place: GEOSGeometry | None = None
    place_note: str = ""
    outside_url: str = ""


@dataclass(frozen=True)
class Made:
    """A new initiative, the key of its maker's own link, and the token that their browser keeps."""

    initiative: Initiative
    key: str
    participant_token: str


@dataclass(frozen=True)
class Measure:
    """What was done about it: a new state, words, or the answer that closes it."""

    text: str = ""
    language: str = "fi"
    state: str = ""
    result: str = ""
    owner: Body | None = None


class StaleInitiative(Exception):
    """Somebody else has changed it meanwhile; `current` is how it is now."""

    def __init__(self, current: Initiative) -> None:
        super().__init__(str(current))
        self.current = current


def make_initiative(*, town: Municipality, words: InitiativeWords, token: str | None = None, once: str = "") -> Made:
    """Received, and shown to nobody until somebody has looked at it. A form sent twice with one key is one."""
    columns = _checked(words)
    _check_place(town, words)
    with in_town(town):
        claimed = None
        if once:
            claimed = claim(
                scope=f"initiative {town.pk}", key=once, fingerprint=repr(replace(words, place=None)).encode()
            )
            if claimed.answer:
                known = Initiative.objects.get(pk=int(claimed.answer.body))
                return Made(known, key_of_initiative(known), token or "")
        person = participant_by_token(town=town, token=token)
        public_id = new_public_id()
        made = Initiative.objects.create(
            municipality=town,
            public_id=public_id,
            participant_id=person.id,
            key_hash=token_hash(derived_secret("initiative", public_id)),
            received_at=timezone.now(),
            **columns,
        )
        if claimed:
            remember(claimed, 201, str(made.pk).encode())
        _tell_maker(town, made, "received")
        return Made(made, key_of_initiative(made), person.token or "")


def key_of_initiative(initiative: Initiative) -> str:
    """The key of its maker's own link; letters make it again."""
    return derived_secret("initiative", initiative.public_id)


def initiative_by_key(*, town: Municipality, key: str) -> Initiative | None:
    """Inside the caller's `in_town`."""
    known = Initiative.objects.filter(municipality=town, key_hash=token_hash(key[:100]))
    return known.select_related("owner").first()


def show_initiative(*, town: Municipality, initiative: Initiative, by: User | None) -> Initiative:
    """Everybody reads it from now on, and may support it. Again: nothing happens."""
    with in_town(town):
        now = _locked(town, initiative, None)
        if now.is_shown:
            return now
        now.is_shown = True
        if now.published_at is None:
            now.published_at = timezone.now()
            if now.state == State.RECEIVED:
                now.state = State.OPEN
            _enter(town, now, Measure(state=now.state, language=now.language), Kind.STATE, by)
        return _told(town, _kept(town, now))


def hide_initiative(*, town: Municipality, initiative: Initiative) -> Initiative:
    """Nobody outside the desk reads it. It is answered all the same. Again: nothing happens."""
    with in_town(town):
        now = _locked(town, initiative, None)
        if now.is_shown:
            now.is_shown = False
            _told(town, _kept(town, now))
        return now


def carry_initiative(
    *, town: Municipality, initiative: Initiative, measure: Measure, by: User | None, version: int | None = None
) -> Initiative:
    """Enter a measure or a new state, and tell the maker. StaleInitiative; Refused where it would close unanswered."""
    text = measure.text.replace("\x00", "").strip()
    _check_measure(measure, text)
    with in_town(town):
        now = _locked(town, initiative, version)
        if measure.owner is not None:
            now.owner = measure.owner
        closes = measure.state == State.CLOSED
        if measure.state:
            now.state = measure.state
        if closes:
            now.answer, now.answer_language = text, measure.language
        if measure.state:
            now.closed_at, now.result = (timezone.now(), measure.result) if closes else (None, "")
        kind = Kind.ANSWER if closes else Kind.MEASURE if text else Kind.STATE
        step = _enter(town, now, replace(measure, text=text), kind, by) if measure.state or text else None
        _kept(town, now)
        if step is not None:
            _tell_maker(town, now, "step", step)
        return _told(town, now)


def support_initiative(*, town: Municipality, initiative: Initiative, token: str | None) -> Supported:
    """One person more supports it; whoever did so before changes nothing. Refused once it is closed."""
    with in_town(town):
        now = _locked(town, initiative, None)
        if not now.is_shown or now.state == State.CLOSED:
            raise Refused([FieldError("initiative", "closed", _("The initiative has been answered."))])
        person = participant_by_token(town=town, token=token)
        _support, is_new = InitiativeSupport.objects.get_or_create(
            initiative=now, participant_id=person.id, defaults={"municipality": town, "at": timezone.now()}
        )
        if is_new:
            _publish(town, now)
        return Supported(person.token or "", is_new)


def withdraw_initiative_support(*, town: Municipality, initiative: Initiative, token: str | None) -> bool:
    """Take it back; False when there was nothing to take back."""
    with in_town(town):
        known = Participant.objects.filter(municipality=town, token_hash=token_hash(token)) if token else None
        person = known.first() if known is not None else None
        if person is None:
            return False
        now = _locked(town, initiative, None)
        gone, _each = InitiativeSupport.objects.filter(initiative=now, participant=person).delete()
        if gone:
            _publish(town, now)
        return bool(gone)


def forget_maker(*, town: Municipality, key: str) -> Initiative | None:
    """The maker wants no more letters: name and addresses are erased, the initiative stays and is answered here."""
    with in_town(town):
        found = initiative_by_key(town=town, key=key)
        if found is not None and (found.maker or found.email or found.phone):
            now = _locked(town, found, None)
            now.maker, now.email, now.phone, now.names_maker = "", "", "", False
            return _kept(town, now)
        return found


def _publish(town: Municipality, initiative: Initiative) -> None:
    sql.row("feedback_map/publish_initiatives", {"town": town.pk, "initiatives": [initiative.pk]})


def _kept(town: Municipality, initiative: Initiative) -> Initiative:
    """Save the locked initiative as its next version, with what everybody reads of it."""
    initiative.version += 1
    initiative.save()
    _publish(town, initiative)
    return initiative


def _told(town: Municipality, initiative: Initiative) -> Initiative:
    """Whoever listens hears of what everybody reads of it now, in this transaction or not at all."""
    enqueue(topic=INITIATIVE_CHANGED, payload={"initiative": initiative.public_id}, municipality=town)
    return initiative


def _locked(town: Municipality, initiative: Initiative, version: int | None) -> Initiative:
    now = Initiative.objects.select_for_update(of=("self",)).get(municipality=town, pk=initiative.pk)
    if version not in (None, now.version):
        raise StaleInitiative(now)
    return now


def _enter(town: Municipality, initiative: Initiative, measure: Measure, kind: str, by: User | None) -> InitiativeStep:
    return InitiativeStep.objects.create(
        municipality=town,
        initiative=initiative,
        kind=kind,
        state=measure.state,
        text=measure.text,
        language=measure.language if measure.text else "",
        at=timezone.now(),
        by=by,
    )


def _tell_maker(town: Municipality, initiative: Initiative, what: str, step: InitiativeStep | None = None) -> None:
    """Anybody may type an address: the first letters to one are few a day, an answer always goes."""
    if not initiative.email:
        return
    limit = Limit("letters", f"{town.pk} {initiative.email}", MOST_TO_AN_ADDRESS, A_DAY_S)
    if step is None and not allow(limit).allowed:
        return
    payload = {"town": town.pk, "initiative": initiative.public_id, "step": step.public_id if step else ""}
    dedupe = f"initiative:{initiative.public_id}:{step.public_id if step else what}"
    post_letter(kind=INITIATIVE_LETTER, payload=payload, municipality=town, dedupe=dedupe)


def _check_measure(measure: Measure, text: str) -> None:
    errors = []
    if measure.state and measure.state not in (State.OPEN, State.IN_HANDS, State.CLOSED):
        errors.append(FieldError("state", "unknown_value", _("Choose how far it has come.")))
    if measure.state == State.CLOSED:
        if not text:
            words = _("An initiative is closed by an answer alone. Write what was done, or why not.")
            errors.append(FieldError("text", "answer_required", words))
        if measure.result not in InitiativeResult.values:
            errors.append(FieldError("result", "required", _("Choose what became of it.")))
    if not measure.state and not text and measure.owner is None:
        errors.append(FieldError("text", "required", _("Write what was done.")))
    if len(text) > LONGEST_ANSWER:
        errors.append(FieldError("text", "too_long", _("The text is too long.")))
    if errors:
        raise Refused(errors)


def _checked(words: InitiativeWords) -> dict[str, Any]:
    """The columns of an initiative, or Refused with every reason."""
    said = {name: getattr(words, name).strip() for name in (*LONGEST, "email", "outside_url")}
    said["email"] = said["email"].lower()
    must = (
        ("title", _("Give the initiative a name.")),
        ("text", _("Write what you propose, and why.")),
        ("maker", _("Write your name. It is published only if you say so.")),
    )
    errors = [FieldError(name, "required", why) for name, why in must if not said[name]]
    if not said["email"] and not said["phone"]:
        errors.append(FieldError("email", "required", _("Give an e-mail address or a phone number for the answer.")))
    errors += [
        FieldError(name, "too_long", _("The text is too long."))
        for name, most in LONGEST.items()
        if len(said[name]) > most or "\x00" in said[name]
    ]
    if said["email"] and not _passes(validate_email, said["email"]):
        errors.append(FieldError("email", "not_an_address", _("This is not an e-mail address.")))
    if said["outside_url"] and not _passes(URLValidator(schemes=["https"]), said["outside_url"]):
        errors.append(
            FieldError("outside_url", "not_an_address", _("Write a whole address that begins with https://."))
        )
    if errors:
        raise Refused(errors)
    return {**said, "names_maker": words.names_maker, "language": words.language, "place": words.place}


def _check_place(town: Municipality, words: InitiativeWords) -> None:
    """A place on the map lies in the town, where the town's border is known."""
    if words.place is None:
        return
    shape = bytes(words.place.ewkb)
    away = sql.row("feedback_map/distance_outside", {"town": town.slug, "geom": shape})
    if away is not None and away[0] > AT_THE_BORDER_M:
        raise Refused([outside_the_town(town.slug, shape)])


def _passes(check: Any, text: str) -> bool:
    try:
        check(text)
    except ValidationError:
        return False
    return len(text) <= 200
