"""Addresses of plans under /api/v1/."""

from django.urls import path

from zoning.api.planned import PlannedView

urlpatterns = [
    path("towns/<slug:town>/planned", PlannedView.as_view(), name="api-planned"),
]
