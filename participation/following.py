"""Writes about following: begun by anybody, confirmed by whoever has the address, ended by one click."""

from __future__ import annotations

import datetime
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.mail import post_letter
from delivery.services import Limit, allow
from geo.addresses import page_address
from geo.ids import derived_secret, new_public_id
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Follow, Follower, Participant, Rhythm
from participation.news import notice_news
from participation.services import token_hash
from participation.topics import follow_topic

PIN_TOPIC = "pin"
CONFIRM_LETTER = "participation.confirm_follow"
MOST_TO_AN_ADDRESS, A_DAY_S = 10, 86_400
MOST_FOLLOWED = 100


@dataclass(frozen=True)
class Wish:
    """What somebody wants to follow, and how to tell them; without an address, by the secret link alone."""

    topic: str
    reference: str
    email: str = ""
    language: str = "fi"
    rhythm: str = Rhythm.WEEKLY
    participant: int | None = None


@dataclass(frozen=True)
class Following:
    """What came of a wish: the key is for the holder of the link, and told to nobody who only typed an address."""

    follow: Follow
    key: str | None


def follow(*, town: Municipality, wish: Wish, key: str = "") -> Following:
    """Follow something: at once with the key of one's own link or without an address, else once it is confirmed.

    The same again sends the letter once more, a few times a day. Raises Refused.
    """
    reference, email = _checked(town, wish), wish.email.strip().lower()
    with in_town(town):
        known = follower_of(town=town, key=key) if key else None
        follower = known or _follower(town, wish, email)
        kept = _kept(town, follower, wish.topic, reference)
        if known is not None or not email:
            _begin(kept)
            return Following(kept, key_of(follower))
        _ask_to_confirm(town, kept)
        return Following(kept, None)


def confirmable(*, town: Municipality, follow_id: str, token: str) -> Follow | None:
    """What a link would confirm, as long as it does."""
    with in_town(town):
        found = Follow.objects.select_related("follower").filter(municipality=town, public_id=follow_id).first()
    if found is None or found.confirm_hash is None or found.confirm_until is None:
        return None
    is_theirs = hmac.compare_digest(bytes(found.confirm_hash), token_hash(token[:100]))
    return found if is_theirs and found.confirm_until > timezone.now() else None


def confirm_follow(*, town: Municipality, follow_id: str, token: str) -> Follow | None:
    """Whoever has the address wants it. Again changes nothing; None for a dead link."""
    with in_town(town):
        found = confirmable(town=town, follow_id=follow_id, token=token)
        if found is not None:
            _begin(found)
        return found


def end_follow(*, town: Municipality, key: str, follow_id: str = "") -> bool:
    """End one thing that is followed, or everything, by the key of the link. Again changes nothing."""
    with in_town(town):
        follower = follower_of(town=town, key=key)
        if follower is None:
            return False
        mine = Follow.objects.filter(follower=follower, ended_at=None)
        (mine.filter(public_id=follow_id) if follow_id else mine).update(ended_at=timezone.now())
        return True


def change_rhythm(*, town: Municipality, key: str, rhythm: str) -> bool:
    with in_town(town):
        follower = follower_of(town=town, key=key)
        if follower is None or rhythm not in Rhythm.values:
            return False
        follower.rhythm = rhythm
        follower.save(update_fields=["rhythm"])
        return True


def forget_follower(*, town: Municipality, key: str) -> bool:
    """Erase the address and all that its holder follows."""
    with in_town(town):
        follower = follower_of(town=town, key=key)
        if follower is None:
            return False
        follower.delete()
        return True


def end_follows_of(*, town: Municipality, email: str = "", participant: int | None = None) -> int:
    """Erase what an address or a participant follows, and the address; gives how many followers there were."""
    with in_town(town):
        followers = Follower.objects.filter(municipality=town)
        found = followers.filter(participant_id=participant) if participant is not None else followers.none()
        if email.strip():
            found |= followers.filter(email__iexact=email.strip())
        count = found.count()
        found.delete()
        return count


def follower_of(*, town: Municipality, key: str) -> Follower | None:
    """Whose link it is. Runs inside the caller's `in_town`."""
    return Follower.objects.filter(municipality=town, key_hash=token_hash(key[:100])).first()


