"""Tags of our templates: addresses in the page's language, the built files, names in several languages."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.urls import NoReverseMatch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feedback_map.models import Kind
from frontend.pages import page_of
from geo.languages import text_in
from zoning.looks import Look

register = template.Library()
BUILD = Path(__file__).resolve().parent.parent / "static" / "frontend"


class Chunk(TypedDict, total=False):
    file: str
    css: list[str]
    assets: list[str]
    imports: list[str]


@register.simple_tag(takes_context=True)
def page_url(context: RequestContext, name: str, **kwargs: Any) -> str:
    """The address of a page of this town in this language; empty while no such page exists."""
    try:
        return page_of(context["request"]).url(name, **kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def named(context: RequestContext, names: Mapping[str, str] | None) -> str:
    """A text that is kept in several languages, in the page's."""
    return text_in(names, page_of(context["request"]).language)


@register.simple_tag
def text_of(names: Mapping[str, str] | None, language: str) -> str:
    """The same where there is no page, as in a document."""
    return text_in(names, language)


@register.simple_tag
def built_files() -> SafeString:
    """The style sheet, the font that headings wait for, and the script, as the last build named them."""
    main = _manifest().get("src/main.ts", {})
    base = f"{settings.STATIC_URL}frontend/"
    fonts = [name for name in main.get("assets", []) if name.endswith(".woff2")]
    return format_html(
        "{}{}{}",
        format_html_join(
            "\n", '<link rel="preload" href="{}{}" as="font" type="font/woff2" crossorigin>', ((base, f) for f in fonts)
        ),
        format_html_join("\n", '<link rel="stylesheet" href="{}{}">', ((base, name) for name in main.get("css", []))),
        format_html('<script type="module" src="{}{}"></script>', base, main["file"]) if "file" in main else "",
    )


def built_entry(entry: str) -> tuple[str, list[str]]:
    """The addresses of an entry's script and of its sheets of styles; an empty one where nothing is built."""
    known, base = _manifest().get(entry), f"{settings.STATIC_URL}frontend/"
    if known is None:
        return "", []
    styles = sorted(name for name in built_names(entry) if name.endswith(".css"))
    return base + known["file"], [base + name for name in styles]


def built_names(*entries: str) -> set[str]:
    """The files of some entries of the build, with everything that they import."""
    manifest, found = _manifest(), set[str]()
    left = [entry for entry in entries if entry in manifest]
    while left:
        chunk = manifest[left.pop()]
        if chunk["file"] not in found:
            found |= {chunk["file"], *chunk.get("css", []), *chunk.get("assets", [])}
            left += chunk.get("imports", [])
    return found


def _manifest() -> dict[str, Chunk]:
    path = BUILD / "manifest.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@functools.lru_cache(maxsize=2)
def _read(path: Path, _changed_ns: int) -> dict[str, Chunk]:
    found: dict[str, Chunk] = json.loads(path.read_text())
    return found


@register.filter
def split_words(names: str) -> list[str]:
    """The names of a list that is written with commas."""
    return names.split(",")


@register.simple_tag
def plan_looks() -> list[tuple[str, str]]:
    """How far plans can have come, as maps tell it by pattern and colour."""
    return [(look.value, str(look.label)) for look in Look]


@register.simple_tag
def simple_kind(kind: str) -> str:
    """What kind of message it is, in words for children."""
    words = {
        Kind.FEEDBACK: _("Something is wrong"),
        Kind.SUGGESTION: _("I would like something new"),
        Kind.THANKS: _("Something is good"),
        Kind.IDEA: _("An idea of what the town could pay for"),
    }
    return words[Kind(kind)]


@register.simple_tag
def metres_away(metres: float) -> str:
    """How far something is: to ten metres, or that it is at the very place."""
    if metres < 10:
        return _("at the same place")
    return _("%(metres)s m away") % {"metres": round(metres / 10) * 10}


@register.filter
def lookup(texts: Mapping[str, str], key: str) -> str:
    """The text of a key that is known only while the page is written."""
    return texts.get(key, "")
