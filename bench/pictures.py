"""What a reader of the real towns sees: pages, documents and exports, fetched from the service as it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench import databases

PORT = 8177
CHROMIUM = os.environ.get("KUULUVUUS_TEST_CHROMIUM", "/usr/bin/chromium")
PAGES = {
    "mikkeli-coverage": "/mikkeli/coverage",
    "mikkeli-coverage-36": "/mikkeli/coverage?months=36",
    "mikkeli-coverage-seasonal": "/mikkeli/coverage?who=seasonal&months=36",
    "mikkeli-coverage-postal": "/mikkeli/coverage?set=postal",
    "mikkeli-coverage-sv": "/sv/mikkeli/coverage",
    "mikkeli-coverage-en": "/en/mikkeli/coverage",
    "suomenniemi": "/mikkeli/areas/board/suomenniemi",
    "suomenniemi-sv": "/sv/mikkeli/areas/board/suomenniemi",
    "suomenniemi-en": "/en/mikkeli/areas/board/suomenniemi",
    "mikkelin-pitaja": "/mikkeli/areas/board/mikkelin-pitaja",
    "heinola-coverage": "/heinola/coverage",
    "hamina-coverage": "/hamina/coverage",
    "jyvaskyla-coverage": "/jyvaskyla/coverage",
    "helsinki-coverage": "/helsinki/coverage",
    "helsinki-coverage-en": "/en/helsinki/coverage",
    "helsinki-area": "/helsinki/areas/district/{district}",
}
FILES = {
    "suomenniemi.pdf": "/mikkeli/areas/board/suomenniemi/sheet.pdf",
    "suomenniemi-sv.pdf": "/sv/mikkeli/areas/board/suomenniemi/sheet.pdf",
    "suomenniemi-en.pdf": "/en/mikkeli/areas/board/suomenniemi/sheet.pdf",
    "mikkelin-pitaja.pdf": "/mikkeli/areas/board/mikkelin-pitaja/sheet.pdf",
    "suomenniemi.docx": "/mikkeli/areas/board/suomenniemi/agenda.docx",
    "suomenniemi-map.html": "/mikkeli/areas/board/suomenniemi/map.html",
    "helsinki-area.pdf": "/helsinki/areas/district/{district}/sheet.pdf",
}


def take(folder: Path) -> None:
    """Every page as a picture, desktop and phone, and every document as a file."""
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        sys.exit(f"No Chromium at {CHROMIUM}: script/setup --test installs it.")
    codes = _codes()  # before the browser: its event loop keeps the database away
    addresses = {name: path.format(**codes) for name, path in (PAGES | _method_sheets()).items()}
    with _service() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shape, width in (("", 1280), ("-phone", 390)):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name, path in addresses.items():
                if not shape or name in {"mikkeli-coverage", "suomenniemi", "helsinki-coverage"}:
                    page.goto(base + path, wait_until="networkidle")
                    page.screenshot(path=folder / f"{name}{shape}.png", full_page=True)
        browser.close()
        for name, path in FILES.items():
            (folder / name).write_bytes(_get(base + path.format(**codes)))
    print(f"pictures and documents: {folder}")


def serve() -> None:
    with _service() as base:
        print(f"{base}/mikkeli/coverage until Ctrl-C", flush=True)
        signal.pause()


def _codes() -> dict[str, str]:
    from geo.models import Area

    areas = Area.objects.filter(municipality__slug="helsinki", area_set__kind="district").order_by("code")
    return {"district": areas.values_list("code", flat=True)[0]}


def _method_sheets() -> dict[str, str]:
    from neighbourhoods.models import ReleasedCoverage

    found = ReleasedCoverage.objects.filter(municipality__slug="mikkeli", kind="board", months=12).order_by("-pk")
    run: Any = found.values_list("coverage__method__run", flat=True).first()
    return {"method-sheet": f"/mikkeli/runs/{run}"}


@contextmanager
def _service() -> Iterator[str]:
    """The service over the towns' own database."""
    from django.conf import settings

    environment = dict(os.environ)
    for alias, name in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        own = settings.DATABASES[alias]
        environment[name] = f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(PORT), "--no-ws"]
    command += ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", "config.wsgi:application"]
    running = subprocess.Popen(command, cwd=databases.PROJECT, env=environment)
    try:
        base = f"http://127.0.0.1:{PORT}"
        _wait_for(base, running)
        yield base
    finally:
        running.terminate()
        running.wait(30)


def _wait_for(base: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and running.poll() is None:
        try:
            _get(f"{base}/healthz")
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("The service does not start.")


def _get(address: str) -> bytes:
    with urlopen(address, timeout=120) as answer:  # noqa: S310 - an address of our own service
        found: bytes = answer.read()
    return found
