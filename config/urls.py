"""Which app answers which address. An app's own urls.py says the rest."""

from django.urls import include, path

# (prefix, module); of apps that share a prefix the lower one comes first, pages come last
ROUTES = (
    ("accounts/", "accounts.urls"),
    ("api/v1/", "geo.urls"),
    ("api/v1/", "participation.urls"),
    ("api/v1/", "zoning.urls"),
    ("api/v1/", "feedback_map.urls"),
    ("api/v1/", "budgeting.urls"),
    ("api/v1/", "neighbourhoods.urls"),
    ("api/v1/", "doors.api_urls"),
    ("api/v1/", "config.api_docs"),
    ("ogc/", "doors.urls"),
    ("", "doors.site_urls"),
    ("open311/v2/", "feedback_map.open311.urls"),
    ("tiles/", "geo.tile_urls"),
    ("tiles/", "zoning.tile_urls"),
    ("basemap/", "geo.basemap_urls"),
    ("", "frontend.urls"),
)


urlpatterns = [path(prefix, include(module)) for prefix, module in ROUTES]

handler404 = "frontend.views.errors.not_found"
handler500 = "frontend.views.errors.broken"
