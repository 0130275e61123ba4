"""Addresses of moderation and of what people may ask about their own data; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.views import access_log, erasures, moderation, moderation_rules, own_data, report

_read_and_send = require_http_methods(["GET", "HEAD", "POST"])


def moderation_routes() -> list[URLPattern | URLResolver]:
    return [
        path("pins/<public_id:pin>/report", _read_and_send(report.report), name="pin_report"),
        path("privacy/mine", _read_and_send(own_data.own_data), name="own_data"),
        path("privacy/mine/export", require_POST(own_data.export), name="own_data_export"),
        path("desk/moderation", _read_and_send(moderation.moderation), name="desk_moderation"),
        path("desk/moderation/rules", _read_and_send(moderation_rules.moderation_rules), name="desk_moderation_rules"),
        path(
            "desk/moderation/rules/<int:moderator>",
            require_POST(moderation_rules.moderators_categories),
            name="desk_moderators_categories",
        ),
        path("desk/moderation/waves", require_safe(moderation.waves), name="desk_waves"),
        path("desk/moderation/waves/<public_id:wave>", _read_and_send(moderation.wave), name="desk_wave"),
        path("desk/pins/<public_id:pin>/words", _read_and_send(moderation.words), name="desk_words"),
        path("desk/pins/<public_id:pin>/words/undo", require_POST(moderation.undo_words), name="desk_words_undo"),
        path("desk/erasures", _read_and_send(erasures.erasures), name="desk_erasures"),
        path("desk/erasures/export", require_POST(erasures.export), name="desk_erasures_export"),
        path("desk/access-log", require_safe(access_log.access_log), name="desk_access_log"),
    ]
