"""Money is read in euros, in the way of each language."""

import pytest
from django.utils import translation

from frontend.templatetags.money import euros

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("language", "cents", "words"),
    [
        ("fi", 1_200_000, f"12{SPACE}000{SPACE}€"),
        ("sv", 1_250, f"12,50{SPACE}€"),
        ("en", 1_200_050, "€12,000.50"),
        ("fi", -500, f"−5{SPACE}€"),
        ("fi", None, "–"),
    ],
)
def test_cents_are_read_as_euros(language: str, cents: int | None, words: str) -> None:
    with translation.override(language):
        assert euros(cents) == words
