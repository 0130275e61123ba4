"""A Chromium of its own, with a profile that outlives it, so that it can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.frontend.conftest import CHROMIUM

PATIENCE_S = 120.0
PHONE = {"width": 390, "height": 844}


class OwnBrowser:
    """Used in a `with`; `kill` is kill -9 of the whole process group, `start` begins again with the same profile."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright, self._profile = playwright, profile
        self._process: subprocess.Popen[bytes] | None = None
        self.context: BrowserContext

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> Page:
        port = _free_port()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--lang=fi"]
        self._process = subprocess.Popen(
            [CHROMIUM, *options, f"--remote-debugging-port={port}", f"--user-data-dir={self._profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        _wait_for(port)
        self.context = self._playwright.chromium.connect_over_cdp(address).contexts[0]
        return self.page()

    def page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        return page

    def kill(self) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self._profile / name).unlink(missing_ok=True)


def until(page: Page, holds: Callable[[], object], what: str) -> None:
    """Polls: a strict content security policy does not let a page evaluate strings."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, what
        page.wait_for_timeout(100)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
