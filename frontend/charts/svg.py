"""SVG as text: escaped attributes, no style attributes and no scripts, since the content security policy forbids both.

Colours and sizes are presentation attributes, so that a picture is whole without our style sheet (in a document, in a
file that somebody saved); classes let the style sheet say more.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

INK, SOFT, LINE, PAPER = "#14262c", "#3f5259", "#c3c9c2", "#ffffff"
LAKE, ORANGE, BLUE, GREY = "#0b5163", "#a84300", "#74aedb", "#5f6b70"
TEXT_SIZE = 12.0

Value = str | float | None


def tag(name: str, *children: str, **attributes: Value) -> SafeString:
    """An element. `class_` is class, `font_size` is font-size; an attribute of None is left out."""
    written = "".join(
        format_html(' {}="{}"', key.rstrip("_").replace("_", "-"), written_value(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")  # noqa: S308


def written_value(value: str | float) -> str:
    """Two decimals at most: a hundredth of a unit is no longer seen."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


def together(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(conditional_escape(part) for part in parts))  # noqa: S308


def words(x: float, y: float, said: str, **attributes: Value) -> SafeString:
    """A piece of text; `text_anchor`, `fill` and the like as attributes."""
    return tag("text", said, **{"x": x, "y": y, "font_size": TEXT_SIZE, "fill": INK, **attributes})


def path(points: Iterable[tuple[float, float]], **attributes: Value) -> SafeString:
    """A line through points; nothing for none."""
    return _outline(points, "", attributes)


def ring(points: Iterable[tuple[float, float]], **attributes: Value) -> SafeString:
    """A closed shape; nothing for no points."""
    return _outline(points, "Z", attributes)


def _outline(points: Iterable[tuple[float, float]], end: str, attributes: dict[str, Value]) -> SafeString:
    steps = " ".join(
        f"{'L' if number else 'M'}{written_value(x)} {written_value(y)}" for number, (x, y) in enumerate(points)
    )
    return tag("path", **{"d": steps + end, "fill": "none", **attributes}) if steps else together(())


def picture(key: str, view_box: str, *, title: str, summary: str, parts: Iterable[str]) -> SafeString:
    """A whole picture: one image to a screen reader, called by its title and told by its sentence."""
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", summary, id=f"{key}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        viewBox=view_box,
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        font_family="system-ui, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
    )
