"""Each reason for which a file is refused, told in words; here those that no other test of the reader meets."""

from __future__ import annotations

import os
import signal
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geo.files import reader
from geo.files.reader import ReadOptions, open_file, read_layer
from geo.files.refusals import REASONS, FileRefused
from tests.geo.files import makers

POINT = [shapely.Point(514_000, 6_839_000)]
SAYS_AGAIN = "from sys import stdin, argv, path; path.insert(0, argv[1]); stdin.read(); " + (
    "from geo.files.child import _say; _say({'frame': 'again', 'skip': 'X'})"
)


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "a;b\n1;2\n")
    return path


def without_layers(path: Path) -> Path:
    makers.write_layer(path, POINT, code=["1"])
    with sqlite3.connect(path) as database:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        database.execute("DROP TABLE areas")
    return path


def with_many_layers(path: Path) -> Path:
    makers.write_layer(path, POINT, code=["1"])
    with sqlite3.connect(path) as database:
        for number in range(1000):
            database.execute(f'CREATE TABLE "t{number}" (fid INTEGER PRIMARY KEY, a TEXT)')
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
                [f"t{number}", f"t{number}"],
            )
    return path


def torn(path: Path) -> Path:
    """The first page is whole; what it points at is not there."""
    makers.write_layer(path, POINT * 500, code=["1"] * 500)
    path.write_bytes(path.read_bytes()[:8192])
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: zipped(folder / "a.zip", "readme.pdf"), "zip_nothing"),
        (lambda folder: zipped(folder / "a.zip", "one.csv", "two.csv"), "zip_mixed"),
        (lambda folder: without_layers(folder / "a.gpkg"), "wrong_content"),
        (lambda folder: with_many_layers(folder / "a.gpkg"), "too_many_layers"),
        (lambda folder: torn(folder / "a.gpkg"), "unreadable"),
    ],
)
def test_a_file_is_refused_by_name(make: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        list(read_layer(make(tmp_path)))
    assert caught.value.code == code


def test_a_reader_that_says_nothing_for_too_long_is_stopped(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a\n1\n")
    with pytest.raises(FileRefused) as caught:
        list(read_layer(path, ReadOptions(silence_s=0.001)))
    assert caught.value.code == "too_slow"


def test_a_reader_that_dies_is_told_of(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 500_000)
    with pytest.raises(FileRefused) as caught, open_file(path) as reading:
        assert reading._child is not None
        os.killpg(reading._child.pid, signal.SIGSEGV)
        list(reading)
    assert caught.value.code == "reader_stopped"


def test_a_reader_whose_drivers_cannot_be_shut_off_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "BOOT", SAYS_AGAIN)
    monkeypatch.setattr(reader, "_skipped", reader._Skipped())
    with pytest.raises(FileRefused) as caught:
        list(read_layer(makers.write_csv(tmp_path / "a.csv", "a\n1\n")))
    assert caught.value.code == "no_walls"


@pytest.mark.parametrize("code", REASONS)
def test_every_refusal_has_a_sentence_even_without_its_parameters(code: str) -> None:
    assert len(str(FileRefused(code).detail)) > 10
