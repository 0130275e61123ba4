"""Numbers as people wrote them: decimal commas, spaces between thousands; nothing endless and nothing huge."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

LONGEST = 30
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'_")


def number_in(text: str) -> Fraction | None:
    """The exact number, or None. A comma is a decimal comma, unless a point comes after it ("1,200.50")."""
    plain = text.translate(SPACES)
    if not plain or len(plain) > LONGEST or "e" in plain.lower():
        return None
    if "," in plain:
        plain = plain.replace(",", "") if plain.rfind(".") > plain.rfind(",") else _with_point(plain)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() else None


def _with_point(text: str) -> str:
    return text.replace(".", "").replace(",", ".")


def number_out(number: Fraction) -> str:
    """A decimal without a needless zero; thirds and the like, which no file holds, to twelve digits."""
    if number.denominator == 1:
        return str(number.numerator)
    digits = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{digits:.12f}".rstrip("0").rstrip(".")
