"""What a category's form asks more: the questions, and whether answers to them can be stored.

    [{"code": "lamp", "datatype": "string", "required": true,
      "names": {"fi": "Valaisimen numero"}, "hints": {"fi": "Se on tolpan kyljessä."}},
     {"code": "how", "datatype": "singlevaluelist", "names": {"fi": "Miten se on rikki?"},
      "values": [{"key": "dark", "names": {"fi": "Ei pala"}}, {"key": "blinks", "names": {"fi": "Vilkkuu"}}]}]

The data types are those of Open311: string, number, datetime, text, singlevaluelist, multivaluelist. An answer is a
text, a number, an instant as ISO 8601, a key of the list, or a list of keys.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from geo.languages import text_in
from geo.refusals import FieldError, Refused

STRING, NUMBER, DATETIME, TEXT, ONE, SEVERAL = DATATYPES = (
    "string",
    "number",
    "datetime",
    "text",
    "singlevaluelist",
    "multivaluelist",
)
FIELD = "attributes."
LONGEST = {STRING: 200, TEXT: 2_000}
_CODE = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Question:
    code: str
    datatype: str
    names: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    values: tuple[tuple[str, Mapping[str, str]], ...] = ()

    @property
    def field(self) -> str:
        """Its name in forms and in what is refused."""
        return FIELD + self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code

    def choices(self, language: str) -> list[tuple[str, str]]:
        return [(key, text_in(names, language) or key) for key, names in self.values]


class QuestionsRefused(ValueError):
    """The questions are not in the shape that is described above."""


def questions_of(stored: Sequence[Mapping[str, Any]]) -> list[Question]:
    """The questions of a category as they are stored; QuestionsRefused where they are none."""
    found = [_question(one) for one in stored]
    if len({one.code for one in found}) != len(found):
        raise QuestionsRefused("two questions have one code")
    return found


def read_answers(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are stored; what was left empty is left out. Refused with every answer that is wrong."""
    known = {question.code: question for question in questions}
    errors = [
        FieldError(FIELD + str(code)[:40], "unknown_question", _("The form asks nothing of this name."))
        for code in given
        if code not in known
    ]
    answers: dict[str, Any] = {}
    for code, question in known.items():
        value = given.get(code)
        if value is None or value in ("", []):
            if question.required:
                errors.append(FieldError(question.field, "required", _("Answer this question.")))
            continue
        try:
            answers[code] = _READERS[question.datatype](question, value)
        except _Wrong as wrong:
            errors.append(FieldError(question.field, "wrong_answer", wrong.args[0]))
    if errors:
        raise Refused(errors)
    return answers


class _Wrong(Exception):
    """Why an answer cannot be stored."""


def _question(one: Mapping[str, Any]) -> Question:
    code, datatype = str(one.get("code", "")), str(one.get("datatype", STRING))
    values = tuple((str(each["key"]), dict(each.get("names") or {})) for each in one.get("values") or [])
    if not _CODE.fullmatch(code) or datatype not in DATATYPES:
        raise QuestionsRefused(f"a question has no code, or no data type that is known: {code[:40]} {datatype[:40]}")
    if (datatype in (ONE, SEVERAL)) != bool(values):
        raise QuestionsRefused(f"a list, and nothing but a list, has values: {code}")
    return Question(
        code=code,
        datatype=datatype,
        names=dict(one.get("names") or {}),
        hints=dict(one.get("hints") or {}),
        required=bool(one.get("required", False)),
        values=values,
    )


def _words(question: Question, value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise _Wrong(_("This must be a text."))
    if len(value) > LONGEST[question.datatype]:
        raise _Wrong(_("The text is too long."))
    return value.strip()


def _number(_question: Question, value: Any) -> int | float:
    try:
        number = float(str(value).strip().replace(",", ".")) if not isinstance(value, bool) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _Wrong(_("Write a number."))
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _instant(_question: Question, value: Any) -> str:
    try:
        found = parse_datetime(value.strip()) if isinstance(value, str) else None
        instant = found and (timezone.make_aware(found) if timezone.is_naive(found) else found)
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise _Wrong(_("Write a day and a time."))
    return instant.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _one_of(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in {key for key, _names in question.values}:
        raise _Wrong(_("Choose from the list."))
    return value


def _several_of(question: Question, value: Any) -> list[str]:
    chosen = [_one_of(question, each) for each in (value if isinstance(value, list) else [value])]
    return [key for key, _names in question.values if key in chosen]


_READERS = {
    STRING: _words,
    TEXT: _words,
    NUMBER: _number,
    DATETIME: _instant,
    ONE: _one_of,
    SEVERAL: _several_of,
}
