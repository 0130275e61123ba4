"""From a file to its text: packed or not, in whatever encoding, and never more than a bound allows."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

from budgeting.pabulib.shapes import MOST_BYTES, Note, PabulibRefused

GZIP = b"\x1f\x8b"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def text_of(path: Path) -> tuple[str, list[Note]]:
    try:
        with path.open("rb") as opened:
            packed = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise PabulibRefused(f"{path} cannot be read: {error.strerror}") from error
    return decoded(unpacked(packed))


def unpacked(content: bytes) -> bytes:
    """Packed files are known by their first bytes. Unpacking stops at the bound, however much would come."""
    if content.startswith(GZIP):
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as opened:
                content = opened.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise PabulibRefused(f"the packed file is broken: {error}") from error
    if len(content) > MOST_BYTES:
        raise PabulibRefused(f"the file is larger than {MOST_BYTES // 2**20} MiB")
    return content


def decoded(content: bytes) -> tuple[str, list[Note]]:
    if content.startswith(UTF16):
        return content.decode("utf-16", errors="replace"), [Note(None, "the file is UTF-16 instead of UTF-8")]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        return content.decode("latin-1"), [Note(row, "not UTF-8: letters outside ASCII may be wrong")]
