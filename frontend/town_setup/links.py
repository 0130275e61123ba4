"""From what was checked to the page where it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_map.readiness import Finding
from frontend.pages import Page

WHERE = {
    "boundary": "desk_uploads",
    "areas": "desk_uploads",
    "home": "desk_town_facts",
    "people": "desk_uploads",
    "categories": "desk_categories",
    "owners": "desk_routing",
    "units": "desk_units",
    "staff": "desk_staff",
    "help": "desk_town_texts",
    "privacy": "desk_town_texts",
    "languages": "desk_town_texts",
    "mail": "desk_letters",
}


@dataclass(frozen=True)
class LinkedFinding:
    finding: Finding
    url: str


def linked(findings: Sequence[Finding], page: Page) -> list[LinkedFinding]:
    return [LinkedFinding(finding, page.url(WHERE[finding.code])) for finding in findings]
