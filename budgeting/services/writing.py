"""Writing a proposal together: somebody is invited, agrees by their own link, and may leave. All of it is in its trace.

Nobody is named, or counted as an author, before they agreed themselves.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgeting.models import Idea, Proposal, ProposalAuthor, ProposalStep
from budgeting.services.publishing import publish_proposals
from budgeting.services.stepping import By, Entry, locked, refuse, step_locked
from budgeting.services.telling import writing
from delivery.mail import post_letter
from feedback_map.models import Contact
from geo.ids import derived_secret, new_public_id
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant

INVITE_LETTER = "budgeting.invite"
NAME_LENGTH = 80
MOST_AUTHORS = 20


@dataclass(frozen=True)
class Invitation:
    """Whom to invite: an address, or somebody whom we know by their message."""

    email: str = ""
    language: str = "fi"
    participant: Participant | None = None


def invite_author(*, town: Municipality, proposal: Proposal, who: Invitation, by: By | None = None) -> ProposalAuthor:
    """Ask somebody to write with the others; a letter holds their own link. The same address again, the same row."""
    email = who.email.strip().lower()
    if email:
        _refuse_no_address(email)
    with in_town(town):
        locked([proposal])
        if proposal.round.minimal_data and email:
            raise refuse("email", "no_contact", _("This round keeps no addresses."))
        known = ProposalAuthor.objects.filter(proposal=proposal, left_at=None)
        same = known.filter(email=email).first() if email else known.filter(participant=who.participant).first()
        if same is not None:
            return same
        if known.count() >= MOST_AUTHORS:
            raise refuse("email", "too_many", _("No more people can write this proposal together."))
        public_id = new_public_id()
        author = ProposalAuthor.objects.create(
            municipality=town,
            public_id=public_id,
            proposal=proposal,
            participant=who.participant,
            email=email,
            language=who.language,
            key_hash=_hash(author_key(public_id)),
        )
        if email:
            payload = {"town": town.pk, "author": public_id}
            post_letter(kind=INVITE_LETTER, payload=payload, municipality=town, dedupe=f"invite:{public_id}")
        return author


def agree_to_write(*, town: Municipality, author: ProposalAuthor, shown_name: str = "") -> ProposalAuthor:
    """They agree, and say under which name they are shown, if any. Again, the name alone changes."""
    name = shown_name.replace("\x00", "").strip()[:NAME_LENGTH]
    with in_town(town):
        now = ProposalAuthor.objects.select_for_update(of=("self",)).get(pk=author.pk)
        if now.left_at is not None:
            raise refuse("author", "left", _("You have left this proposal."))
        was_author, now.shown_name = now.agreed_at is not None, name
        now.agreed_at = now.agreed_at or timezone.now()
        now.save(update_fields=["agreed_at", "shown_name"])
        if not was_author:
            _trace(town, now, "agreed")
        return now


def leave_proposal(*, town: Municipality, author: ProposalAuthor) -> ProposalAuthor:
    """They write no longer: name and address go, the trace says that an author left."""
    with in_town(town):
        now = ProposalAuthor.objects.select_for_update(of=("self",)).get(pk=author.pk)
        if now.left_at is not None:
            return now
        agreed = now.agreed_at is not None
        now.left_at, now.shown_name, now.email = timezone.now(), "", ""
        now.save(update_fields=["left_at", "shown_name", "email"])
        if agreed:
            _trace(town, now, "left")
        return now


def invite_senders(*, town: Municipality, proposal: Proposal) -> list[ProposalAuthor]:
    """Invite the senders of its ideas who gave an address and confirmed it."""
    with in_town(town):
        pins = Idea.objects.filter(uses__proposal=proposal).values("pin")
        contacts = Contact.objects.filter(pin__in=pins, verified_at__isnull=False, stopped_at=None).exclude(email="")
        who = [Invitation(one.email, one.language, one.pin.participant) for one in contacts.select_related("pin")]
        return [invite_author(town=town, proposal=proposal, who=one) for one in who]


def ask_writers_of(*, town: Municipality, source: Proposal, target: Proposal) -> list[ProposalAuthor]:
    """Whoever writes one proposal is invited to the one that it was joined into, or to its parts. Inside `in_town`."""
    return [
        invite_author(town=town, proposal=target, who=Invitation(one.email, one.language, one.participant))
        for one in writing(source)
        if one.email or one.participant_id
    ]


def author_of(town: Municipality, public_id: str, key: str) -> ProposalAuthor | None:
    """The author whose own link this is; None when the key is not theirs or they have left. Inside `in_town`."""
    found = ProposalAuthor.objects.filter(municipality=town, public_id=public_id, left_at=None)
    author = found.select_related("proposal__round").first()
    if author is None or not hmac.compare_digest(bytes(author.key_hash or b""), _hash(key)):
        return None
    return author


def author_key(public_id: str) -> str:
    """The key of an author's own link, made again when a letter must carry it; the database keeps its hash."""
    return derived_secret("budget-author", public_id)


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _trace(town: Municipality, author: ProposalAuthor, what: str) -> None:
    now = locked([author.proposal_id])[author.proposal_id]
    step_locked(
        now, Entry(ProposalStep.Kind.AUTHOR, keeps={"author": author.public_id, "did": what}), By(author=author)
    )
    publish_proposals(town=town, proposals=[now])


def _refuse_no_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise refuse("email", "not_an_address", _("This is not an e-mail address.")) from None
