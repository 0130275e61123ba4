"""A server that takes every connection and whatever is sent, and never answers."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Silence:
    port: int
    held: list[socket.socket] = field(default_factory=list)  # of everybody who ever asked


@contextmanager
def silent_server() -> Iterator[Silence]:
    taking = socket.create_server(("127.0.0.1", 0), backlog=128)
    silence = Silence(int(taking.getsockname()[1]))

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                silence.held.append(taking.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    try:
        yield silence
    finally:
        with contextlib.suppress(OSError):
            taking.shutdown(socket.SHUT_RDWR)
        for one in (taking, *silence.held):
            one.close()
