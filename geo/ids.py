"""Random identifiers that tell nothing about order or number."""

import secrets

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BITS = 128
PUBLIC_ID_LENGTH = 22


def new_public_id() -> str:
    """A random 128-bit number in base 62, always 22 characters: safe in an address, easy to copy."""
    number = secrets.randbits(_BITS)
    letters = []
    for _ in range(PUBLIC_ID_LENGTH):
        number, rest = divmod(number, 62)
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def new_secret() -> str:
    """A random 192-bit secret for links and tokens; only its hash is stored."""
    return secrets.token_urlsafe(24)
