"""Addresses of plans under /api/v1/."""

from django.urls import path

from zoning.api.planned import PlannedView
from zoning.api.plans import PlanHearingsView, PlanObjectsView, PlansView, PlanVersionsView, PlanView

urlpatterns = [
    path("towns/<slug:town>/planned", PlannedView.as_view(), name="api-planned"),
    path("towns/<slug:town>/plans", PlansView.as_view(), name="api-plans"),
    path("towns/<slug:town>/plans/<slug:plan>", PlanView.as_view(), name="api-plan"),
    path("towns/<slug:town>/plans/<slug:plan>/hearings", PlanHearingsView.as_view(), name="api-plan-hearings"),
    path("towns/<slug:town>/plans/<slug:plan>/versions", PlanVersionsView.as_view(), name="api-plan-versions"),
    path(
        "towns/<slug:town>/plans/<slug:plan>/versions/<slug:version>/objects",
        PlanObjectsView.as_view(),
        name="api-plan-objects",
    ),
]
