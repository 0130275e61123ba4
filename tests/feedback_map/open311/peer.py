"""Another town's Open311 server, made by us on loopback: a real HTTP server that stores what is posted and may fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

Failure = Callable[[], str]  # "", "before", "after", or an HTTP status


class Peer(ThreadingHTTPServer):
    """Keeps requests in a list; the same Idempotency-Key again gets the first one, if it `takes_keys`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *, takes_keys: bool = True, gives_tokens: bool = False) -> None:
        self.takes_keys, self.gives_tokens = takes_keys, gives_tokens
        self.requests: list[dict[str, str]] = []
        self.updates: list[dict[str, str]] = []
        self.by_key: dict[str, int] = {}
        self.fail: Failure = lambda: ""
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/open311/v2"

    def take(self, form: dict[str, str], key: str) -> int:
        with self.lock:
            if key and self.takes_keys and key in self.by_key:
                return self.by_key[key]
            self.requests.append(form)
            self.by_key[key] = len(self.requests)
            return len(self.requests)


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        peer: Peer = self.server  # type: ignore[assignment]
        failure = peer.fail()
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length).decode()
        if failure == "before" or len(body) < length:  # who asks may die in the middle of it
            return self._cut()
        if failure.isdigit():
            return self._tell(int(failure), [{"code": failure, "description": "no"}])
        number = peer.take(dict(parse_qsl(body)), self.headers.get("Idempotency-Key", ""))
        if failure == "after":
            return self._cut()
        told = {"token": f"t{number}"} if peer.gives_tokens else {"service_request_id": str(number)}
        return self._tell(201, [told])

    def do_GET(self) -> None:
        peer: Peer = self.server  # type: ignore[assignment]
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        what = address.path.rsplit("/v2/", 1)[1]
        if what.startswith("tokens/t"):
            return self._tell(200, [{"service_request_id": what[8:].split(".")[0]}])
        if what.startswith("servicerequestupdates"):
            return self._tell(200, peer.updates)
        if what.startswith("requests"):
            return self._tell(200, [_request(n, form) for n, form in enumerate(peer.requests, 1) if _asked(asked, n)])
        return self._tell(404, [{"code": 404, "description": "unknown"}])

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _tell(self, status: int, records: list[Any]) -> None:
        body = json.dumps(records).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


def _request(number: int, form: dict[str, str]) -> dict[str, str]:
    return {"service_request_id": str(number), "status": form.get("status", "open"), "description": form["description"]}


def _asked(asked: dict[str, str], number: int) -> bool:
    ids = asked.get("service_request_id")
    return ids is None or str(number) in ids.split(",")


@contextmanager
def running(**how: bool) -> Iterator[Peer]:
    peer = Peer(**how)
    threading.Thread(target=peer.serve_forever, daemon=True).start()
    yield peer
    peer.shutdown()
    peer.server_close()
