"""The map of a yearly review: the town's border, and each plan with its number, in the pattern of its group."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts.svg import GREY, INK, LAKE, LINE, ORANGE, PAPER, picture, tag, words
from zoning.reviewing import Outline, Review, ReviewedPlan

PIXELS = 640.0
MARK_PX, TEXT_PX = 15.0, 18.0
# Told apart by their lines as well as their colours: whole, dashed, dotted
_GROUPS = {"under_way": (ORANGE, None), "decided": (LAKE, (6, 3)), "ended": (GREY, (2, 3))}


@dataclass(frozen=True)
class ReviewMap:
    """The drawing, and its sentence for those who do not see it."""

    svg: SafeString
    sentence: str


def groups_of(review: Review) -> list[tuple[str, list[ReviewedPlan]]]:
    """The tables of a review, with their headings."""
    return [
        (_("Under way"), review.of("under_way")),
        (_("Decided, not in force yet"), review.of("decided")),
        (_("Came into force or ended"), review.of("ended")),
    ]


def review_map(review: Review, language: str) -> ReviewMap | None:
    """None without a border or without a drawn plan: the table tells the same."""
    drawn = [plan for plan in review.plans if plan.path and plan.x is not None]
    if review.outline is None or not drawn:
        return None
    unit = max(review.outline.width, review.outline.height) / PIXELS
    sentence = ngettext(
        "%(count)s plan, numbered as in the table.", "%(count)s plans, numbered as in the tables.", len(drawn)
    ) % {"count": len(drawn)}
    parts = [_border(review.outline, unit), *(_plan(plan, unit, language) for plan in drawn)]
    title = _("Where the plans are")
    svg = picture("review-map", _frame(review.outline, unit), title=title, summary=sentence, parts=parts)
    return ReviewMap(svg, sentence)


def _frame(outline: Outline, unit: float) -> str:
    edge = 14 * unit
    sides = (outline.west - edge, outline.north - edge, outline.width + 2 * edge, outline.height + 2 * edge)
    return " ".join(f"{side:.0f}" for side in sides)


def _border(outline: Outline, unit: float) -> SafeString:
    return tag("path", d=outline.path, fill=PAPER, stroke=LINE, stroke_width=2 * unit)


def _plan(plan: ReviewedPlan, unit: float, language: str) -> SafeString:
    """The area itself may be smaller than a dot: the number in its circle is seen all the same."""
    assert plan.x is not None and plan.y is not None
    colour, dashes = _GROUPS[plan.group]
    line = " ".join(f"{part * unit:.0f}" for part in dashes) if dashes else None
    return tag(
        "g",
        tag("title", f"{plan.number}. {plan.name(language)}: {plan.state_name}"),
        tag("path", d=plan.path, fill=colour, fill_opacity=0.25, stroke=colour, stroke_width=1.5 * unit),
        tag(
            "circle",
            cx=plan.x,
            cy=plan.y,
            r=MARK_PX * unit,
            fill=PAPER,
            stroke=colour,
            stroke_width=2.5 * unit,
            stroke_dasharray=line,
        ),
        words(
            plan.x,
            plan.y + TEXT_PX * 0.36 * unit,
            str(plan.number),
            font_size=TEXT_PX * unit,
            text_anchor="middle",
            fill=INK,
            font_weight="700",
        ),
    )
