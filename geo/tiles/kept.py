"""Tiles that were drawn lately, by address and version, so that a tile asked for again costs only its version."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

OVERHEAD = 300  # bytes that an entry costs beside its tile, about


class KeptTiles:
    """Least recently used go first when the bytes run out. Versions never come back, so nothing ever goes stale."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.held_bytes = 0
        self._tiles: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            tile = self._tiles.get(key)
            if tile is not None:
                self._tiles.move_to_end(key)
            return tile

    def keep(self, key: Hashable, tile: bytes) -> None:
        if len(tile) + OVERHEAD > self.max_bytes // 8:
            return
        with self._lock:
            if key in self._tiles:
                return
            self._tiles[key] = tile
            self.held_bytes += len(tile) + OVERHEAD
            while self.held_bytes > self.max_bytes:
                _, oldest = self._tiles.popitem(last=False)
                self.held_bytes -= len(oldest) + OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._tiles.clear()
            self.held_bytes = 0
