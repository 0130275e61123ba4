"""Addresses of pins under /api/v1/."""

from django.urls import path

from feedback_map.api.answered import PinNotFixedView, PinRatingView
from feedback_map.api.desk import DeskBulkView, DeskPinsView, DeskPinView, DeskUpdatesView
from feedback_map.api.follows import FollowsView, OwnFollowsView, OwnFollowView
from feedback_map.api.handled import PinUpdatesView
from feedback_map.api.initiatives import InitiativesView, InitiativeView, OwnInitiativeView
from feedback_map.api.outcomes import OutcomesView, OutcomeView
from feedback_map.api.photos import PhotosView
from feedback_map.api.pins import CategoriesView, PinByCodeView, PinView
from feedback_map.api.reports import PinReportsView
from feedback_map.api.sending import PinHomeView, PinsView
from feedback_map.api.similar import SimilarPinsView
from feedback_map.api.support import InitiativeSupportView, PinSupportView

urlpatterns = [
    path("towns/<slug:town>/desk/pins", DeskPinsView.as_view(), name="api-desk-pins"),
    path("towns/<slug:town>/desk/pins/bulk", DeskBulkView.as_view(), name="api-desk-bulk"),
    path("towns/<slug:town>/desk/pins/<slug:pin>", DeskPinView.as_view(), name="api-desk-pin"),
    path("towns/<slug:town>/desk/pins/<slug:pin>/updates", DeskUpdatesView.as_view(), name="api-desk-updates"),
    path("towns/<slug:town>/photos", PhotosView.as_view(), name="api-photos"),
    path("towns/<slug:town>/outcomes", OutcomesView.as_view(), name="api-outcomes"),
    path("towns/<slug:town>/outcomes/<slug:outcome>", OutcomeView.as_view(), name="api-outcome"),
    path("towns/<slug:town>/initiatives", InitiativesView.as_view(), name="api-initiatives"),
    path("towns/<slug:town>/initiatives/mine/<slug:key>", OwnInitiativeView.as_view(), name="api-own-initiative"),
    path("towns/<slug:town>/initiatives/<slug:initiative>", InitiativeView.as_view(), name="api-initiative"),
    path(
        "towns/<slug:town>/initiatives/<slug:initiative>/support",
        InitiativeSupportView.as_view(),
        name="api-initiative-support",
    ),
    path("towns/<slug:town>/pins", PinsView.as_view(), name="api-pins"),
    path("towns/<slug:town>/pins/by-code/<str:code>", PinByCodeView.as_view(), name="api-pin-by-code"),
    path("towns/<slug:town>/pins/similar", SimilarPinsView.as_view(), name="api-pins-similar"),
    path("towns/<slug:town>/pins/<slug:pin>", PinView.as_view(), name="api-pin"),
    path("towns/<slug:town>/pins/<slug:pin>/updates", PinUpdatesView.as_view(), name="api-pin-updates"),
    path("towns/<slug:town>/pins/<slug:pin>/support", PinSupportView.as_view(), name="api-pin-support"),
    path("towns/<slug:town>/pins/<slug:pin>/rating", PinRatingView.as_view(), name="api-pin-rating"),
    path("towns/<slug:town>/pins/<slug:pin>/not-fixed", PinNotFixedView.as_view(), name="api-pin-not-fixed"),
    path("towns/<slug:town>/pins/<slug:pin>/reports", PinReportsView.as_view(), name="api-pin-reports"),
    path("towns/<slug:town>/follows", FollowsView.as_view(), name="api-follows"),
    path("towns/<slug:town>/follows/<slug:key>", OwnFollowsView.as_view(), name="api-own-follows"),
    path("towns/<slug:town>/follows/<slug:key>/<slug:follow>", OwnFollowView.as_view(), name="api-own-follow"),
    path("towns/<slug:town>/pins/<slug:pin>/home", PinHomeView.as_view(), name="api-pin-home"),
    path("towns/<slug:town>/categories", CategoriesView.as_view(), name="api-categories"),
]
