"""A second checkout has a cluster of its own, on loopback, with passwords in a file of its owner."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import cluster


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if cluster.own_database_given():
        pytest.skip("DATABASE_URL is set: there is no private cluster to try")
    folder = tmp_path_factory.mktemp("second checkout")
    (folder / "config").mkdir()
    for name in ("__init__.py", "cluster.py"):
        shutil.copy(Path(cluster.__file__).with_name(name), folder / "config" / name)
    do(folder, "setup")
    yield folder
    do(folder, "stop")
    shutil.rmtree(Path(facts(folder)["CLUSTER_DATA"]).parent)


def do(folder: Path, action: str) -> None:
    subprocess.run([sys.executable, "-m", "config.cluster", action], cwd=folder, check=True, timeout=120)


def facts(folder: Path) -> dict[str, str]:
    lines = (folder / ".local" / "database.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_its_port_and_data_are_its_own(checkout: Path) -> None:
    ours = cluster.known()
    assert facts(checkout)["CLUSTER_PORT"] != ours["CLUSTER_PORT"]
    assert facts(checkout)["CLUSTER_DATA"] != ours["CLUSTER_DATA"]


def test_its_passwords_are_for_the_owners_eyes_only(checkout: Path) -> None:
    assert (checkout / ".local" / "database.env").stat().st_mode & 0o077 == 0
    assert not list(checkout.rglob("initdb.pw"))


def test_it_listens_on_loopback_alone_and_writes_durably(checkout: Path) -> None:
    with psycopg.connect(facts(checkout)["DATABASE_URL"]) as connection:
        shown = connection.execute(
            "SELECT current_setting('listen_addresses'),"
            " current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')"
        ).fetchone()
    assert shown == ("127.0.0.1", "on", "on", "on")


def test_nobody_comes_in_without_the_password(checkout: Path) -> None:
    address = facts(checkout)["DATABASE_URL"]
    password = address.split(":")[2].split("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.replace(password, "guess"))


def test_the_application_may_use_what_the_owner_makes_and_no_more(checkout: Path) -> None:
    with psycopg.connect(facts(checkout)["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE trial (id bigserial, place geometry(Point, 3067))")
    with psycopg.connect(facts(checkout)["DATABASE_URL"], autocommit=True) as app:
        app.execute("INSERT INTO trial (place) VALUES (ST_SetSRID(ST_MakePoint(1, 2), 3067))")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE trial")


def test_setting_up_again_changes_nothing(checkout: Path) -> None:
    before = facts(checkout)
    do(checkout, "setup")
    assert facts(checkout) == before


def test_a_stopped_cluster_starts_again_where_it_was(checkout: Path) -> None:
    do(checkout, "stop")
    do(checkout, "start")
    with psycopg.connect(facts(checkout)["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_server_starts_again_at_once(checkout: Path) -> None:
    with psycopg.connect(facts(checkout)["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
    lock = Path(facts(checkout)["CLUSTER_DATA"]) / "postmaster.pid"
    os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)
    do(checkout, "start")
    with psycopg.connect(facts(checkout)["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
