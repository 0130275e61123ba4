"""Addresses of webhooks under /api/v1/."""

from django.urls import path

from doors.webhooks.api import DeliveriesView, OneWebhookView, SendAgainView, TryWebhookView, WebhooksView

_ONE = "towns/<slug:town>/webhooks/<slug:webhook>"

urlpatterns = [
    path("towns/<slug:town>/webhooks", WebhooksView.as_view(), name="api-webhooks"),
    path(_ONE, OneWebhookView.as_view(), name="api-webhook"),
    path(f"{_ONE}/test", TryWebhookView.as_view(), name="api-webhook-test"),
    path(f"{_ONE}/deliveries", DeliveriesView.as_view(), name="api-webhook-deliveries"),
    path(f"{_ONE}/deliveries/<slug:delivery>/again", SendAgainView.as_view(), name="api-webhook-again"),
]
