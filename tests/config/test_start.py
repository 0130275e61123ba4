"""The service starts quickly: what takes seconds to load waits until somebody asks for it."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

HEAVY = (
    *("weasyprint", "folium", "docx", "openpyxl", "qrcode", "PIL"),
    *("pandas", "geopandas", "pyogrio", "pyarrow", "numba", "holidays", "scipy.special", "scipy.stats"),
)


def test_nothing_heavy_is_loaded_at_the_start() -> None:
    told = f"import config.wsgi, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
