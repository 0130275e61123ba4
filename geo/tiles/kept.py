"""Tiles that were drawn lately, each in its last version, so that a tile asked for again costs only its version."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

OVERHEAD = 500  # bytes that an entry costs beside its tile, about


class KeptTiles:
    """A version and a tile by address; the least recently used go first when the bytes run out."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.held_bytes = 0
        self._tiles: OrderedDict[Hashable, tuple[str, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: Hashable) -> tuple[str, bytes] | None:
        with self._lock:
            found = self._tiles.get(address)
            if found is not None:
                self._tiles.move_to_end(address)
            return found

    def keep(self, address: Hashable, version: str, tile: bytes) -> None:
        if len(tile) + OVERHEAD > self.max_bytes // 8:
            return
        with self._lock:
            self._drop(address)
            self._tiles[address] = (version, tile)
            self.held_bytes += len(tile) + OVERHEAD
            while self.held_bytes > self.max_bytes:
                self._drop(next(iter(self._tiles)))

    def _drop(self, address: Hashable) -> None:
        found = self._tiles.pop(address, None)
        if found is not None:
            self.held_bytes -= len(found[1]) + OVERHEAD
