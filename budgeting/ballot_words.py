"""What the database says against a ballot ("ballot: over_money"), as it is told to people."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from geo.refusals import FieldError, Refused

_REASONS: dict[str, tuple[str, str | Promise]] = {
    "empty": ("choices", _("Choose at least one proposal.")),
    "too_many": ("choices", _("You have chosen more proposals than the ballot takes.")),
    "twice": ("choices", _("The same proposal is on the ballot twice.")),
    "not_on_ballot": ("choices", _("One of the proposals is not on this ballot. Choose again.")),
    "other_age": ("choices", _("A proposal that you chose is paid from a pot for people of other ages. Leave it out.")),
    "over_money": ("choices", _("Your choices cost more than there is to spend. Leave something out.")),
    "no_points": ("points", _("This ballot takes no points.")),
    "points_for_each": ("points", _("Give at least one point to each proposal that you chose.")),
    "over_points": ("points", _("You have given more points than you have.")),
    "not_open": ("round", _("The vote is not open.")),
    "wrong_way": ("round", _("This round is not voted on in this way.")),
    "withdrawn": ("round", _("This code was withdrawn. Ask whoever gave it to you for a new one.")),
    "vote_goes_on": ("round", _("The last day of the vote is not over yet.")),
}


def refusal_of(error: IntegrityError) -> Refused | None:
    """The refusal behind an error of the database; None when it is something else, which must not be hidden."""
    diagnosis = getattr(error.__cause__, "diag", None)
    said = str(getattr(diagnosis, "message_primary", "") or "")
    if not said.startswith("ballot: "):
        return None
    code = said.removeprefix("ballot: ")
    return refused(code) if code in _REASONS else None


def refused(code: str) -> Refused:
    field, detail = _REASONS[code]
    return Refused([FieldError(field, code, detail)])
