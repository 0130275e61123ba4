"""Addresses of an area's numbers under /api/v1/."""

from django.urls import path

from neighbourhoods.api import AreaSummaryView, CoverageView, ExactCoverageView
from neighbourhoods.open_space_api import OpenSpaceView

urlpatterns = [
    path("towns/<slug:town>/coverage", CoverageView.as_view(), name="api-coverage"),
    path("towns/<slug:town>/coverage/exact", ExactCoverageView.as_view(), name="api-coverage-exact"),
    path("towns/<slug:town>/area-sets/<slug:kind>/open-space", OpenSpaceView.as_view(), name="api-open-space"),
    path(
        "towns/<slug:town>/area-sets/<slug:kind>/areas/<str:code>/summary",
        AreaSummaryView.as_view(),
        name="api-area-summary",
    ),
]
