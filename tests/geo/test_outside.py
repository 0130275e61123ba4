"""What we ask of others, and how little of it they can turn against us."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from geo.outside import Away, Question, ask
from tests.map_services import running


def question(address: str, within_s: float = 10.0) -> Question:
    return Question(address, "image/*", within_s, 1000)


def test_a_redirect_to_another_host_is_not_followed() -> None:
    with running() as inside, running() as first:
        first.answer = lambda path: (302, f"{inside.url}/secret".encode())
        with pytest.raises(Away):
            ask(question(first.url))
        assert inside.asked == []


def test_a_redirect_within_the_host_is() -> None:
    with running() as service:
        service.answer = lambda path: (302, b"/there") if path == "/here" else (200, b"found")
        assert ask(question(service.url + "/here")) == b"found"


def test_only_the_web_is_asked() -> None:
    for address in ("file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "127.0.0.1"):
        with pytest.raises(Away):
            ask(question(address))


def test_an_answer_that_drips_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(Away, match="slow"):
            ask(question(f"http://127.0.0.1:{server.getsockname()[1]}/", within_s=1.0))
        assert time.monotonic() - began < 5


def _drip(server: socket.socket) -> None:
    guest, _address = server.accept()
    guest.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
    try:
        for _ in range(200):
            guest.sendall(b".")
            time.sleep(0.1)
    except OSError:
        return


def test_an_answer_that_is_too_large_or_none_at_all_is_away() -> None:
    with running() as service:
        service.answer = lambda path: (200, b"x" * 1001)
        with pytest.raises(Away, match="large"):
            ask(question(service.url))
        service.answer = lambda path: (404, b"")
        with pytest.raises(Away) as told:
            ask(question(service.url))
        assert told.value.status == 404
