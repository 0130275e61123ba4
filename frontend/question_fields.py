"""The questions of a category as fields of the message's form; feedback_map/questions.py decides what they take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from feedback_map.models import Category
from feedback_map.questions import (
    DATETIME,
    FIELD,
    NUMBER,
    ONE,
    SEVERAL,
    TEXT,
    Question,
    QuestionsRefused,
    questions_of,
    read_answers,
)
from geo.refusals import Refused

INPUT_TYPES = {NUMBER: "text", DATETIME: "datetime-local"}


@dataclass(frozen=True)
class AskedField:
    """A question as the page shows it, with what was answered so far."""

    question: Question
    name: str
    hint: str
    choices: list[tuple[str, str]]
    values: list[str]
    errors: list[str]

    @property
    def value(self) -> str:
        return self.values[-1] if self.values else ""

    @property
    def look(self) -> str:
        """How it is asked: one line, many lines, one of a few, several of them."""
        return {TEXT: "text", ONE: "one", SEVERAL: "several"}.get(self.question.datatype, "line")

    @property
    def input_type(self) -> str:
        return INPUT_TYPES.get(self.question.datatype, "text")

    @property
    def input_mode(self) -> str:
        return "decimal" if self.question.datatype == NUMBER else ""


def asked_by(category: Category | None) -> list[Question]:
    """None where the stored questions are not in their shape: a form never fails because of them."""
    try:
        return questions_of(category.questions) if category else []
    except QuestionsRefused:
        return []


def form_fields(questions: list[Question]) -> dict[str, forms.Field]:
    """Fields that carry what was written; whether it can be stored is told by `answers_of`."""
    return {
        each.field: _Several(required=False) if each.datatype == SEVERAL else forms.CharField(required=False)
        for each in questions
    }


def answers_of(form: forms.Form, questions: list[Question]) -> dict[str, Any]:
    """The answers as they are stored; what is wrong is told beside its field."""
    given = {each.code: form.cleaned_data.get(each.field) for each in questions}
    try:
        return read_answers(questions, given)
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        return {}


def shown(
    questions: list[Question], data: Mapping[str, Any], errors: Mapping[str, list[str]], language: str
) -> list[AskedField]:
    return [
        AskedField(
            question=each,
            name=each.name(language),
            hint=each.hints.get(language) or each.hints.get("fi", ""),
            choices=each.choices(language),
            values=_given(data, each.field),
            errors=[str(error) for error in errors.get(each.field, [])],
        )
        for each in questions
    ]


def carried(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All answers of a form, to be hidden in the next step's."""
    return [(name, value) for name in data if name.startswith(FIELD) for value in _given(data, name)]


def _given(data: Mapping[str, Any], name: str) -> list[str]:
    return [value for value in data.getlist(name) if value] if isinstance(data, QueryDict) else []


class _Several(forms.Field):
    widget = forms.SelectMultiple
