"""Who may vote: by what is known of somebody, and by their own word where nothing is."""

from __future__ import annotations

import datetime

import pytest

from budgeting.electorate import Known, against, age_on, asks_own_word, known_by, says
from budgeting.models import Round

HERE = Round(residents=["permanent", "seasonal"], min_age=12, max_age=29, area_id=7, claims={"municipality": ["491"]})
DAY = datetime.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (Known(), []),
        (Known(age=12, resident="seasonal", areas=frozenset({7, 8}), claims={"municipality": "491"}), []),
        (Known(age=11), ["too_young"]),
        (Known(age=30), ["too_old"]),
        (Known(resident="work"), ["not_of_here"]),
        (Known(resident=""), ["not_of_here"]),
        (Known(areas=frozenset({8})), ["other_area"]),
        (Known(claims={"municipality": "091"}), ["not_claimed"]),
        (Known(claims={}), ["not_claimed"]),
        (Known(age=5, resident="other", areas=frozenset()), ["too_young", "not_of_here", "other_area"]),
    ],
)
def test_each_thing_that_a_round_asks_speaks_against_those_who_lack_it(known: Known, why: list[str]) -> None:
    assert against(HERE, known) == why


def test_a_round_that_asks_nothing_is_for_everybody() -> None:
    assert against(Round(), Known(age=3, resident="other", areas=frozenset(), claims={})) == []


@pytest.mark.parametrize(
    ("of", "asks"),
    [(Round(), False), (Round(residents=["work"]), True), (Round(min_age=0), True), (Round(area_id=1), True)],
)
def test_a_voters_own_word_is_asked_where_a_code_cannot_show_it(of: Round, asks: bool) -> None:
    assert asks_own_word(of) is asks


@pytest.mark.parametrize(
    ("born", "age"),
    [("2015-02-28", 12), ("2015-03-01", 11), ("2004-02-29", 22), ("", None), (None, None), ("28.2.2015", None)],
)
def test_age_is_whole_years_on_the_day(born: object, age: int | None) -> None:
    assert age_on(born, DAY) == age


def test_strong_identification_tells_the_age_where_it_gives_the_birthdate() -> None:
    assert against(Round(min_age=12), known_by({"birthdate": "2016-01-01"}, DAY)) == ["too_young"]
    assert against(Round(min_age=12), known_by({}, DAY)) == []


@pytest.mark.parametrize(
    ("said", "wanted", "holds"),
    [
        ("491", ["491"], True),
        (491, "491", True),
        (["1", "491"], ["491"], True),
        (None, "None", False),
        ("4", "491", False),
    ],
)
def test_one_of_the_wanted_values_is_enough(said: object, wanted: object, holds: bool) -> None:
    assert says(said, wanted) is holds
