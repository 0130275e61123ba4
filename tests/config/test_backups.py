"""R9: a service that was destroyed comes back as it was at a moment, with every row, every picture and every key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config import cluster

ROWS = 20_000
TABLES = """
CREATE TABLE said (id bigserial PRIMARY KEY, text text NOT NULL, place geometry(Point, 3067));
CREATE INDEX ON said USING gist (place);
ALTER TABLE said ENABLE ROW LEVEL SECURITY;
ALTER TABLE said FORCE ROW LEVEL SECURITY;
CREATE POLICY own_town ON said USING (current_setting('kuuluvuus.town', true) = '1') WITH CHECK (true);
INSERT INTO said (text, place)
SELECT 'viesti ' || n, ST_SetSRID(ST_MakePoint(500000 + n, 6800000 + n % 97), 3067) FROM generate_series(1, 20000) n;
CREATE TABLE answered (said_id bigint REFERENCES said, at timestamptz DEFAULT now());
"""


@dataclass
class Checkout:
    """A folder with the service's own cluster and backups, far from any other."""

    folder: Path

    def do(self, *words: str, fails: bool = False) -> str:
        command = [sys.executable, "-m", *words]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("KUULUVUUS_", "DATABASE_"))}
        done = subprocess.run(
            command, check=False, cwd=self.folder, env=clean, capture_output=True, text=True, timeout=120
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def backups(self, *words: str, fails: bool = False) -> str:
        return self.do("config.backups", *words, fails=fails)

    @property
    def facts(self) -> dict[str, str]:
        lines = (self.folder / ".local" / "database.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if not line.startswith("#"))

    def owner(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.facts["DATABASE_OWNER_URL"], autocommit=True)

    def sums(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.backups("sums"))
        return found

    def picture(self, name: str) -> Path:
        return self.folder / ".local" / "files" / name

    def say(self, text: str) -> None:
        with self.owner() as connection:
            connection.execute("INSERT INTO said (text) VALUES (%s)", [text])

    def now(self) -> str:
        with self.owner() as connection:
            row = connection.execute("SELECT clock_timestamp()::text").fetchone()
        time.sleep(0.1)
        assert row
        return str(row[0])


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    if cluster.own_database_given():
        pytest.skip("DATABASE_URL is set: there is no private cluster to try")
    folder = Path(tempfile.mkdtemp(prefix="a service to lose "))
    folder.chmod(0o711)
    shutil.copytree(Path(cluster.__file__).parent, folder / "config", ignore=shutil.ignore_patterns("__pycache__"))
    one = Checkout(folder)
    one.do("config.cluster", "setup")
    one.picture("ab").mkdir(parents=True)
    one.picture("ab/first.jpg").write_bytes(b"first")
    (folder / ".local" / "secret.key").write_text("the key of then")
    with one.owner() as connection:
        connection.execute(TABLES)
    one.backups("every-moment")
    one.backups("make")
    yield one
    one.do("config.cluster", "stop")
    shutil.rmtree(folder)


def destroy(checkout: Checkout, *, machine: bool) -> None:
    """The whole machine but the folder of backups; or only what the database held."""
    data = Path(checkout.facts["CLUSTER_DATA"])
    checkout.do("config.cluster", "stop")
    shutil.rmtree(checkout.picture(""))
    if machine:
        shutil.rmtree(data)
        (checkout.folder / ".local" / "database.env").unlink()
        (checkout.folder / ".local" / "secret.key").unlink()


def test_a_lost_machine_comes_back_as_it_was_at_a_moment(checkout: Checkout) -> None:
    checkout.picture("ab/second.jpg").write_bytes(b"second")
    checkout.say("just before the moment")
    checkout.backups("files")
    as_it_was, moment = checkout.sums(), checkout.now()
    checkout.say("after the moment")
    with checkout.owner() as connection:
        connection.execute("TRUNCATE answered; SELECT set_config('kuuluvuus.town', '1', false)")
        connection.execute("DELETE FROM said WHERE id % 2 = 0")
    checkout.backups("point", "--point", "handed_over")
    destroy(checkout, machine=True)
    checkout.backups("restore", "--to", moment)
    assert checkout.sums() == as_it_was
    assert as_it_was["public.said"].split()[0] == str(ROWS + 1)
    assert checkout.picture("ab/second.jpg").read_bytes() == b"second"
    assert (checkout.folder / ".local" / "secret.key").read_text() == "the key of then"
    checkout.say("the service goes on")


def test_what_was_not_handed_over_is_found_where_the_old_database_lies(checkout: Checkout) -> None:
    checkout.say("written a moment ago")
    passwords = checkout.facts
    as_it_was = checkout.sums()
    destroy(checkout, machine=False)
    told = checkout.backups("restore")
    assert checkout.sums() == as_it_was
    assert "The one before lies in" in told
    assert checkout.picture("ab/first.jpg").read_bytes() == b"first"
    assert checkout.facts == passwords
    checkout.say("signed in as before")


@pytest.mark.heavy
def test_a_named_point_is_reached_and_nothing_after_it(checkout: Checkout) -> None:
    as_it_was = checkout.sums()
    checkout.backups("point", "--point", "before_upgrade")
    checkout.say("an upgrade that failed")
    checkout.backups("restore", "--point", "before_upgrade")
    assert checkout.sums() == as_it_was


def test_a_backup_that_was_touched_is_told_and_not_restored(checkout: Checkout) -> None:
    checkout.backups("make")
    newest = sorted((checkout.folder / ".local" / "backups").glob("*T*Z"))[-1]
    assert f"{newest.name}  in order" in checkout.backups("verify")
    content = (newest / "base.tar.gz").read_bytes()
    (newest / "base.tar.gz").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    as_it_was = checkout.sums()
    assert "base.tar.gz is not what it was" in checkout.backups("verify", fails=True)
    assert "is not whole" in checkout.backups("restore", "--backup", newest.name, fails=True)
    assert checkout.sums() == as_it_was
    (newest / "base.tar.gz").write_bytes(content)


@pytest.mark.heavy
def test_old_backups_go_but_never_the_newest_two(checkout: Checkout) -> None:
    folder = checkout.folder / ".local" / "backups"
    checkout.backups("make", "--keep-days", "0")
    left = sorted(path.name for path in folder.glob("*T*Z"))
    assert len(left) == 2
    first = json.loads((folder / left[0] / "manifest.json").read_text())
    pieces = [path.name for path in (folder / "wal" / first["system"]).glob("0*.gz") if ".history" not in path.name]
    assert pieces and min(name[8:24] for name in pieces) >= first["first_piece"][8:]
    checkout.backups("restore", "--backup", left[0])


def test_nobody_but_its_owner_reads_a_backup(checkout: Checkout) -> None:
    folder = checkout.folder / ".local" / "backups"
    open_to_others = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    assert [path.name for path in open_to_others if path.name != "latest.json"] == []


def test_a_sealed_backup_is_read_with_its_key_alone_and_to_the_last_word(checkout: Checkout, tmp_path: Path) -> None:
    if not shutil.which("age"):
        pytest.skip("age is not installed here: script/setup --test does it")
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    reader = subprocess.run(["age-keygen", "-y", str(key)], check=True, capture_output=True, text=True).stdout.strip()
    checkout.backups("every-moment", "--seal-for", reader)
    checkout.backups("make", "--seal-for", reader)
    newest = sorted((checkout.folder / ".local" / "backups").glob("*T*Z"))[-1]
    assert not list(newest.glob("*.gz"))
    checkout.say("after the sealed backup")
    as_it_was = checkout.sums()
    checkout.backups("point", "--seal-for", reader, "--point", "handed_over")
    destroy(checkout, machine=True)  # so that the last pieces are in the sealed folder alone
    assert "is sealed" in checkout.backups("restore", fails=True)
    checkout.backups("restore", "--identity", str(key))
    assert checkout.sums() == as_it_was
