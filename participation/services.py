"""Writes about participants: who they are, and where they say they live."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo import sql
from geo.ids import new_public_id, new_secret
from geo.models import Area, GridCell, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Participant, ParticipantHome


@dataclass(frozen=True)
class KnownParticipant:
    """A participant and the token that proves to be the same one next time (None where it is not theirs to keep)."""

    id: int
    token: str | None


@dataclass(frozen=True)
class Home:
    """Where somebody lives, as they said it: an area or a cell, never a point."""

    area: Area | None = None
    cell: GridCell | None = None
    age_band: str = ""
    resident_type: str = ""


def token_hash(token: str) -> bytes:
    """Tokens are random and long, so a plain SHA-256 is enough; only this is stored."""
    return hashlib.sha256(token.encode()).digest()


def participant_by_token(*, town: Municipality, token: str | None) -> KnownParticipant:
    """The participant of a token; without one (or with an empty one) a new participant with a new token.

    A token that we have never seen makes a participant too: it is random enough to be somebody's own.
    Runs inside the caller's `in_town`.
    """
    token = token or new_secret()
    found = sql.row(
        "participation/participant_by_token",
        {
            "town": town.pk,
            "public_id": new_public_id(),
            "token_hash": token_hash(token),
            "identity": Participant.Identity.TOKEN.value,
        },
        prepared=True,
    )
    assert found is not None
    return KnownParticipant(id=found[0], token=token)


def known_participant(*, town: Municipality, token: str | None) -> int | None:
    """Whose token it is, when they have taken part before; nobody is made a participant here."""
    if not token:
        return None
    with in_town(town):
        found = Participant.objects.filter(municipality=town, token_hash=token_hash(token)).first()
    return (found.merged_into_id or found.pk) if found else None


def merge_participants(*, town: Municipality, kept_token: str, other_token: str) -> int:
    """One person who proves to hold both tokens becomes one participant; gives the id of the one that is kept.

    Pins and homes stay where they are: counting follows `merged_into`, so a merge can be traced and undone.
    Raises Refused when either token is nobody's; merging again, or one with itself, changes nothing.
    """
    with in_town(town):
        found = {
            token: Participant.objects.filter(token_hash=token_hash(token)).first()
            for token in (kept_token, other_token)
        }
        kept, other = found[kept_token], found[other_token]
        if kept is None or other is None:
            raise Refused([FieldError("participant_token", "unknown_token", _("We do not know this participant."))])
        root = kept.merged_into_id or kept.pk
        if (other.merged_into_id or other.pk) != root:
            Participant.objects.filter(Q(pk=other.pk) | Q(merged_into_id=other.pk)).update(merged_into_id=root)
    return root


def tell_home(*, town: Municipality, participant_id: int, home: Home, at: datetime.datetime) -> ParticipantHome:
    """Keep where a participant lives from `at` on, and derive its areas. The same answer again changes nothing."""
    with in_town(town):
        latest = ParticipantHome.objects.filter(participant_id=participant_id).order_by("-valid_from").first()
        said = (home.area and home.area.pk, home.cell and home.cell.pk, home.age_band, home.resident_type)
        if latest and (latest.area_id, latest.cell_id, latest.age_band, latest.resident_type) == said:
            return latest
        kept, _made = ParticipantHome.objects.update_or_create(
            municipality=town,
            participant_id=participant_id,
            valid_from=at,
            defaults={
                "area": home.area,
                "cell": home.cell,
                "age_band": home.age_band,
                "resident_type": home.resident_type,
            },
        )
        assign_homes(town=town, homes=[kept.pk])
        return kept


def assign_homes(*, town: Municipality, homes: list[int] | None = None) -> int:
    """Derive the areas of some homes, or of all homes of a town. Runs inside the caller's `in_town`."""
    return sql.run("participation/assign_homes", {"town": town.pk, "homes": homes})


def assign_all_homes(town: Municipality) -> None:
    """Derive the areas of every home of a town again: its areas have changed."""
    with in_town(town):
        assign_homes(town=town)
