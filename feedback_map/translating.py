"""Where a machine translation would come in: a seam. None is installed, and none calls another host by default.

Whatever is shown of it is marked as made by a machine (`MachineText`), and is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class MachineText:
    """Words that no person has read; `by` names what made them."""

    text: str
    language: str
    by: str


class Translator(Protocol):
    """Something of the town's own choosing that translates."""

    name: str

    def translate(self, text: str, *, source: str, target: str) -> str | None:
        """None where it does not know the pair of languages, or cannot be reached."""


_translators: list[Translator] = []


def register_translator(translator: Translator) -> None:
    _translators.append(translator)


def forget_translators() -> None:
    _translators.clear()


def machine_translation(text: str, *, source: str, target: str) -> MachineText | None:
    """What the first translator that knows both languages makes of a text; None without one, or where both are one."""
    if source == target or not text.strip():
        return None
    for translator in _translators:
        made = translator.translate(text, source=source, target=target)
        if made:
            return MachineText(made, target, translator.name)
    return None