def key_of(follower: Follower) -> str:
    """The key of the reader's own link, made again; should the service's secret be new, so is the key."""
    key = derived_secret("follower", follower.public_id)
    if bytes(follower.key_hash) != token_hash(key):
        follower.key_hash = token_hash(key)
        with in_town(follower.municipality_id):
            follower.save(update_fields=["key_hash"])
    return key


def confirm_token(found: Follow) -> str:
    until = found.confirm_until.isoformat() if found.confirm_until else ""
    return derived_secret("follow", f"{found.public_id} {found.follower.email} {until}")


def stop_address(town: Municipality, found: Follow) -> str:
    """Where one click ends one thing that is followed."""
    follower = found.follower
    return page_address(town, follower.language, f"follow/{key_of(follower)}/stop", follow=found.public_id)


def _checked(town: Municipality, wish: Wish) -> str:
    topic = follow_topic(wish.topic)
    reference = topic.check(town, wish.reference) if topic else None
    errors = [] if reference else [FieldError("reference", "unknown_reference", _("Choose what you want to follow."))]
    if wish.email.strip():
        try:
            validate_email(wish.email.strip())
        except ValidationError:
            errors.append(FieldError("email", "not_an_address", _("This is not an e-mail address.")))
    if wish.rhythm not in Rhythm.values:
        errors.append(FieldError("rhythm", "unknown_value", _("Choose how often you want to be told.")))
    if errors or reference is None:
        raise Refused(errors)
    return reference


def _follower(town: Municipality, wish: Wish, email: str) -> Follower:
    """The one of this address, as it is: who only typed it changes nothing of its holder's. Else a new one."""
    public_id = new_public_id()
    fresh = {
        "public_id": public_id,
        "participant_id": _participant(town, wish.participant),
        "language": wish.language,
        "rhythm": wish.rhythm,
        "key_hash": token_hash(derived_secret("follower", public_id)),
        "created_at": timezone.now(),
    }
    if not email:
        return Follower.objects.create(municipality=town, **fresh)
    found, _made = Follower.objects.get_or_create(municipality=town, email=email, defaults=fresh)
    return found


def _participant(town: Municipality, participant: int | None) -> int | None:
    known = Participant.objects.filter(municipality=town, pk=participant) if participant else None
    return participant if known is not None and known.exists() else None


def _kept(town: Municipality, follower: Follower, topic: str, reference: str) -> Follow:
    now = timezone.now()
    kept, is_new = Follow.objects.select_related("follower").get_or_create(
        follower=follower, topic=topic, reference=reference, defaults={"municipality": town, "created_at": now}
    )
    if is_new and Follow.objects.filter(follower=follower, ended_at=None).count() > MOST_FOLLOWED:
        raise Refused([FieldError("reference", "too_many", _("You follow very much already. End something first."))])
    return kept


def _begin(kept: Follow) -> None:
    """From now on: what was new before is not told."""
    if kept.confirmed_at is not None and kept.ended_at is None:
        return
    kept.confirmed_at, kept.ended_at, kept.told_until = timezone.now(), None, notice_news(kept.municipality_id)
    kept.save(update_fields=["confirmed_at", "ended_at", "told_until"])


def _ask_to_confirm(town: Municipality, kept: Follow) -> None:
    email = kept.follower.email
    if not allow(Limit("letters", f"{town.pk} {email}", MOST_TO_AN_ADDRESS, A_DAY_S)).allowed:
        return
    kept.confirm_until = timezone.now() + datetime.timedelta(days=settings.CONFIRM_WITHIN_DAYS)
    kept.confirm_hash = token_hash(confirm_token(kept))
    kept.save(update_fields=["confirm_until", "confirm_hash"])
    payload = {"town": town.pk, "follow": kept.public_id, "until": kept.confirm_until.isoformat()}
    dedupe = f"follow:{kept.public_id}:{kept.confirm_until.timestamp():.6f}"
    post_letter(kind=CONFIRM_LETTER, payload=payload, municipality=town, dedupe=dedupe)
