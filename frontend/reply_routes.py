"""Addresses of replies, approval and positions; frontend/urls.py takes them in."""

from __future__ import annotations

from django.urls import URLPattern, path

from frontend.views import desk_approval, desk_pieces, desk_replies

_PLAN = "desk/plans/<slug:slug>/"
_REPLIES = f"{_PLAN}replies/"


def reply_routes() -> list[URLPattern]:
    reports = [
        path(f"{_REPLIES}report.{ending}", desk_replies.report, {"ending": ending}, name=f"desk_report_{ending}")
        for ending in desk_replies.MEDIA
    ]
    return [
        path(_REPLIES, desk_replies.replies, name="desk_replies"),
        path(f"{_REPLIES}suggestions", desk_replies.suggest, name="desk_themes_suggest"),
        path(f"{_REPLIES}themes", desk_replies.new_theme, name="desk_theme_new"),
        path(f"{_REPLIES}themes/<public_id:theme>", desk_replies.theme, name="desk_theme"),
        path(f"{_REPLIES}publish", desk_replies.publish, name="desk_replies_publish"),
        path(f"{_REPLIES}whole", desk_pieces.take_whole, name="desk_take_whole"),
        path(f"{_REPLIES}divide/<public_id:statement>", desk_pieces.divide, name="desk_divide"),
        path(f"{_REPLIES}pieces/<public_id:piece>", desk_pieces.piece, name="desk_piece"),
        path(f"{_REPLIES}masks", desk_pieces.masks, name="desk_masks"),
        *reports,
        path(f"{_PLAN}approval", desk_approval.approval, name="desk_approval"),
        path(f"{_PLAN}positions", desk_approval.positions, name="desk_positions"),
        path(f"{_PLAN}positions/letters.pdf", desk_approval.position_letters, name="desk_position_letters"),
        path(f"{_PLAN}positions/posted", desk_approval.posted, name="desk_positions_posted"),
    ]
