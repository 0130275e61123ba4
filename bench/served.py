"""The service as it is, for measurements: with its kept tiles or (BENCH_KEEP=no) without, and two empty answers."""

from __future__ import annotations

import os
from typing import Any

from config.wsgi import application as application  # noqa: PLC0414 - what granian looks for


def nothing(request: Any) -> Any:
    from django.http import HttpResponse

    return HttpResponse(b"nothing", content_type="text/plain")


def _add_empty_answers() -> None:
    """`/nothing` goes the way of a page, the layer `nothing` the way of a tile; neither asks the database."""
    from django.urls import get_resolver, path

    from geo.tiles.registry import Fetched, Layer, register

    get_resolver().url_patterns.insert(0, path("nothing", nothing))
    register(Layer("nothing", lambda asked, held: Fetched("0", b"nothing"), "public"))


def _keep_no_tiles() -> None:
    from geo.tiles import answers
    from geo.tiles.kept import KeptTiles

    answers.KEPT = KeptTiles(max_bytes=0)


_add_empty_answers()
if os.environ.get("BENCH_KEEP") == "no":
    _keep_no_tiles()
