"""One row of the table of who may do what, and those who may knock."""

from dataclasses import dataclass, field
from typing import Any

STAFF = ("admin", "planner", "clerk", "moderator", "coordinator", "board", "secretary", "analyst", "auditor")
SIGNED_IN = (*STAFF, "other_town_admin", "operator")
NOT_SIGNED_IN = ("anonymous", "resident")
ACTORS = (*NOT_SIGNED_IN, *SIGNED_IN)
EVERYBODY = ACTORS


@dataclass(frozen=True)
class Row:
    """`routes` that belong to one action; `phase` names a state of the world in which the action is tried.

    `ends_at`: where a success redirects to when that is a page of accounts, which would else count as a refusal.
    `fill`: other values for placeholders whose name means something else here, such as code.
    """

    action: str
    method: str
    routes: tuple[str, ...]
    who: tuple[str, ...] = EVERYBODY
    phase: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    ends_at: str = ""
    fill: dict[str, str] = field(default_factory=dict)
