"""Addresses of consultations and events under /api/v1/."""

from django.urls import path

from participation.api import EventsView, EventView, ProcessesView, ProcessView

urlpatterns = [
    path("towns/<slug:town>/processes", ProcessesView.as_view(), name="api-processes"),
    path("towns/<slug:town>/processes/<slug:process>", ProcessView.as_view(), name="api-process"),
    path("towns/<slug:town>/events", EventsView.as_view(), name="api-events"),
    path("towns/<slug:town>/events/<slug:code>", EventView.as_view(), name="api-event"),
]
