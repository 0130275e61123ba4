"""Codes that people type from paper: Crockford's letters in groups of four, and two check characters at the end.

The letters I, L, O and U are not used; I and L are read as 1, O as 0, small letters as large ones, and spaces and
dashes are passed over. The check (modulo a prime) finds every single wrong letter and every two that changed places.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS_OF_A_CODE = 26  # 130 bits: a code cannot be guessed
LETTERS_OF_A_RECEIPT = 18  # 90 bits
CHECK_LETTERS = 2
_PRIME = 1021  # the largest below 32²
_GROUP = 4
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None, "\u2013": None, "\u00a0": None})
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def new_code(letters: int = LETTERS_OF_A_CODE) -> str:
    """Random letters and their check, as they are compared; `shown` is how they are printed."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(letters))
    return body + _check(body)


def shown(code: str) -> str:
    """In groups, as it is printed and read out."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str, letters: int = LETTERS_OF_A_CODE) -> str | None:
    """The code as it is compared; None when it was mistyped, which says nothing of whether it exists."""
    if len(typed) > 4 * letters:
        return None
    code = typed.strip().upper().translate(_READ_AS)
    if len(code) != letters + CHECK_LETTERS or not all(letter in _VALUE for letter in code):
        return None
    return code if _check(code[:letters]) == code[letters:] else None


def _check(body: str) -> str:
    number = 0
    for letter in body:
        number = (number * 32 + _VALUE[letter]) % _PRIME
    return ALPHABET[number // 32] + ALPHABET[number % 32]
