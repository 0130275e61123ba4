"""/<town>/desk/budget/<round>/batches – a council's meeting: its ideas, an opinion on each, and ending it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgeting.models import CouncilOpinion, Decision, Idea, IntakeBatch
from budgeting.permissions import may_keep_rounds
from budgeting.services.council import end_meeting, give_opinion, waiting_ideas
from frontend.budget.after_forms import OpinionForm, opinion_values
from frontend.budget.desk_after import back, done
from frontend.budget.desk_parts import desk_round
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town


@require_safe
@desk_page(may_keep_rounds)
def batch(request: HttpRequest, town: Municipality, slug: str, batch: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _found(request, town, slug, batch)
        return _page(at_desk, found)


@require_POST
@desk_page(may_keep_rounds)
def opinion(request: HttpRequest, town: Municipality, slug: str, batch: str, pin: str) -> HttpResponse:
    """What the council says of one idea."""
    with in_town(town):
        at_desk, found = _found(request, town, slug, batch)
        idea = get_object_or_404(Idea.objects.select_related("pin"), batch=found, pin__public_id=pin)
        form = OpinionForm(town, at_desk.page.language, request.POST, prefix=pin)
        if not form.is_valid():
            return _page(at_desk, found, form)
        said = form.opinion()
        done(
            request,
            lambda: give_opinion(town=town, batch=found, idea=idea, opinion=said, by=at_desk.user),
            _("The opinion on “%(idea)s” is kept.") % {"idea": idea.title or idea.pin.code},
        )
        return back(request, "desk_budget_batch", slug=slug, batch=batch)


@require_POST
@desk_page(may_keep_rounds)
def end(request: HttpRequest, town: Municipality, slug: str, batch: str) -> HttpResponse:
    """Carry out the opinions; every sender is told."""
    with in_town(town):
        at_desk, found = _found(request, town, slug, batch)
        words = _("The meeting is over, and the senders of its ideas are told.")
        done(request, lambda: end_meeting(town=town, batch=found, by=at_desk.user), words)
        return back(request, "desk_budget_batch", slug=slug, batch=batch)


def _found(request: HttpRequest, town: Municipality, slug: str, batch: str) -> tuple[DeskRound, IntakeBatch]:
    at_desk = desk_round(request, town, slug)
    return at_desk, get_object_or_404(IntakeBatch, round=at_desk.round, public_id=batch)


def _page(at_desk: DeskRound, found: IntakeBatch, sent: OpinionForm | None = None) -> HttpResponse:
    town, language = at_desk.town, at_desk.page.language
    opinions = {one.idea_id: one for one in CouncilOpinion.objects.filter(batch=found).select_related("idea__pin")}
    rows = []
    for idea in waiting_ideas(found):
        given, prefix = opinions.get(idea.pk), idea.pin.public_id
        form = OpinionForm(town, language, initial=opinion_values(given), prefix=prefix)
        rows.append((idea, given, sent if sent is not None and sent.prefix == prefix else form))
    context = {
        "round": at_desk.round,
        "batch": found,
        "rows": rows,
        "missing": sum(given is None for _idea, given, _form in rows),
        "opinions": list(opinions.values()),
        "decisions": list(Decision.objects.filter(batch=found)),
        **rights(at_desk.request, town),
    }
    return show_privately(at_desk.request, "frontend/desk/budget/after/batch.html", context, 400 if sent else 200)
