"""What is said of an area whose number is hidden, whose class waits, and of messages from senders nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from frontend import coverage_words
from geo.models import AreaSet
from neighbourhoods.results import AreaRow, Coverage
from tests.frontend.coverage_example import example


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def unknown(**said: object) -> AreaRow:
    row = replace(example().areas[0], class_="too_little_data", needed_in_town=9_000, needed_here=4, suppressed="")
    return replace(row, **said)  # type: ignore[arg-type]


def told(row: AreaRow, coverage: Coverage | None = None) -> str:
    return coverage_words.sentence(row, coverage or example(), "en")


def test_a_hidden_number_is_not_called_small() -> None:
    assert "so small" in told(unknown())
    hidden = told(unknown(suppressed="protects", participants=None, share_percent=None))
    assert "so small" not in hidden and hidden.endswith("That is why no more can be said of it.")


def test_a_class_that_waits_for_a_second_month_is_not_called_chance() -> None:
    waiting = unknown(notes=("unconfirmed",))
    assert "chance" not in told(waiting)
    assert "two monthly releases in a row" in told(waiting)
    assert coverage_words.details(waiting) == []


def test_messages_of_senders_whom_nobody_knows_are_told_of() -> None:
    town = replace(example().town, participants=0, placed=0, pins=1_170, reasons=("nobody",))
    first, *_rest = coverage_words.warnings(replace(example(), town=town))
    assert first.startswith("About 1,170 messages came in this period")
    assert not any("senders" in one for one in coverage_words.warnings(example()))


def test_only_where_there_are_area_boards_is_one_asked_for_help() -> None:
    boards, quarters = AreaSet(kind="board"), AreaSet(kind="neighbourhood", parent_kind="board")
    boardless = AreaSet(kind="neighbourhood")
    silent, unclear = unknown(class_="underserved"), unknown()
    for area_set in (boards, quarters):
        assert "ask the area board" in coverage_words.do_next(silent, area_set)
    assert "ask a local association" in coverage_words.do_next(silent, boardless)
    assert "the area board as a whole" in coverage_words.do_next(unclear, quarters)
    for area_set in (boards, boardless):
        assert coverage_words.do_next(unclear, area_set) == "Go on collecting; look at a longer period."
    assert "board" not in coverage_words.do_next(unknown(class_="on_par"), boardless)
