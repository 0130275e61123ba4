"""Addresses of towns, areas and places under /api/v1/."""

from django.urls import path

from geo.api.areas import AreaSetsView, AreaSetView, AreasView, AreaView, TownsView, TownView
from geo.api.meeting_places import MeetingPlacesView, MeetingPlaceView
from geo.api.places import PlacesView

urlpatterns = [
    path("towns", TownsView.as_view(), name="api-towns"),
    path("towns/<slug:town>", TownView.as_view(), name="api-town"),
    path("towns/<slug:town>/area-sets", AreaSetsView.as_view(), name="api-area-sets"),
    path("towns/<slug:town>/area-sets/<slug:kind>", AreaSetView.as_view(), name="api-area-set"),
    path("towns/<slug:town>/area-sets/<slug:kind>/areas", AreasView.as_view(), name="api-areas"),
    path("towns/<slug:town>/area-sets/<slug:kind>/areas/<str:code>", AreaView.as_view(), name="api-area"),
    path("towns/<slug:town>/places", PlacesView.as_view(), name="api-places"),
    path("towns/<slug:town>/meeting-places", MeetingPlacesView.as_view(), name="api-meeting-places"),
    path("towns/<slug:town>/meeting-places/<slug:code>", MeetingPlaceView.as_view(), name="api-meeting-place"),
]
