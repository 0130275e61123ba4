"""G1–G11, A12, A13: a hostile file is imported or refused with a reason, and touches nothing on its way."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from geo.files import walls
from geo.files.reader import ROOT, ReadOptions, open_file, read_layer
from geo.files.refusals import FileRefused
from tests.geo.files import makers
from tests.trust.gis_corpus import BOX, CANARY, Trap, hostile_files, mutated

CORPUS = hostile_files()
QUICK = ReadOptions(silence_s=25.0)


class Honeypot:
    """A web server and a file that count every touch."""

    def __init__(self, folder: Path) -> None:
        self.touches = 0
        self.secret = folder / "secret.csv"
        self.secret.write_text(f"a,b\n{CANARY},1\n")
        os.utime(self.secret, (1, 1))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.touches += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()

    @property
    def trap(self) -> Trap:
        return Trap(f"http://127.0.0.1:{self.port}", self.secret)

    @property
    def was_read(self) -> bool:
        return self.secret.stat().st_atime != 1


@pytest.fixture(scope="module")
def honeypot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Honeypot]:
    pot = Honeypot(tmp_path_factory.mktemp("honeypot"))
    yield pot
    pot.close()


def outcome(path: Path) -> str:
    """ "imported", or the code of the refusal; anything else is a failure of the promise."""
    try:
        rows = list(read_layer(path, QUICK))
    except FileRefused as refused:
        assert str(refused.detail)
        return refused.code
    assert CANARY not in repr([row.attributes for row in rows])
    assert "root:" not in repr([row.attributes for row in rows])
    return "imported"


def parent_rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def test_the_web_server_of_the_honeypot_notices_a_touch(tmp_path: Path) -> None:
    pot = Honeypot(tmp_path)
    socket.create_connection(("127.0.0.1", pot.port)).close()
    for _ in range(100):
        if pot.touches:
            break
        threading.Event().wait(0.01)
    assert pot.touches == 1
    pot.close()


@pytest.mark.parametrize(("label", "make"), CORPUS, ids=[label for label, _ in CORPUS])
def test_a_hostile_file_is_imported_or_refused_and_touches_nothing(
    label: str, make: object, honeypot: Honeypot, tmp_path: Path
) -> None:
    path = make(tmp_path, honeypot.trap)  # type: ignore[operator]
    before, there = parent_rss_mb(), sorted(part.name for part in tmp_path.iterdir())
    said = outcome(path)
    assert said == "imported" if label in ("zip good", "csv good") else said
    assert honeypot.touches == 0
    assert not honeypot.was_read
    assert parent_rss_mb() - before < 60
    assert sorted(part.name for part in tmp_path.iterdir()) == there


REFUSED_BY = {
    "vrt /vsicurl/URL/data.geojson as .geojson": "xml",
    "vrt CSV:/etc/passwd as .geojson": "xml",
    "gml laughs as .geojson": "xml",
    "kml as .json": "xml",
    "gpkg endless view": "database_code",
    "gpkg hidden view": "database_code",
    "gpkg trigger": "database_code",
    "gpkg virtual table": "database_code",
    "gpkg computed column": "database_code",
    "gpkg short computed": "database_code",
    "zip bomb": "zip_bomb",
    "zip traversal": "zip_unsafe_name",
    "zip backslash": "zip_unsafe_name",
    "zip link": "zip_link",
    "zip in zip": "zip_in_zip",
    "zip encrypted": "zip_encrypted",
    "zip many": "zip_too_many",
    "prj big": "wrong_content",
    "csv many columns": "too_many_columns",
}


@pytest.mark.parametrize(("label", "code"), REFUSED_BY.items())
def test_known_attacks_are_refused_for_the_right_reason(
    label: str, code: str, honeypot: Honeypot, tmp_path: Path
) -> None:
    assert outcome(dict(CORPUS)[label](tmp_path, honeypot.trap)) == code


def run_walled(code: str, room: Path) -> str:
    """Run a piece of code behind the same walls as the reader's child."""
    text = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\nfrom geo.files import walls\n"
        "net = walls.leave_the_network(); walls.limit(cpu_s=3, file_bytes=10**6)\n"
        f"walls.stop_writing(); landlock = walls.see_only(Path({str(room)!r}))\n" + code
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", text],
        check=False,
        capture_output=True,
        env=walls.settings_for_gdal(walls.SKIPPED),
        timeout=60,
    )
    return done.stdout.decode() + done.stderr.decode()


