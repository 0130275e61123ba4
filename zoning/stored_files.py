"""Which files of the store zoning's rows name, for the check of the store."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from zoning.models import PlanDocument, PlanDrawing, PlanVersion, StatementAttachment


def named_files() -> Iterator[tuple[str, bytes]]:
    """Name and sha-256 of each file of the current town; inside the caller's `in_town`."""
    rows = chain(
        PlanDocument.objects.values_list("file", "sha256"),
        PlanDrawing.objects.values_list("file", "sha256"),
        PlanVersion.objects.exclude(picture="").values_list("picture", "picture_sha256"),
        StatementAttachment.objects.exclude(file="").values_list("file", "sha256"),
    )
    return ((name, bytes(sha256 or b"")) for name, sha256 in rows)
