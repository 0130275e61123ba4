"""Addresses of GeoReport v2, each in XML and in JSON."""

from django.urls import path, register_converter

from feedback_map.open311 import views
from feedback_map.open311.wire import FORMATS


class FormatConverter:
    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "open311_format")

urlpatterns = [
    path("discovery.<open311_format:fmt>", views.discovery, name="open311-discovery"),
    path("services.<open311_format:fmt>", views.list_services, name="open311-services"),
    path("services/<slug:code>.<open311_format:fmt>", views.define_service, name="open311-service"),
    path("requests.<open311_format:fmt>", views.requests, name="open311-requests"),
    path("requests/<slug:request_id>.<open311_format:fmt>", views.show_request, name="open311-request"),
    path("tokens/<slug:token>.<open311_format:fmt>", views.show_token, name="open311-token"),
    path("servicerequestupdates.<open311_format:fmt>", views.updates, name="open311-updates"),
]
