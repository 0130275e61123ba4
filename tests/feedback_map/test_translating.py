"""The seam for machine translation: none by default, and whatever comes of one is marked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feedback_map.translating import MachineText, forget_translators, machine_translation, register_translator


class Reversed:
    name = "reversed"

    def translate(self, text: str, *, source: str, target: str) -> str | None:
        return text[::-1] if source == "sv" else None


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    yield
    forget_translators()


def test_no_translator_is_installed() -> None:
    assert machine_translation("Gatan är mörk", source="sv", target="fi") is None


def test_what_a_machine_made_is_marked_with_its_name() -> None:
    register_translator(Reversed())
    assert machine_translation("abc", source="sv", target="fi") == MachineText("cba", "fi", "reversed")


@pytest.mark.parametrize(("text", "source"), [("abc", "fi"), (" ", "sv"), ("abc", "ar")])
def test_nothing_is_made_where_there_is_nothing_to_make(text: str, source: str) -> None:
    register_translator(Reversed())
    assert machine_translation(text, source=source, target="fi") is None
