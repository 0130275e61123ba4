"""What a plan's page asks of its reader first: the one thing that can be done about the plan today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


@dataclass(frozen=True)
class FirstButton:
    """The words on the button and where it leads; `note` stands under it, such as until when."""

    label: str
    url: str
    note: str = ""


def first_button(shown: ShownPlan) -> FirstButton | None:
    """Nothing, while nothing can be said about the plan."""
    return None
