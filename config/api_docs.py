"""The OpenAPI description and its readable page."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from frontend.views.api_docs import show_api

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs", show_api, name="api-docs"),
]
