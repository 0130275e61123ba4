"""Load from processes of their own: kept-alive HTTP connections, or libpq alone. Knows nothing of Django."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

CONNECTIONS = 8
GENERATORS = 2


@dataclass(frozen=True)
class Rate:
    """Answers a second, and what 99 of 100 of them took at most."""

    per_s: float
    p99_ms: float


class Line(Protocol):
    """One connection: asks, and later takes what has come; true when the answer is complete."""

    def fileno(self) -> int: ...
    def ask(self) -> None: ...
    def take(self) -> bool: ...
    def close(self) -> None: ...


class HttpLine:
    def __init__(self, port: int, request: bytes, status: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request, self.expected = request, b"HTTP/1.1 %d" % status
        self.came = b""

    def fileno(self) -> int:
        return self.socket.fileno()

    def ask(self) -> None:
        self.came = b""
        self.socket.sendall(self.request)

    def take(self) -> bool:
        self.came += self.socket.recv(1 << 20)
        head, gap, body = self.came.partition(b"\r\n\r\n")
        if not gap:
            return False
        if not head.startswith(self.expected):
            raise SystemExit(f"Unexpected answer: {self.came[:400]!r}")
        _, found, rest = head.lower().partition(b"content-length: ")
        return not found or len(body) >= int(rest.partition(b"\r\n")[0])

    def close(self) -> None:
        self.socket.close()


class LibpqLine:
    """The statement is prepared and its result binary: nothing can ask PostgreSQL for less."""

    def __init__(self, conninfo: str, statement: str, parameters: list[bytes | None]) -> None:
        from psycopg import pq

        self.connection = pq.PGconn.connect(conninfo.encode())
        if self.connection.status != pq.ConnStatus.OK:
            raise SystemExit(self.connection.error_message.decode())
        self.connection.exec_(b"SET jit = off")
        self.connection.prepare(b"asked", statement.encode())
        self.connection.nonblocking = 1
        self.parameters, self.wrong = parameters, pq.ExecStatus.FATAL_ERROR

    def fileno(self) -> int:
        return self.connection.socket

    def ask(self) -> None:
        self.connection.send_query_prepared(b"asked", self.parameters, result_format=1)
        self.connection.flush()

    def take(self) -> bool:
        self.connection.consume_input()
        if self.connection.is_busy():
            return False
        while (result := self.connection.get_result()) is not None:
            if result.status == self.wrong:
                raise SystemExit(result.error_message.decode())
        return True

    def close(self) -> None:
        self.connection.finish()


def http(port: int, path: str, *, status: int = 200, tag: str = "", seconds: float = 2.0) -> Rate:
    """One address over eight connections."""
    conditional = f"If-None-Match: {tag}\r\n" if tag else ""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{conditional}\r\n".encode()
    return _spread(_http_lines, (port, request, status), seconds)


def libpq(conninfo: str, statement: str, parameters: list[bytes | None], *, seconds: float = 2.0) -> Rate:
    """One statement over eight connections."""
    return _spread(_libpq_lines, (conninfo, statement, parameters), seconds)


def _http_lines(count: int, port: int, request: bytes, status: int) -> list[Line]:
    return [HttpLine(port, request, status) for _ in range(count)]


def _libpq_lines(count: int, conninfo: str, statement: str, parameters: list[bytes | None]) -> list[Line]:
    return [LibpqLine(conninfo, statement, parameters) for _ in range(count)]


def _spread(make: Callable[..., list[Line]], arguments: tuple[Any, ...], seconds: float) -> Rate:
    """The same from two processes, so that Python's one lock is not what is measured."""
    share = CONNECTIONS // GENERATORS
    runs = [_generators().submit(_drive, make, (share, *arguments), seconds) for _ in range(GENERATORS)]
    waits = sorted(wait for run in runs for wait in run.result())
    return Rate(len(waits) / seconds, 1000 * waits[int(len(waits) * 0.99)] if waits else float("nan"))


@cache
def _generators() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(GENERATORS, mp_context=multiprocessing.get_context("spawn"))


def _drive(make: Callable[..., list[Line]], arguments: tuple[Any, ...], seconds: float) -> list[float]:
    """How long each answer took that came within the time; every line asks again as soon as it is answered."""
    lines = make(*arguments)
    with selectors.DefaultSelector() as ready:
        for line in lines:
            ready.register(line, selectors.EVENT_READ, line)
        _round(ready, lines, None)  # plans and caches of new connections
        waits = _round(ready, lines, seconds)
    for line in lines:
        line.close()
    return waits


def _round(ready: selectors.BaseSelector, lines: list[Line], seconds: float | None) -> list[float]:
    """Every line once, or again and again until the time is up and all have been answered."""
    waits: list[float] = []
    begun = time.perf_counter()
    asked = dict.fromkeys(lines, begun)
    for line in lines:
        line.ask()
    while asked:
        for key, _ in ready.select():
            line = key.data
            if not line.take():
                continue
            done = time.perf_counter()
            in_time = seconds is not None and done < begun + seconds
            if in_time or not waits:
                waits.append(done - asked[line])
            if in_time:
                asked[line] = done
                line.ask()
            else:
                del asked[line]
    return waits
