"""Addresses of tokens and webhooks at the desk; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from frontend.views import desk_tokens, desk_webhooks

_ONE = "desk/webhooks/<public_id:webhook>"


def key_routes() -> list[URLPattern | URLResolver]:
    return [
        path("desk/tokens/", desk_tokens.tokens, name="desk_tokens"),
        path("desk/tokens/<int:key_id>/end", desk_tokens.end, name="desk_token_end"),
        path("desk/webhooks/", desk_webhooks.webhooks, name="desk_webhooks"),
        path(_ONE, desk_webhooks.webhook, name="desk_webhook"),
        path(f"{_ONE}/act", desk_webhooks.act, name="desk_webhook_act"),
        path(f"{_ONE}/deliveries/<public_id:delivery>/again", desk_webhooks.again, name="desk_webhook_again"),
    ]
