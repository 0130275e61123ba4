"""Where backups lie, and how a file gets there: packed, and sealed for one reader when there is a recipient."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import cluster
from config.cluster import ClusterError

BLOCK = 1 << 20
SETTINGS, INSTALLED = Path("/etc/kuuluvuus/kuuluvuus.env"), Path("/var/lib/kuuluvuus/local")


@dataclass(frozen=True)
class Place:
    """A folder of backups. With a recipient (of `age`) nobody but the keeper of its identity can read them."""

    folder: Path
    recipient: str = ""
    identity: str = ""

    @property
    def ending(self) -> str:
        return ".age" if self.recipient else ""

    def packed(self) -> list[str]:
        """The shell's words that seal what comes in; plain text goes through as it is."""
        return ["age", "--recipient", self.recipient] if self.recipient else ["cat"]

    def opened(self, path: Path) -> list[str]:
        if path.suffix != ".age":
            return ["cat", "--", str(path)]
        if not self.identity:
            raise ClusterError(f"{path.name} is sealed: say with --identity where the key is that opens it.")
        return ["age", "--decrypt", "--identity", self.identity, "--", str(path)]

    def keep(self, source: Path, target: Path) -> Path:
        """A copy of a file, whole or not at all; gives where it lies."""
        target = target.with_name(target.name + self.ending)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = target.with_name(target.name + ".part")
        with source.open("rb") as taken, private(unfinished) as written:
            done = subprocess.run(self.packed(), stdin=taken, stdout=written, check=False)
            os.fsync(written.fileno())
        if done.returncode != 0:
            unfinished.unlink(missing_ok=True)
            raise ClusterError(f"{source.name} could not be kept in {target.parent}.")
        unfinished.rename(target)
        return target

    def bring(self, kept: Path, target: Path) -> None:
        """The other way round."""
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(target.name + ".part")
        with private(unfinished) as written:
            done = subprocess.run(self.opened(kept), stdout=written, check=False)
        if done.returncode != 0:
            unfinished.unlink(missing_ok=True)
            raise ClusterError(f"{kept} could not be read.")
        unfinished.rename(target)

    def unpack(self, kept: Path, folder: Path, *options: str) -> None:
        """A packed folder, into another one."""
        opened = subprocess.Popen(self.opened(kept), stdout=subprocess.PIPE)
        unpacked = subprocess.run(["tar", "-xz", *options, "-C", str(folder)], stdin=opened.stdout, check=False)
        if opened.wait() != 0 or unpacked.returncode != 0:
            raise ClusterError(f"{kept} could not be unpacked.")


def files_root() -> Path:
    """Where the settings say; those of the installed service may have come back only a moment ago."""
    return Path(os.environ.get("KUULUVUUS_FILES_DIR") or _installed("KUULUVUUS_FILES_DIR") or cluster.LOCAL / "files")


def _installed(name: str) -> str:
    if cluster.LOCAL != INSTALLED or not SETTINGS.exists():
        return ""
    lines = (line.partition("=") for line in SETTINGS.read_text().splitlines())
    return {key: value for key, _, value in lines}.get(name, "")


def private(path: Path) -> Any:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def write_json(path: Path, told: object, mode: int = 0o600) -> None:
    unfinished = path.with_name(path.name + ".part")
    with private(unfinished) as file:
        file.write((json.dumps(told, indent=1, sort_keys=True) + "\n").encode())
        os.fsync(file.fileno())
    unfinished.chmod(mode)
    unfinished.rename(path)


def read_json(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text())
    return told


def for_database(*paths: Path) -> None:
    """What the database's own user must reach, when we are root."""
    for path in paths:
        if os.geteuid() == 0:
            shutil.chown(path, "postgres", "postgres")


def database_program(name: str, *arguments: str) -> list[str]:
    return [cluster.binary(name), *arguments]


def connection_of(facts: dict[str, str]) -> list[str]:
    return ["-h", "127.0.0.1", "-p", facts["CLUSTER_PORT"], "-U", cluster.ADMIN]


def administrator(facts: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": facts["CLUSTER_ADMIN_PASSWORD"]}


def told_by(command: Sequence[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise ClusterError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout
