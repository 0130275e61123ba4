"""What was wrong, where, and why: the one shape in which every app refuses an input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class FieldError:
    """A field of the input, a code for programs and a sentence for people (lazy: in the reader's language)."""

    field: str
    code: str
    detail: str | Promise


class Refused(ValueError):
    """An input that is not taken; it holds every reason, not only the first."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.code}" for error in errors))
        self.errors = tuple(errors)
