"""Codes that people type from paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from budgeting.voting_codes import (
    ALPHABET,
    CHECK_LETTERS,
    LETTERS_OF_A_CODE,
    LETTERS_OF_A_RECEIPT,
    new_code,
    read_code,
    shown,
)


def test_a_code_holds_at_least_128_bits_of_chance() -> None:
    assert 32**LETTERS_OF_A_CODE >= 2**128
    assert len({new_code() for _ in range(1_000)}) == 1_000


def test_a_code_is_read_as_it_is_printed_in_small_letters_and_with_likely_mistakes() -> None:
    code = "1" + "0" * (LETTERS_OF_A_CODE - 1)
    whole = code + _check_of(code)
    typed = shown(whole).lower().replace("1", "l").replace("0", "o").replace("-", " ")
    assert read_code(typed) == whole


@given(st.integers(0, LETTERS_OF_A_CODE + CHECK_LETTERS - 1), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_always_found(place: int, letter: str) -> None:
    code = new_code()
    wrong = code[:place] + letter + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(st.integers(0, LETTERS_OF_A_CODE + CHECK_LETTERS - 2))
def test_two_letters_that_changed_places_are_always_found(place: int) -> None:
    code = new_code()
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    assert read_code(typed) is None


def test_a_receipt_is_no_code_and_a_code_no_receipt() -> None:
    assert read_code(new_code(LETTERS_OF_A_RECEIPT)) is None
    assert read_code(new_code(), LETTERS_OF_A_RECEIPT) is None


def _check_of(body: str) -> str:
    found = [two for two in (a + b for a in ALPHABET for b in ALPHABET) if read_code(body + two)]
    assert len(found) == 1
    return found[0]
