"""Asking the worker: the job is written in the same transaction as the state that it carries out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.uploads.models import Upload


def ask_worker(upload: Upload) -> None:
    """Queue the upload; files come one after the other, whatever town they are of."""
    from geo.tasks import carry_upload

    carry_upload.defer(town=upload.municipality_id, upload=upload.public_id)
