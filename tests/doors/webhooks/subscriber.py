"""Another system that is told by webhook: it keeps what it was sent, and answers as it is asked to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Subscriber:
    """`answers` are given in turn, the last one for good; with `cut_after` it takes what it is sent and hangs up."""

    answers: list[int] = field(default_factory=lambda: [200])
    cut_after: int = 0
    address: str = ""
    leads_to: str = ""
    heard: list[Heard] = field(default_factory=list)

    @property
    def events(self) -> list[str]:
        return [one.told["type"] for one in self.heard]


@contextmanager
def listening(**wishes: Any) -> Iterator[Subscriber]:
    subscriber = Subscriber(**wishes)

    class Reader(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            subscriber.heard.append(Heard({name.lower(): value for name, value in self.headers.items()}, body))
            if subscriber.cut_after:
                subscriber.cut_after -= 1
                self.connection.close()
                return
            status = subscriber.answers.pop(0) if len(subscriber.answers) > 1 else subscriber.answers[0]
            self.send_response(status)
            if subscriber.leads_to:
                self.send_header("Location", subscriber.leads_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  the name that the server calls

        def log_message(self, *_said: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Reader)
    subscriber.address = f"http://127.0.0.1:{server.server_address[1]}/kuuluvuus"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield subscriber
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
