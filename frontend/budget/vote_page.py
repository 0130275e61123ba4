"""What the pages of a vote have in common: their round, its days, and reasons in words."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.models import RoundPhase
from frontend.budget.parts import shown_round
from frontend.budget.shown import ShownRound
from geo.models import Municipality
from geo.tenancy import in_town

PROVIDER = "town"  # as settings name it


def round_of(request: HttpRequest, town: Municipality, slug: str) -> ShownRound:
    """A published round that has a vote, with what its pages ask of it."""
    with in_town(town):
        shown = shown_round(request, town, slug)
        _read = (shown.phases, shown.pots)
    if not shown.round.has_vote:
        raise Http404("No vote in this round")
    return shown


def vote_days(shown: ShownRound) -> RoundPhase | None:
    """The vote that goes on, else the next one, else the last."""
    votes = [phase for phase in shown.phases if phase.kind == RoundPhase.Kind.VOTE]
    ahead = [phase for phase in votes if phase.ends_on is None or phase.ends_on >= shown.today]
    return ahead[0] if ahead else votes[-1] if votes else None


def identity_address(shown: ShownRound) -> str:
    """Where the identity provider is asked; empty while the town has none."""
    if not settings.OIDC_SERVER:
        return ""
    begun = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    back = shown.page.url("budget_vote_identified", slug=shown.round.slug)
    return f"{begun}?{urlencode({'process': 'login', 'next': back})}"


def reason_in_words(code: str) -> str:
    known = {
        "mistyped": _("A letter or a number of the code is wrong. Look at it once more."),
        "unknown": _("This code opens no ballot of this round. Look at it once more, or ask who gave it to you."),
        "withdrawn": _("This code has been withdrawn. Ask for a new one from who gave it to you."),
        "expired": _("The link of the letter is too old. Ask for a new one."),
        "not_open": _("The vote is not open now."),
        "wrong_way": _("This is not a way to vote in this round."),
        "not_entitled": _("Only those who belong to the voters of this round can vote in it."),
    }
    return known.get(code, _("No ballot could be opened. Try once more, or call the town."))
