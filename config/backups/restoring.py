"""Brings the database back as it was at a moment, with its settings, and the pictures of that moment."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from config import cluster
from config.backups import archive, pictures
from config.backups.making import Backup, all_in, wrong_in
from config.backups.place import Place, database_program, for_database, private, told_by
from config.cluster import ClusterError

PATIENCE_S = 3600
ROLES = {cluster.OWNER: "DATABASE_OWNER_URL", cluster.APP: "DATABASE_URL"}
Facts = dict[str, str]


@dataclass(frozen=True)
class Target:
    """How far: to a moment, to a named point, or (neither) as far as there is anything."""

    moment: datetime.datetime | None = None
    point: str = ""

    def settings(self) -> dict[str, str]:
        if self.point:
            return {"recovery_target_name": f"'{self.point}'", "recovery_target_action": "'promote'"}
        if self.moment:
            return {"recovery_target_time": f"'{self.moment.isoformat()}'", "recovery_target_action": "'promote'"}
        return {}


def chosen(place: Place, name: str, target: Target) -> Backup:
    """The one that was named, else the newest that was whole by the moment."""
    kept = all_in(place)
    if name:
        kept = [one for one in kept if one.folder.name == name]
    elif target.moment:
        kept = [one for one in kept if one.made_at <= target.moment]
    if not kept:
        raise ClusterError(f"There is no such backup in {place.folder}. script/backup --list tells which there are.")
    return kept[-1]


def restore(place: Place, backup: Backup, target: Target) -> Path | None:
    """The old database is put aside, not thrown away; gives where it lies."""
    if wrong := wrong_in(backup):
        raise ClusterError(f"The backup {backup.folder.name} is not whole: {'; '.join(wrong)}.")
    if target.settings() and not backup.told["every_moment_since"]:
        raise ClusterError("Nothing was handed over after this backup: it can only be restored as it is.")
    before = cluster.known()
    with tempfile.TemporaryDirectory(prefix="restore-", dir=_local()) as work:
        place.unpack(backup.file("settings.tar.gz"), Path(work))
        then = _facts_of(Path(work))
        facts = _facts_now(before, then)
        if before:
            cluster.stop()
        aside = _put_aside(Path(facts["CLUSTER_DATA"]))
        _lay_out(place, backup, facts)
        _write_facts({**facts, "CLUSTER_ADMIN_PASSWORD": then["CLUSTER_ADMIN_PASSWORD"]})
        _recover(place, backup, target, aside)
        _keep_passwords(facts)
        _put_settings_back(Path(work))
    pictures.bring_back(place, target.moment if not target.point else None)
    return aside


def _local() -> Path:
    cluster.LOCAL.mkdir(exist_ok=True)
    return cluster.LOCAL


def _facts_of(work: Path) -> Facts:
    """The passwords and the port of then."""
    lines = next(work.rglob("database.env")).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _facts_now(before: Facts, then: Facts) -> Facts:
    """This machine's own, when it has any; else those of then, in a folder and at a port that are free here."""
    if before:
        return before
    for data in (cluster.LOCAL / "pg", Path(then["CLUSTER_DATA"])):  # of which the passwords were lost
        _put_aside(data)
    data, port = cluster.new_data_folder(), int(then["CLUSTER_PORT"])
    if not cluster.can_bind(port):
        port = cluster.free_port()
    moved = {name: then[name].replace(f":{then['CLUSTER_PORT']}/", f":{port}/") for name in ROLES.values()}
    return {**then, **moved, "CLUSTER_DATA": str(data), "CLUSTER_PORT": str(port)}


def _put_aside(data: Path) -> Path | None:
    if not data.exists() or not any(data.iterdir()):
        return None
    moment = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = data.with_name(f"{data.name}.before-{moment}")
    data.rename(aside)
    return aside


def _lay_out(place: Place, backup: Backup, facts: Facts) -> None:
    data = Path(facts["CLUSTER_DATA"])
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    data.chmod(0o700)
    place.unpack(backup.file("base.tar.gz"), data)
    place.unpack(backup.file("pg_wal.tar.gz"), data / "pg_wal")
    conf = data / "conf.d" / "kuuluvuus.conf"
    lines = [line for line in conf.read_text().splitlines() if not line.startswith("port =")]
    conf.write_text("\n".join([*lines, f"port = {facts['CLUSTER_PORT']}"]) + "\n")
    log = data.parent / "pg.log"
    log.touch(mode=0o600)
    for_database(log)
    if os.geteuid() == 0:
        told_by(["chown", "-R", "postgres:postgres", str(data)])


def _write_facts(facts: Facts) -> None:
    lines = [f"{name}={value}\n" for name, value in facts.items()]
    cluster.write_private(
        cluster.ENV_FILE, "# Made by script/setup; brought back by script/restore.\n" + "".join(lines)
    )


def _recover(place: Place, backup: Backup, target: Target, aside: Path | None) -> None:
    data, number = Path(cluster.known()["CLUSTER_DATA"]), backup.told["system"]
    earlier = aside if aside and _system_of(aside) == number else None
    path = data / "conf.d" / "recovery.conf"
    if (data / "conf.d" / "archive.conf").exists():
        folder = archive.pieces(place, number)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for_database(folder)
        archive.write_conf(place, folder, data)
    with _for_its_eyes(place, data) as opening:
        command = archive.write_fetching(opening, number, earlier, data)
        wanted = {"restore_command": command, **target.settings()}
        cluster.run(["tee", str(path)], "".join(f"{name} = {value}\n" for name, value in wanted.items()))
        cluster.run(["touch", str(data / "recovery.signal")])
        try:
            cluster.start()
        except ClusterError as error:
            raise ClusterError(
                f"{error}\nWhere its log says that the target was not reached: choose another one."
            ) from None
        _wait_until_open()
    cluster.run(["rm", "-f", str(path), str(data / archive.FETCH)])
    cluster.psql("SELECT pg_reload_conf()")


@contextmanager
def _for_its_eyes(place: Place, data: Path) -> Iterator[Place]:
    """The database itself opens what was sealed, and may not read where its keeper has the key: a copy, for as long."""
    if not place.identity:
        yield place
        return
    key = data / "identity.txt"
    try:
        with private(key) as copied:
            copied.write(Path(place.identity).read_bytes())
        for_database(key)
        yield replace(place, identity=str(key))
    finally:
        key.unlink(missing_ok=True)


def _wait_until_open() -> None:
    until = time.monotonic() + PATIENCE_S
    while cluster.psql("SELECT pg_is_in_recovery()") == "t":
        if time.monotonic() > until:
            raise ClusterError("The database is still reading what it wrote then; its log tells how far it is.")
        time.sleep(0.3)


def _system_of(data: Path) -> str:
    lines = cluster.run(database_program("pg_controldata", str(data))).splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("Database system identifier"))


def _keep_passwords(facts: Facts) -> None:
    """The service of today goes on signing in with its passwords of today."""
    words = {role: facts[name].split(":")[2].split("@")[0] for role, name in ROLES.items()}
    words[cluster.ADMIN] = facts["CLUSTER_ADMIN_PASSWORD"]
    cluster.psql("; ".join(f"ALTER ROLE {role} PASSWORD '{word}'" for role, word in words.items()))
    _write_facts(facts)


def _put_settings_back(work: Path) -> None:
    """Keys and settings of then, where there are none now: who has set up a machine anew keeps what they said there."""
    for path in sorted(work.rglob("*")):
        own = path.name == "secret.key"
        place = cluster.LOCAL / path.name if own else Path("/") / path.relative_to(work)
        if path.is_file() and path.name != "database.env" and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
