"""Addresses of an area's numbers under /api/v1/."""

from django.urls import path

from neighbourhoods.api import AreaSummaryView

urlpatterns = [
    path(
        "towns/<slug:town>/area-sets/<slug:kind>/areas/<str:code>/summary",
        AreaSummaryView.as_view(),
        name="api-area-summary",
    ),
]
