"""Addresses of pins under /api/v1/."""

from django.urls import path

from feedback_map.api.photos import PhotosView
from feedback_map.api.pins import CategoriesView, PinByCodeView, PinView
from feedback_map.api.sending import PinHomeView, PinsView

urlpatterns = [
    path("towns/<slug:town>/photos", PhotosView.as_view(), name="api-photos"),
    path("towns/<slug:town>/pins", PinsView.as_view(), name="api-pins"),
    path("towns/<slug:town>/pins/by-code/<str:code>", PinByCodeView.as_view(), name="api-pin-by-code"),
    path("towns/<slug:town>/pins/<slug:pin>", PinView.as_view(), name="api-pin"),
    path("towns/<slug:town>/pins/<slug:pin>/home", PinHomeView.as_view(), name="api-pin-home"),
    path("towns/<slug:town>/categories", CategoriesView.as_view(), name="api-categories"),
]
