"""A file that is written in one go and read in pieces: nothing is kept once it was taken."""

from __future__ import annotations


class Pieces:
    """What writers of files take for an open file. It cannot be rewound; `take` gives what was written since."""

    closed = False
    mode = "wb"

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._written = 0

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        self._written += len(part)
        return len(part)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """What was written stays to be taken."""

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
