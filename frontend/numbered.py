"""Long lists, page by page: each page has a number and an address, and what else was asked stays in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict


@dataclass(frozen=True)
class NumberedPage:
    """One page of a list. `name` is its parameter and the anchor that its links lead to."""

    rows: Sequence[Any]
    number: int
    pages: int
    name: str
    asked: QueryDict

    @property
    def before(self) -> str:
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self._address(self.number + 1) if self.number < self.pages else ""

    def _address(self, number: int) -> str:
        asked = self.asked.copy()
        asked[self.name] = str(number)
        return f"?{asked.urlencode()}#{self.name}"


def numbered(request: HttpRequest, name: str, rows: Any, size: int) -> NumberedPage:
    """The page that is asked for; the first one for what is no number, the last one for what is beyond it."""
    page = Paginator(rows, size).get_page(request.GET.get(name))
    return NumberedPage(list(page.object_list), page.number, page.paginator.num_pages, name, request.GET)
