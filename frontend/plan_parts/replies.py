"""What was said about a plan and what changed because of it: published replies alone, theme by theme.

What people wrote is not here: a theme's summary is the town's own words, and says nothing of who sent what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from frontend.pages import html_lang
from geo.languages import text_in
from zoning.models import Statement
from zoning.reply_report import ReportReply, report_reply
from zoning.replying import Replying, replying

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


@dataclass(frozen=True)
class ShownTheme:
    name: str
    summary: str
    statements: int
    reply: ReportReply | None
    own_replies: tuple[ReportReply, ...]


def replies(shown: ShownPlan) -> dict[str, Any]:
    known = replying(shown.plan, published_only=True)
    if not known.theme_replies and not known.piece_replies:
        return {"reply_themes": []}
    language = html_lang(shown.page.language)
    kinds = [each.kind for each in known.statements]
    counts = [(kind.label, kinds.count(kind)) for kind in Statement.Kind if kind in kinds]
    return {"reply_themes": _themes(known, language), "reply_counts": counts}


def _themes(known: Replying, language: str) -> list[ShownTheme]:
    """Themes with something published; replies to pieces of no theme come last, together."""
    names = {theme.pk: theme for theme in known.themes}
    found = []
    for key in [*names, None]:
        of = known.by_theme.get(key, [])
        reply = known.theme_replies.get(key or 0)
        own = tuple(
            report_reply(known.piece_replies[piece.pk], language)
            for _each, piece in of
            if piece.pk in known.piece_replies
        )
        if reply is None and not own:
            continue
        theme = names.get(key or 0)
        found.append(
            ShownTheme(
                name=theme.name(language) if theme else _("Other remarks"),
                summary=text_in(theme.summary, language) if theme else "",
                statements=len({each.statement.pk for each, _piece in of}),
                reply=None if reply is None else report_reply(reply, language),
                own_replies=own,
            )
        )
    return found
