"""/<town>/desk/plans/<slug>/impacts – assessments of a plan's impacts: written, published, withdrawn, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.desk.impact_form import ImpactForm
from frontend.pages import page_of
from frontend.views.desk import desk_page
from frontend.views.desk_plans import plan_at_desk
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import ImpactAssessment, Plan
from zoning.permissions import may_plan
from zoning.services.impacts import publish_impact, remove_impact, write_impact


@require_POST
@desk_page(may_plan)
def impacts(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """One thing done to one assessment, or a new one."""
    with in_town(town):
        plan = get_object_or_404(Plan.objects.of(town), slug=slug)
        key = request.POST.get("impact", "").replace("\x00", "")
        impact = get_object_or_404(ImpactAssessment, plan=plan, public_id=key) if key else None
        try:
            messages.success(request, _do(request, town, plan, impact))
        except Refused as refused:
            for error in refused.errors:
                messages.warning(request, str(error.detail))
            return plan_at_desk(request, town, slug, status=400)  # with what was written
    return HttpResponseRedirect(page_of(request).url("desk_plan", slug=plan.slug) + "#impacts-heading")


def _do(request: HttpRequest, town: Municipality, plan: Plan, impact: ImpactAssessment | None) -> str:
    act = request.POST.get("act")
    if impact is not None and act in ("publish", "withdraw"):
        publish_impact(town=town, impact=impact, shown=act == "publish")
        return _("The assessment is published.") if act == "publish" else _("The assessment is no longer published.")
    if impact is not None and act == "remove":
        remove_impact(town=town, impact=impact)
        return _("The assessment was taken away.")
    form = ImpactForm(request.POST, town=town, plan=plan, impact=impact)
    if not form.is_valid():
        reasons = ((field, text) for field, texts in form.errors.items() for text in texts)
        raise Refused([FieldError(field, "wrong", f"{_label(form, field)}: {text}") for field, text in reasons])
    write_impact(town=town, plan=plan, facts=form.facts, impact=impact)
    return _("Saved.")


def _label(form: ImpactForm, field: str) -> str:
    return str(form.fields[field].label) if field in form.fields else ""
