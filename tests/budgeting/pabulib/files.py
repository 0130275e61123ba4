"""Small Pabulib files, and where the real ones are."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "pabulib"
needs_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="the real elections are not here")

META = (
    "META\nkey;value\ndescription;A small one\ncountry;Poland\nunit;Town\ninstance;2026\nnum_projects;3\nnum_votes;4\n"
)
MONEY = "budget;1000\nvote_type;approval\nrule;greedy\n"
PROJECTS = (
    "PROJECTS\nproject_id;cost;votes;name;selected;latitude;longitude\n"
    "p1;600;3;Park;1;52.1;21.0\np2;300;2;Path;1;52.2;21.1\np3;200;1;Swing;0;52.3;21.2\n"
)
VOTES = "VOTES\nvoter_id;vote\nv1;p1,p2\nv2;p1\nv3;p1,p3\nv4;p2\n"
CLEAN = META + MONEY + PROJECTS + VOTES


def put(folder: Path, text: str, name: str = "small.pb") -> Path:
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def changed(old: str, new: str) -> str:
    assert old in CLEAN
    return CLEAN.replace(old, new)
