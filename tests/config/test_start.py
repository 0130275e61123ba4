"""The service starts quickly: what takes seconds to load waits until somebody asks for it."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

HEAVY = (
    *("weasyprint", "folium", "docx", "openpyxl", "qrcode", "PIL"),
    *("pandas", "geopandas", "pyogrio", "pyarrow", "numba", "holidays", "scipy.special", "scipy.stats"),
)


def told_after_the_start(expression: str) -> str:
    told = f"import config.wsgi, gc, sys; print({expression})"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout.strip().splitlines()[-1]


def test_nothing_heavy_is_loaded_at_the_start() -> None:
    assert told_after_the_start(f"[name for name in {HEAVY!r} if name in sys.modules]") == "[]"


def test_what_is_loaded_at_the_start_is_not_looked_through_for_garbage() -> None:
    assert told_after_the_start("gc.isenabled() and gc.get_freeze_count() > 100_000") == "True"
