"""A ballot that is being filled in, in two steps: choose, then look at it and cast it.

Nothing is kept on the server until it is cast: what was chosen travels in the form itself, also what a filter hides.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from budgeting.services.casting import CurrentBallot
from frontend.budget.chosen import (
    Chosen,
    Spent,
    chosen_before,
    chosen_in,
    fields_of,
    for_casting,
    in_order,
    spending,
    wrong_with,
)
from frontend.budget.offered import Choosable, Offered

CHOOSE, CHECK = "choose", "check"
CAST, FILTER = "cast", "filter"
MOST_DIGITS = 8
LISTED = 120  # of more than this a page is shown, and filters make them fewer


class BallotDraft:
    def __init__(self, request: HttpRequest, offered: Offered, cast: CurrentBallot | None) -> None:
        self.offered = offered
        before = chosen_before(offered, cast.choices, cast.points) if cast else Chosen()
        self.is_first = request.method != "POST"
        self.data: QueryDict = request.GET if self.is_first else request.POST
        self.chosen = before if self.is_first else chosen_in(self.data, offered)
        self.go = "" if self.is_first else self.data.get("go", "")
        self.version = (str(cast.version) if cast else "") if self.is_first else self.data.get("version", "")
        self.key = self.data.get("key", "")[:64] or str(uuid.uuid4())
        self.wrong = wrong_with(offered, self.chosen) if self.go in (CHECK, CAST) else []
        self.step = CHECK if self.go in (CHECK, CAST) and not self.wrong else CHOOSE
        self.area = self._known("area", offered.areas)
        self.theme = self._known("theme", offered.themes)
        self.start = self._start()

    @property
    def wants_to_cast(self) -> bool:
        return self.go == CAST and self.step == CHECK

    @property
    def replaces(self) -> int | None:
        """The version of the ballot that this one takes the place of."""
        said = self.version
        return int(said) if said.isascii() and said.isdigit() and len(said) < MOST_DIGITS else None

    def refuse(self, reasons: list[str]) -> None:
        self.wrong, self.step = reasons, CHOOSE

    def stand_on(self, version: int) -> None:
        """The voter has been told that there is a newer ballot: from here on this one replaces that."""
        self.version = str(version)

    def begin_another(self) -> None:
        """The key was used for another ballot: what stands here now is a new one."""
        self.key = str(uuid.uuid4())

    @property
    def matching(self) -> list[Choosable]:
        return [one for one in self.offered.choices if self.area in ("", one.area) and self.theme in ("", one.theme)]

    @property
    def listed(self) -> list[Choosable]:
        return self.matching[self.start : self.start + LISTED]

    @property
    def has_all(self) -> bool:
        """Whether every proposal is on this page, so that a script can filter without asking."""
        return len(self.listed) == len(self.offered.choices)

    @property
    def next_start(self) -> int | None:
        following = self.start + LISTED
        return following if following < len(self.matching) else None

    @property
    def previous_start(self) -> int | None:
        return max(0, self.start - LISTED) if self.start else None

    @property
    def hidden(self) -> list[dict[str, Any]]:
        """What is chosen but not on this page, as hidden fields, with what a script reckons by."""
        on_page = {one.id for one in self.listed} if self.step == CHOOSE else set[str]()
        return [
            {"name": name, "value": value, "one": self.offered.by_id[id_]}
            for name, value, id_ in fields_of(self.offered, self.chosen)
            if id_ not in on_page
        ]

    @property
    def marks(self) -> Mapping[str, int]:
        return self.chosen.marks

    @property
    def rows(self) -> list[tuple[Choosable, int]]:
        return in_order(self.offered, self.chosen)

    @property
    def spent(self) -> list[Spent]:
        return spending(self.offered, self.chosen)

    @property
    def points_left(self) -> int:
        return (self.offered.round.points_total or 0) - sum(self.chosen.marks.values())

    def as_cast(self) -> tuple[list[int], list[int]]:
        return for_casting(self.offered, self.chosen)

    def _known(self, name: str, offered: list[tuple[str, str]]) -> str:
        said = self.data.get(name, "")
        return said if any(said == code for code, _name in offered) else ""

    def _start(self) -> int:
        said = self.data.get("page") or ("" if self.go == FILTER else self.data.get("start", ""))
        value = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0
        return value - value % LISTED if value < len(self.matching) else 0
