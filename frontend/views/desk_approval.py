"""/<town>/desk/plans/<plan>/approval and …/positions – the decision, and who is told of it and how."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Private
from accounts.services import look_at
from frontend.desk.plan_parts import DeskPlan
from frontend.desk.replying import fields_of, texts_in
from frontend.pages import PRIVATE
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from frontend.views.desk_replies import show_at_desk, to_page, tried
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.models import Approval, Position, Statement
from zoning.permissions import may_plan
from zoning.reply_report import statement_title
from zoning.replying import replying
from zoning.services.approval import Decision, approve_plan
from zoning.services.positions import mark_posted, tell_those_who_asked, unposted, waiting_for

_send = require_http_methods(["GET", "HEAD", "POST"])


class ApprovalForm(forms.Form):
    decided_on = forms.DateField(error_messages={"required": gettext_lazy("Write the day of the decision.")})
    override_reason = forms.CharField(required=False, max_length=5_000)


@_send
@desk_page(may_plan)
def approval(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """First what is unanswered; then the decision, with a reason where an objection has no reply."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        if request.method != "POST":
            return _approval_page(at_desk, ApprovalForm(initial={"decided_on": town_today()}))
        form = ApprovalForm(request.POST)
        if form.is_valid() and _approved(at_desk, form):
            messages.success(request, _("The plan is approved. Those who asked for it are told."))
            return to_page(at_desk, "desk_positions")
        return _approval_page(at_desk, form, status=400)


@_send
@desk_page(may_plan)
def positions(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Who asked for the town's position or for word of the approval, who was told, and who is not told yet."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        if request.method != "POST":
            return _positions_page(at_desk)
        kind = request.POST.get("kind", "")
        if kind not in Position.Kind.values:
            raise Http404("No such letter")
        return tried(at_desk, lambda: _told(at_desk, kind), "desk_positions")


@require_safe
@desk_page(may_plan)
def position_letters(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The letters that wait to be posted, each on its own page. Whose addresses were looked at is noted down."""
    from frontend.documents.position_papers import position_letters_as_pdf

    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        letters = list(unposted(at_desk.plan))
        if not letters:
            raise Http404("No letters")
        looked_at = [letter.statement.public_id for letter in letters]
        look_at(user=at_desk.user, town=town, what=Private.CONTACT, subjects=looked_at, why="letters")
        made = position_letters_as_pdf(town, at_desk.plan, letters)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{at_desk.plan.slug}-letters.pdf"'
    response.headers["Cache-Control"] = PRIVATE
    return response


@require_POST
@desk_page(may_plan)
def posted(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        waiting = {letter.public_id for letter in unposted(at_desk.plan)}
        named = [letter for letter in request.POST.getlist("letter") if letter in waiting]
        number = mark_posted(town=town, positions=named, by=at_desk.user)
    words = ngettext("%(n)s letter was noted as posted.", "%(n)s letters were noted as posted.", number)
    messages.success(request, words % {"n": number})
    return to_page(at_desk, "desk_positions")


def _approved(at_desk: DeskPlan, form: ApprovalForm) -> bool:
    day: datetime.date = form.cleaned_data["decided_on"]
    decided_by = texts_in(at_desk.request.POST, "decided_by", at_desk.town)
    decision = Decision(day, decided_by, form.cleaned_data["override_reason"])
    try:
        approve_plan(town=at_desk.town, plan=at_desk.plan, decision=decision, by=at_desk.user)
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        return False
    return True


def _approval_page(at_desk: DeskPlan, form: ApprovalForm, status: int = 200) -> HttpResponse:
    known, town = replying(at_desk.plan), at_desk.town
    waiting = {kind: [(each, statement_title(each)) for each in known.unanswered(kind)] for kind in Statement.Kind}
    said = texts_in(at_desk.request.POST, "decided_by", town)
    context = {
        "form": form,
        "objections": waiting[Statement.Kind.OBJECTION],
        "others": [*waiting[Statement.Kind.OFFICIAL], *waiting[Statement.Kind.OPINION]],
        "statements": known.statements,
        "asked": len(waiting_for(at_desk.plan, Position.Kind.APPROVAL, known)),
        "decided_by_fields": fields_of(town, "decided_by", said),
        "approvals": Approval.objects.filter(plan=at_desk.plan).select_related("user").order_by("-decided_on"),
    }
    return show_at_desk(at_desk, "approval", context, status=status)


def _positions_page(at_desk: DeskPlan) -> HttpResponse:
    plan = at_desk.plan
    known = replying(plan, published_only=True)
    told = Position.objects.filter(statement__plan=plan).select_related("statement", "user").defer("statement__geom")
    titles = {each.statement.pk: statement_title(each) for each in known.statements}
    context = {
        "kinds": [
            (kind, kind.label, [(one, titles[one.asked.statement.pk]) for one in waiting_for(plan, kind, known)])
            for kind in Position.Kind
        ],
        "is_approved": Approval.objects.filter(plan=plan).exists(),
        "told": [(one, titles[one.statement_id]) for one in told.order_by("-made_at")],
        "to_post": [(one, titles[one.statement_id]) for one in unposted(plan)],
    }
    return show_at_desk(at_desk, "positions", context)


def _told(at_desk: DeskPlan, kind: str) -> str:
    made = tell_those_who_asked(town=at_desk.town, plan=at_desk.plan, kind=kind, by=at_desk.user)
    mailed = sum(one.method == Position.Method.EMAIL for one in made)
    said = _("Sent by e-mail: %(mailed)s. To be printed and posted: %(paper)s.")
    return said % {"mailed": mailed, "paper": len(made) - mailed}
