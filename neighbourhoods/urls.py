"""Addresses of an area's numbers under /api/v1/."""

from django.urls import path

from neighbourhoods.api import AreaSummaryView, CoverageView, ExactCoverageView
from neighbourhoods.open_space_api import OpenSpaceView
from neighbourhoods.programme.api import MeasureView, ProgrammesView, ProgrammeView
from neighbourhoods.reports.api import ReportView

_PROGRAMME = "towns/<slug:town>/programmes/<slug:programme>"

urlpatterns = [
    path("towns/<slug:town>/coverage", CoverageView.as_view(), name="api-coverage"),
    path("towns/<slug:town>/coverage/exact", ExactCoverageView.as_view(), name="api-coverage-exact"),
    path("towns/<slug:town>/area-sets/<slug:kind>/open-space", OpenSpaceView.as_view(), name="api-open-space"),
    path(
        "towns/<slug:town>/area-sets/<slug:kind>/areas/<str:code>/summary",
        AreaSummaryView.as_view(),
        name="api-area-summary",
    ),
    path("towns/<slug:town>/programmes", ProgrammesView.as_view(), name="api-programmes"),
    path(_PROGRAMME, ProgrammeView.as_view(), name="api-programme"),
    path(f"{_PROGRAMME}/measures/<slug:measure>", MeasureView.as_view(), name="api-measure"),
    path("towns/<slug:town>/reports/<int:year>", ReportView.as_view(), name="api-report"),
]
