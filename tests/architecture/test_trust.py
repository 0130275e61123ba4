"""docs/trust.md has a row for every promise, and the tests it names are there."""

import re

from tests.architecture import code

TEXT = (code.PROJECT / "docs" / "trust.md").read_text("utf-8")
PROMISES = {"G": 11, "D": 7, "P": 3, "V": 1, "K": 2, "A": 25, "R": 15}


def promised() -> set[str]:
    """G1–G4 is four of them."""
    found = set()
    for cell in re.findall(r"^\| ([^|]+) \|", TEXT, re.MULTILINE):
        for letter, first, last in re.findall(r"\b([A-Z])(\d+)(?:–[A-Z](\d+))?", cell):
            found |= {f"{letter}{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def test_every_promise_has_a_row() -> None:
    assert promised() == {f"{letter}{number}" for letter, most in PROMISES.items() for number in range(1, most + 1)}


def test_the_tests_and_scripts_it_names_are_there() -> None:
    named = re.findall(r"`((?:tests|script)/[\w/.-]*)", TEXT)
    assert len(named) > 30
    assert [name for name in named if not (code.PROJECT / name).exists()] == []
