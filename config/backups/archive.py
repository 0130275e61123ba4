"""The database hands over what it writes, piece by piece: that is what makes every moment between backups reachable."""

from __future__ import annotations

import shlex
import time
from pathlib import Path

from config import cluster
from config.backups.place import Place, for_database
from config.cluster import ClusterError

HAND_OVER, FETCH = "conf.d/hand_over.sh", "conf.d/fetch.sh"  # in the database's folder, where its commands run
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
    """A piece that comes again (its acknowledgement was lost) is compared and taken; another of its name is not.

    What is to be done stands in a file of its own: PostgreSQL cuts a command that is longer than 1,023 characters.
    """
    pack, same = 'gzip -nc "$piece" >"$unfinished"', 'gzip -dc "$kept" | cmp -s - "$piece"'
    if place.recipient:
        pack = f'gzip -nc "$piece" >"$plain"\n{shlex.join(place.packed())} <"$plain" >"$unfinished"\nrm "$plain"'
        same = "true"
    folder_said = shlex.quote(str(folder))
    lines = [
        "# Hands over one piece of what the database wrote. Made by script/backup. Takes: the piece's path, its name",
        "set -eu",
        f'piece=$1 kept={folder_said}/"$2".gz{place.ending}',
        f'unfinished={folder_said}/".$2.part" plain={folder_said}/".$2"',
        f'if test -f "$kept"; then {same}; exit; fi',
        pack,
        'sync "$unfinished"',
        'mv "$unfinished" "$kept"',
    ]
    cluster.run(["tee", str(data / HAND_OVER)], "\n".join(lines) + "\n")
    settings = {"archive_mode": "on", "archive_timeout": f"{EVERY_S}s", "archive_command": f"'sh {HAND_OVER} %p %f'"}
    text = "".join(f"{name} = {value}\n" for name, value in settings.items())
    cluster.run(["tee", str(data / "conf.d" / "archive.conf")], text)


def write_fetching(place: Place, number: str, earlier: Path | None, data: Path) -> str:
    """The command that brings a piece back; the last ones may still lie where the lost database had them."""
    kept = f'{shlex.quote(str(pieces(place, number)))}/"$2".gz'
    lines = [
        "# Brings one piece back of what the database wrote. Made by script/restore. Takes: where to, the piece's name",
        f'if test -f {kept} && gzip -dc {kept} >"$1"; then exit 0; fi',
    ]
    if place.identity:
        opened = f"age --decrypt --identity {shlex.quote(place.identity)} {kept}.age"
        lines.append(f'if test -f {kept}.age && {opened} | gzip -dc >"$1"; then exit 0; fi')
    lines.append(f'cp {shlex.quote(str(earlier))}/pg_wal/"$2" "$1"' if earlier else "exit 1")
    cluster.run(["tee", str(data / FETCH)], "\n".join(lines) + "\n")
    return f"'sh {FETCH} %p %f'"


def hand_over_now(place: Place) -> None:
    """Waits until all that is written now has been handed over."""
    wanted = cluster.psql("SELECT pg_walfile_name(pg_switch_wal())")
    folder = pieces(place, system())
    until = time.monotonic() + PATIENCE_S
    while not any(folder.glob(f"{wanted}.gz*")):
        if time.monotonic() > until:
            raise ClusterError(f"The database could not hand over {wanted} to {folder}. Its log says why.")
        time.sleep(0.1)
