"""How the classes look: dark orange, blue, and a hatch for not knowing. They differ by lightness and texture as well,
so that a grey print and a colour-blind eye tell them apart; none is a paler version of another, and none is a light
of traffic.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from frontend.charts.svg import BLUE, GREY, INK, ORANGE, PAPER, tag
from neighbourhoods.results import CoverageClass


@dataclass(frozen=True)
class Look:
    """A class's name, and how it is drawn. `hatched` lies in grey stripes over the fill."""

    name: Promise
    fill: str
    stroke: str = INK
    hatched: bool = False
    dashes: str | None = None
    meaning: Promise | str = ""


LOOKS: dict[CoverageClass, Look] = {
    "underserved": Look(
        _("Less than elsewhere"),
        ORANGE,
        meaning=_("A gap in participation: the difference is larger than chance usually makes."),
    ),
    "on_par": Look(_("Same as elsewhere"), BLUE, meaning=_("People here take part about as much as in the town.")),
    "too_little_data": Look(
        _("We don't know yet"),
        PAPER,
        hatched=True,
        meaning=_("Too little information to tell a difference from chance."),
    ),
    "no_residents": Look(_("No residents"), PAPER, stroke=GREY, dashes="2 3", meaning=_("Nobody lives in the area.")),
}
UNKNOWN = LOOKS["too_little_data"]


def look_of(class_: CoverageClass | None) -> Look:
    """An area without any class is one we know too little of."""
    return LOOKS.get(class_, UNKNOWN) if class_ else UNKNOWN


def hatch(key: str, unit: float = 1.0) -> SafeString:
    """The pattern of not knowing: grey stripes from lower left to upper right; `unit` is a pixel of the picture."""
    side = 7 * unit
    pattern = tag(
        "pattern",
        tag("rect", width=side, height=side, fill=PAPER),
        tag("rect", width=2.6 * unit, height=side, fill=GREY),
        id=f"{key}-hatch",
        class_="hatch",
        width=side,
        height=side,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return tag("defs", pattern)


def fill_of(look: Look, key: str) -> str:
    return f"url(#{key}-hatch)" if look.hatched else look.fill


def swatch(class_: CoverageClass | None, key: str) -> SafeString:
    """A small sample for a legend or a table's row; its meaning stands beside it in words."""
    look = look_of(class_)
    box = tag(
        "rect",
        x=1,
        y=1,
        width=26,
        height=16,
        rx=2,
        fill=fill_of(look, key),
        stroke=look.stroke,
        stroke_width=1.5,
        stroke_dasharray=look.dashes,
    )
    return tag(
        "svg",
        hatch(key) if look.hatched else "",
        box,
        class_="swatch",
        viewBox="0 0 28 18",
        width="28",
        height="18",
        aria_hidden="true",
    )


def marker(class_: CoverageClass | None, x: float, y: float) -> SafeString:
    """A point of a plot: a triangle that points down, a disc, or an empty diamond."""
    if class_ == "underserved":
        return tag("path", d="M-6 -5H6L0 6Z", transform=f"translate({x:.1f} {y:.1f})", fill=ORANGE, stroke=INK)
    if class_ == "on_par":
        return tag("circle", cx=x, cy=y, r=5, fill=BLUE, stroke=INK)
    return tag(
        "path",
        d="M0 -6L6 0L0 6L-6 0Z",
        transform=f"translate({x:.1f} {y:.1f})",
        fill=PAPER,
        stroke=INK,
        stroke_width=1.5,
    )


def luminance(colour: str) -> float:
    """Relative luminance of a #rrggbb colour (WCAG 2): 0 is black, 1 white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
