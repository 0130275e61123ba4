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

from frontend.pages import page_of
from geo.languages import text_in

register = template.Library()
BUILD = Path(__file__).resolve().parent.parent / "static" / "frontend"


class Chunk(TypedDict, total=False):
    file: str
    css: list[str]
    assets: list[str]


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


def _manifest() -> dict[str, Chunk]:
    path = BUILD / "manifest.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@functools.lru_cache(maxsize=2)
def _read(path: Path, _changed_ns: int) -> dict[str, Chunk]:
    found: dict[str, Chunk] = json.loads(path.read_text())
    return found


@register.filter
def lookup(texts: Mapping[str, str], key: str) -> str:
    """The text of a key that is known only while the page is written."""
    return texts.get(key, "")
