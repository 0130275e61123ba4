"""Makes a backup, tells what there is, looks one through, and lets go of what is too old."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import cluster
from config.backups import archive, pictures
from config.backups.place import (
    Place,
    administrator,
    connection_of,
    database_program,
    digest,
    read_json,
    told_by,
    write_json,
)
from config.cluster import ClusterError

NAMES = "%Y%m%dT%H%M%SZ"
LEAST_KEPT = 2
SETTINGS = (Path("/etc/kuuluvuus"),)


@dataclass(frozen=True)
class Backup:
    """One that is whole: it has a manifest."""

    folder: Path
    told: dict[str, Any]

    @property
    def made_at(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.told["made_at"])

    def file(self, begins: str) -> Path:
        name: str = next(name for name in self.told["files"] if name.startswith(begins))
        return self.folder / name


def all_in(place: Place) -> list[Backup]:
    """Oldest first."""
    found = sorted(place.folder.glob("*T*Z/manifest.json"))
    return [Backup(path.parent, read_json(path)) for path in found]


def make(place: Place) -> Backup:
    """The database, the settings and the pictures, of one moment."""
    facts = cluster.known()
    if not facts:
        raise ClusterError("There is no private database here. One of your own is backed up where it runs.")
    place.folder.mkdir(parents=True, exist_ok=True)
    place.folder.chmod(0o711)
    pictures.keep_new(place)
    begun = datetime.datetime.now(datetime.UTC)
    folder = place.folder / begun.strftime(NAMES)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=cluster.LOCAL) as work:
        told = _database(Path(work), facts)
        _settings(Path(work))
        kept = [place.keep(path, folder / path.name) for path in sorted(Path(work).glob("*.gz"))]
    if archive.is_on():
        archive.hand_over_now(place)
    told |= {
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(),
        "system": archive.system(),
        "every_moment_since": archive.is_on(),
        "files": {path.name: {"sha256": digest(path), "bytes": path.stat().st_size} for path in kept},
    }
    write_json(folder / "manifest.json", told)
    latest = {"made_at": told["made_at"], "bytes": sum(one["bytes"] for one in told["files"].values())}
    write_json(place.folder / "latest.json", latest, 0o644)
    return Backup(folder, told)


def _database(work: Path, facts: dict[str, str]) -> dict[str, Any]:
    options = ["-D", str(work), "--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", "--no-password"]
    told_by(database_program("pg_basebackup", *connection_of(facts), *options), administrator(facts))
    manifest = json.loads((work / "backup_manifest").read_text())
    begins = manifest["WAL-Ranges"][0]
    size = int(cluster.psql("SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"))
    version = cluster.psql("SHOW server_version_num")
    return {"first_piece": _piece(begins["Timeline"], begins["Start-LSN"], size), "postgresql": version}


def _piece(timeline: int, position: str, size: int) -> str:
    high, low = (int(part, 16) for part in position.split("/"))
    return f"{timeline:08X}{high:08X}{low // size:08X}"


def _settings(work: Path) -> None:
    """Passwords and keys: what is needed to read the database again, and to be the same service."""
    own = [path for path in (cluster.ENV_FILE, cluster.LOCAL / "secret.key") if path.exists()]
    there = [str(path) for path in (*own, *SETTINGS) if path.exists()]
    told_by(["tar", "-czPf", str(work / "settings.tar.gz"), "--", *there])


def wrong_in(backup: Backup) -> list[str]:
    """What is missing or was changed since it was made."""
    found = []
    for name, told in backup.told["files"].items():
        path = backup.folder / name
        if not path.exists():
            found.append(f"{name} is missing")
        elif digest(path) != told["sha256"]:
            found.append(f"{name} is not what it was")
    return found


def let_go(place: Place, days: int) -> list[Path]:
    """Backups older than so many days, but never the newest two; with them the pieces that no backup needs."""
    kept = all_in(place)
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    old = [one for one in kept[:-LEAST_KEPT] if one.made_at < before]
    for one in old:
        shutil.rmtree(one.folder)
    left = [one for one in kept if one not in old]
    if left and old:
        _pieces_before(place, left)
        pictures.let_go(place, left[0].made_at)
    return [one.folder for one in old]


def _pieces_before(place: Place, left: list[Backup]) -> None:
    """Pieces count on through timelines: their names without the first eight letters are in order."""
    for folder in (place.folder / "wal").glob("*"):
        needed = [one.told["first_piece"][8:] for one in left if one.told["system"] == folder.name]
        for path in folder.glob("[0-9A-F]*.gz*"):
            if ".history" not in path.name and (not needed or path.name[8:24] < min(needed)):
                path.unlink()
