"""Addresses of plan drawings under /tiles/."""

from django.urls import path
from django.views.decorators.http import require_safe

from zoning.api.drawings import overview, tile

urlpatterns = [
    path("<slug:town>/drawings/<slug:drawing>/overview.webp", require_safe(overview), name="drawing-overview"),
    path(
        "<slug:town>/drawings/<slug:drawing>/<slug:grid>/<int:z>/<int:x>/<int:y>.webp",
        require_safe(tile),
        name="drawing-tile",
    ),
]
