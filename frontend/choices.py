"""What a choice field offers when that is known only once its form is made: by town, language or plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

NOTHING_CHOSEN = ("", "–")


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """The choices of a field of the form, in this order."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
