"""What a phone has to fetch before the map page is whole."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.frontend.conftest import FRONTEND

BUILD = FRONTEND / "static" / "frontend"
BUDGET_BYTES = 180_000
FIRST = ("src/main.ts", "src/islands/town-map.ts")


def fetched(manifest: dict[str, dict[str, list[str]]], entry: str) -> set[str]:
    """An entry's own files and those of everything that it imports."""
    chunk = manifest[entry]
    files = {str(chunk["file"]), *chunk.get("css", []), *chunk.get("assets", [])}
    return files.union(*(fetched(manifest, name) for name in chunk.get("imports", [])))


def test_the_map_page_keeps_its_budget() -> None:
    if not (BUILD / "manifest.json").exists():
        pytest.fail("The front end is not built: script/setup builds it.")
    manifest = json.loads((BUILD / "manifest.json").read_text())
    files = set().union(*(fetched(manifest, entry) for entry in FIRST))
    sizes = {name: len(gzip.compress((BUILD / name).read_bytes())) for name in files}
    assert sum(sizes.values()) <= BUDGET_BYTES, sizes


def test_what_every_page_fetches_is_small() -> None:
    manifest = json.loads((BUILD / "manifest.json").read_text())
    assert sum(len(gzip.compress((BUILD / name).read_bytes())) for name in fetched(manifest, "src/main.ts")) <= 30_000
