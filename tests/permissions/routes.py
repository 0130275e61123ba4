"""Every route of the service and the methods it answers, as found in the code."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.edit import ProcessFormView

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes() -> dict[str, set[str]]:
    """Readable address → methods. An address with a language in front is the same route."""
    found: dict[str, set[str]] = {}
    for address, view in _walk(get_resolver().url_patterns):
        found.setdefault(address.replace("/<language>/", "/", 1), set()).update(_methods(view))
    return found


def _walk(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        here = before + _readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        elif pattern.callback is not None:
            yield here, pattern.callback


def _readable(route: str) -> str:
    route = re.sub(r"<\w+:(\w+)>", r"<\1>", route)
    route = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", route)
    return route.replace("^", "").replace("$", "").replace("\\", "")


def _methods(view: Callable[..., Any]) -> set[str]:
    """Handlers of a class, or what `require_http_methods` was given; a view that says nothing answers them all."""
    actions = getattr(view, "actions", None)
    if actions:
        return {name.upper() for name in actions} & set(METHODS)
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if cls is not None:
        return {name for name in METHODS if name in _allowed(cls) and _handles(cls, name)}
    return _required(view) or {"GET", "POST"}


def _handles(cls: type, name: str) -> bool:
    """Django's form views hand PUT on to POST; that is no action of its own."""
    handler = getattr(cls, name.lower(), None)
    return handler is not None and handler is not ProcessFormView.put


def _allowed(cls: type) -> set[str]:
    return {name.upper() for name in getattr(cls, "http_method_names", METHODS)}


def _required(view: Callable[..., Any]) -> set[str]:
    seen: Callable[..., Any] | None = view
    while seen is not None:
        names, cells = seen.__code__.co_freevars, seen.__closure__ or ()
        kept = dict(zip(names, cells, strict=True))
        if "request_method_list" in kept:
            return set(kept["request_method_list"].cell_contents) & set(METHODS)
        seen = getattr(seen, "__wrapped__", None)
    return set()