def test_the_child_has_no_network(honeypot: Honeypot, tmp_path: Path) -> None:
    said = run_walled(f"import socket; socket.create_connection(('127.0.0.1', {honeypot.port}), 2)", tmp_path)
    assert "Error" in said
    assert honeypot.touches == 0


def test_the_child_sees_no_other_file(honeypot: Honeypot, tmp_path: Path) -> None:
    said = run_walled(f"print(landlock); print(open({str(honeypot.secret)!r}).read())", tmp_path)
    if said.startswith("0"):
        pytest.skip("this kernel has no Landlock; the other walls hold")
    assert "PermissionError" in said
    assert CANARY not in said


def test_the_child_writes_nothing(tmp_path: Path) -> None:
    said = run_walled(f"open({str(tmp_path / 'new')!r}, 'w').write('x')", tmp_path)
    assert "Error" in said
    assert not (tmp_path / "new").exists() or (tmp_path / "new").stat().st_size == 0


def test_the_child_cannot_eat_all_memory(tmp_path: Path) -> None:
    assert "MemoryError" in run_walled("x = bytearray(3 * 10**9)", tmp_path)


def test_the_child_cannot_run_for_ever(tmp_path: Path) -> None:
    assert "end" not in run_walled("\nwhile True: pass\nprint('end')", tmp_path)


def test_the_child_knows_three_drivers_and_no_secret_of_ours(tmp_path: Path) -> None:
    said = run_walled(
        "import os, json, pyogrio; print(json.dumps([sorted(pyogrio.list_drivers()), dict(os.environ)]))", tmp_path
    )
    # The library's warnings come before it, after it, or both.
    drivers, environment = json.loads(said[said.index("[[") : said.rindex("}]") + len("}]")])
    assert drivers == sorted(walls.DRIVERS)
    assert not {name for name in environment if "DATABASE" in name or "SECRET" in name or "KUULUVUUS" in name}


def test_a_missing_wall_is_told_to_the_operator(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geo.files import reader

    reader._warn_once.cache_clear()
    monkeypatch.setattr(
        reader,
        "BOOT",
        "import sys; sys.path.insert(0, sys.argv[1])\nfrom geo.files import walls\n"
        "walls.leave_the_network = lambda: False\nwalls.see_only = lambda room: 0\n"
        "from geo.files.child import main; main()",
    )
    path = makers.write_csv(tmp_path / "a.csv", "a\n1\n")
    with open_file(path) as reading:
        assert reading.layer.missing_walls == ("network", "files")
    assert "network and files" in caplog.text


def seeds(folder: Path) -> list[Path]:
    folder.mkdir()
    makers.write_geojson(folder / "a.geojson", [makers.feature(makers.square(27, 61), name="Ä", n=1.5)] * 3)
    makers.write_layer(folder / "a.gpkg", [BOX, shapely.Point(1, 1).buffer(5)], code=["1", "2"])
    makers.write_layer(folder / "s.shp", [BOX, BOX], code=["1", "2"])
    makers.write_csv(folder / "a.csv", 'id,text,wkt\n1,"a ""b""\nc","POINT (27 61)"\n2,d,"POINT (27 62)"\n')
    makers.zip_shapefile(folder, "s")
    return sorted(path for path in folder.iterdir() if path.suffix in (".geojson", ".gpkg", ".csv", ".zip"))


def test_damaged_files_are_imported_or_refused(tmp_path: Path, honeypot: Honeypot) -> None:
    (tmp_path / "mutants").mkdir()
    for path in mutated(seeds(tmp_path / "seeds"), tmp_path / "mutants", 40, seed=7):
        outcome(path)
        path.unlink()
    assert honeypot.touches == 0


@pytest.mark.heavy
def test_twenty_thousand_damaged_files_are_imported_or_refused(tmp_path: Path) -> None:
    """One warm process forks for each file and puts up the same walls; only the start of Python is saved."""
    (tmp_path / "mutants").mkdir()
    job = json.dumps({"seeds": [str(path) for path in seeds(tmp_path / "seeds")], "folder": str(tmp_path / "mutants")})
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.gis_storm", "20000", "11"],
        input=job.encode(),
        check=False,
        capture_output=True,
        cwd=ROOT,
        env={**walls.settings_for_gdal(walls.SKIPPED), "PATH": os.environ["PATH"]},
    )
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["unexpected"] == []
    assert sum(result["outcomes"].values()) == 20_000
    assert result["rss_grew_mb"] < 20
