"""A line to the database that a drill slows down or freezes: bytes go in and, for a while, nothing comes out."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class SlowLine:
    """Takes connections at `port` and carries them to the database, each way with `delay_s`; frozen, it carries none.

    A frozen line takes connections and bytes all the same: whoever sends sees no error, only silence.
    """

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.delay_s = 0.0
        self._flows = threading.Event()
        self._flows.set()
        self._closed = False
        self._taking = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._taking.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        self._flows.clear()
        try:
            yield
        finally:
            self._flows.set()

    @contextmanager
    def slow(self, delay_s: float) -> Iterator[None]:
        self.delay_s = delay_s
        try:
            yield
        finally:
            self.delay_s = 0.0

    def close(self) -> None:
        self._closed = True
        self._flows.set()
        self._taking.close()

    def _take(self) -> None:
        while not self._closed:
            try:
                asking, _ = self._taking.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(asking,), daemon=True).start()

    def _carry(self, asking: socket.socket) -> None:
        self._flows.wait()
        try:
            database = socket.create_connection(("127.0.0.1", self.to_port))
        except OSError:
            asking.close()
            return
        threading.Thread(target=self._pour, args=(database, asking, 0.0), daemon=True).start()
        self._pour(asking, database, None)

    def _pour(self, source: socket.socket, sink: socket.socket, delay_s: float | None) -> None:
        """The way there is the slow one; each question waits once."""
        with contextlib.suppress(OSError):
            while piece := source.recv(1 << 16):
                time.sleep(self.delay_s if delay_s is None else delay_s)
                self._flows.wait()
                sink.sendall(piece)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
