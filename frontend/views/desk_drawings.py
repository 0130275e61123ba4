"""/<town>/desk/plans/<slug>/drawings – a drawing laid over the map, or taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.desk.drawing_form import DrawingForm
from frontend.pages import page_of
from frontend.views.desk import desk_page
from frontend.views.desk_plans import plan_at_desk
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.models import Plan, PlanDrawing
from zoning.permissions import may_plan
from zoning.services.drawings import add_drawing, remove_drawing


@require_POST
@desk_page(may_plan)
def drawings(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        plan = get_object_or_404(Plan.objects.of(town).defer("geom"), slug=slug)
        key = request.POST.get("drawing", "").replace("\x00", "")
        if key:
            remove_drawing(town=town, drawing=get_object_or_404(PlanDrawing, version__plan=plan, public_id=key))
            messages.success(request, _("The drawing was taken away."))
        elif not _added(request, town, plan):
            return plan_at_desk(request, town, slug, status=400)  # with what was written
    return HttpResponseRedirect(page_of(request).url("desk_plan", slug=plan.slug) + "#drawings-heading")


def _added(request: HttpRequest, town: Municipality, plan: Plan) -> bool:
    form = DrawingForm(request.POST, request.FILES, plan=plan, language=page_of(request).language)
    if not form.is_valid():
        messages.warning(request, _("The drawing was not taken. What is to be put right is told in the form."))
        return False
    given = form.cleaned_data
    try:
        add_drawing(town=town, version=given["version"], content=given["file"].read(), corners=given["corners"])
    except Refused as refused:
        for error in refused.errors:
            messages.warning(request, str(error.detail))
        return False
    messages.success(request, _("The drawing is being laid over the map."))
    return True
