"""Random identifiers that tell nothing about order or number."""

import base64
import secrets

from django.utils.crypto import salted_hmac

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BITS = 128
PUBLIC_ID_LENGTH = 22
_UNEVEN = bytes(range(248, 256))
_LETTER_OF_BYTE = bytes(ord(_ALPHABET[byte % 62]) for byte in range(256))


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


def derived_secret(purpose: str, name: str) -> str:
    """A secret that only this service can make again, for links in letters: the database keeps its hash alone."""
    digest = salted_hmac(f"kuuluvuus.{purpose}", name, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def new_public_ids(count: int) -> list[str]:
    """Many public ids at once. Every letter is drawn evenly, so the last bytes of a byte's range are thrown away."""
    letters = bytearray()
    wanted = count * PUBLIC_ID_LENGTH
    while len(letters) < wanted:
        letters += secrets.token_bytes(wanted - len(letters) + 64).translate(_LETTER_OF_BYTE, _UNEVEN)
    text = letters[:wanted].decode("ascii")
    return [text[start : start + PUBLIC_ID_LENGTH] for start in range(0, wanted, PUBLIC_ID_LENGTH)]
