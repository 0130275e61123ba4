"""The OpenAPI description and its readable page."""

from typing import Any

from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView

from frontend.views.api_docs import show_api


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token of the staff, in the description."""

    target_class = "accounts.authentication.BearerAuthentication"
    name = "staff_token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SchemaView(SpectacularAPIView):
    """The same for everybody, whoever asks."""

    authentication_classes = ()


urlpatterns = [
    path("schema", SchemaView.as_view(), name="api-schema"),
    path("docs", show_api, name="api-docs"),
]
