"""The database hands over what it writes, piece by piece: that is what makes every moment between backups reachable."""

from __future__ import annotations

import shlex
import time
from pathlib import Path

from config import cluster
from config.backups.place import Place, for_database
from config.cluster import ClusterError

EVERY_S = 60  # at most so much is lost with the machine
PATIENCE_S = 60


def system() -> str:
    """The number of this very cluster: pieces of another one must never come between."""
    return cluster.psql("SELECT system_identifier FROM pg_control_system()")


def pieces(place: Place, number: str) -> Path:
    return place.folder / "wal" / number


def turn_on(place: Place) -> None:
    """Makes the folder and tells the database; restarts it when it did not hand over before."""
    folder = pieces(place, system())
    folder.mkdir(parents=True, exist_ok=True)
    for path in (place.folder, folder.parent):
        path.chmod(0o711)
    folder.chmod(0o700)
    for_database(folder)
    write_conf(place, folder, Path(cluster.known()["CLUSTER_DATA"]))
    if cluster.psql("SHOW archive_mode") == "on":
        cluster.psql("SELECT pg_reload_conf()")
    else:
        cluster.stop()
        cluster.start()


def is_on() -> bool:
    return cluster.psql("SHOW archive_mode") == "on"


def write_conf(place: Place, folder: Path, data: Path) -> None:
    """A piece that comes again (its acknowledgement was lost) is compared and taken; another of its name is not."""
    kept, unfinished, plain = (
        quoted(f"{escaped(folder)}/{name}") for name in (f"%f.gz{place.ending}", ".%f.part", ".%f")
    )
    same = "true" if place.recipient else f"gzip -dc {kept} | cmp -s - %p"
    packed = f"gzip -nc %p > {unfinished}"
    if place.recipient:
        packed = f"gzip -nc %p > {plain} && {shlex.join(place.packed())} < {plain} > {unfinished} && rm {plain}"
    fresh = f"{packed} && sync {unfinished} && mv {unfinished} {kept}"
    command = f"if test -f {kept}; then {same}; else {fresh}; fi"
    settings = {"archive_mode": "on", "archive_timeout": f"{EVERY_S}s", "archive_command": in_conf(command)}
    text = "".join(f"{name} = {value}\n" for name, value in settings.items())
    cluster.run(["tee", str(data / "conf.d" / "archive.conf")], text)


def fetching(place: Place, number: str, earlier: Path | None) -> str:
    """The command that brings a piece back; the last ones may still lie where the lost database had them."""
    folder = escaped(pieces(place, number))
    kept, sealed = quoted(f"{folder}/%f.gz"), quoted(f"{folder}/%f.gz.age")
    ways = [f"test -f {kept} && gzip -dc {kept} > %p"]
    if place.identity:
        opened = f"age --decrypt --identity {quoted(place.identity)} {sealed}"
        ways.append(f"test -f {sealed} && {opened} | gzip -dc > %p")
    if earlier:
        ways.append(f"cp {quoted(f'{escaped(earlier)}/pg_wal/%f')} %p")
    return " || ".join(f"{{ {way}; }}" for way in ways)


def hand_over_now(place: Place) -> None:
    """Waits until all that is written now has been handed over."""
    wanted = cluster.psql("SELECT pg_walfile_name(pg_switch_wal())")
    folder = pieces(place, system())
    until = time.monotonic() + PATIENCE_S
    while not any(folder.glob(f"{wanted}.gz*")):
        if time.monotonic() > until:
            raise ClusterError(f"The database could not hand over {wanted} to {folder}. Its log says why.")
        time.sleep(0.1)


def quoted(text: str) -> str:
    return shlex.quote(text)


def escaped(folder: Path) -> str:
    """PostgreSQL fills in what follows a per cent sign."""
    return str(folder).replace("%", "%%")


def in_conf(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
