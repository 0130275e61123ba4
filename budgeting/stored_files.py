"""Which files of the store budgeting's rows name, for the check of the store: documents of decisions, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from budgeting.models import BuildingStep, Decision
from feedback_map.stored_files import register_named_files


def named_files() -> Iterator[tuple[str, bytes]]:
    """Name and sha-256 of each file of the current town; inside the caller's `in_town`."""
    rows = chain(
        Decision.objects.exclude(document="").values_list("document", "document_sha256"),
        BuildingStep.objects.exclude(photo="").values_list("photo", "photo_sha256"),
    )
    return ((name, bytes(sha256 or b"")) for name, sha256 in rows)


def register_files() -> None:
    register_named_files(named_files)
