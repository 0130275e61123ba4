"""Answers to a category's questions: what is stored, and every reason why one is not."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_map.questions import QuestionsRefused, questions_of, read_answers
from geo.refusals import Refused

HOW = [{"key": "dark", "names": {"fi": "Ei pala"}}, {"key": "blinks", "names": {"fi": "Vilkkuu"}}]


def ask(datatype: str, **more: Any) -> list[Any]:
    values = {"values": HOW} if datatype.endswith("list") else {}
    return questions_of([{"code": "q", "datatype": datatype, "names": {"fi": "Kysymys"}, **values, **more}])


@pytest.mark.parametrize(
    ("datatype", "given", "stored"),
    [
        ("string", " 123 ", "123"),
        ("text", "Monta\nriviä", "Monta\nriviä"),
        ("number", "3,5", 3.5),
        ("number", 7, 7),
        ("datetime", "2026-11-22T08:00", "2026-11-22T06:00:00Z"),
        ("singlevaluelist", "dark", "dark"),
        ("multivaluelist", ["blinks", "dark"], ["dark", "blinks"]),
        ("multivaluelist", "dark", ["dark"]),
    ],
)
def test_an_answer_of_each_data_type_is_stored(datatype: str, given: Any, stored: Any) -> None:
    assert read_answers(ask(datatype), {"q": given}) == {"q": stored}


@pytest.mark.parametrize(
    ("datatype", "given"),
    [
        ("string", "x" * 201),
        ("string", 5),
        ("text", "\x00"),
        ("number", "paljon"),
        ("number", "1e999"),
        ("number", True),
        ("datetime", "huomenna"),
        ("datetime", "2026-13-45T99:99"),
        ("singlevaluelist", "on fire"),
        ("singlevaluelist", ["dark"]),
        ("multivaluelist", ["dark", "on fire"]),
        ("multivaluelist", {"a": 1}),
    ],
)
def test_a_wrong_answer_is_refused_by_the_name_of_its_question(datatype: str, given: Any) -> None:
    with pytest.raises(Refused) as refused:
        read_answers(ask(datatype), {"q": given})
    assert [error.field for error in refused.value.errors] == ["attributes.q"]


def test_what_was_left_empty_is_left_out_unless_it_is_required() -> None:
    assert read_answers(ask("string"), {"q": ""}) == {}
    with pytest.raises(Refused):
        read_answers(ask("string", required=True), {})


def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(Refused):
        read_answers(ask("string"), {"other": "x"})


@pytest.mark.parametrize(
    "stored",
    [
        [{"code": "Ä"}],
        [{"code": "a", "datatype": "picture"}],
        [{"code": "a", "datatype": "singlevaluelist"}],
        [{"code": "a", "values": HOW}],
        [{"code": "a"}, {"code": "a"}],
    ],
)
def test_questions_in_another_shape_are_no_questions(stored: list[dict[str, Any]]) -> None:
    with pytest.raises(QuestionsRefused):
        questions_of(stored)
