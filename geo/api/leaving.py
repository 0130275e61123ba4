"""An address of the API that is on its way out says so in each answer, long before it goes (docs/api.md)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpResponseBase
from django.utils.http import http_date

LEAST_NOTICE = datetime.timedelta(days=365)
POLICY = "/api/v1/docs#leaving"
View = TypeVar("View", bound=type)


@dataclass(frozen=True)
class Leaving:
    """Since when nobody should begin to use it, when it is gone, and what to use instead."""

    since: datetime.date
    gone_on: datetime.date
    instead: str = ""

    def __post_init__(self) -> None:
        if self.gone_on - self.since < LEAST_NOTICE:
            raise ValueError("An address stays for at least a year after it is said that it goes.")


def leaves(leaving: Leaving) -> Callable[[View], View]:
    """Mark a view: its answers carry Deprecation (RFC 9745), Sunset (RFC 8594) and links, its description says so."""

    def mark(view: View) -> View:
        view.leaving = leaving  # type: ignore[attr-defined]  # every view of ours has it
        return view

    return mark


def say_leaving(response: HttpResponseBase, leaving: Leaving) -> None:
    links = [f'<{POLICY}>; rel="deprecation"; type="text/html"']
    if leaving.instead:
        links.append(f'<{leaving.instead}>; rel="successor-version"')
    response.headers["Deprecation"] = f"@{_seconds(leaving.since)}"
    response.headers["Sunset"] = http_date(_seconds(leaving.gone_on))
    response.headers["Link"] = ", ".join(links)


def _seconds(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time.min, datetime.UTC).timestamp())
