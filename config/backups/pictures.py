"""Pictures and documents: each content is kept once, and lists tell which there were at which moment."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.backups.place import Place, digest, files_root, read_json, write_json
from config.cluster import ClusterError

STAMP = "%Y%m%dT%H%M%S.%fZ"
Listing = dict[str, Any]
SERVICE_USER = "kuuluvuus"


def keep_new(place: Place) -> int:
    """Copies what is new, and writes a list when anything changed; gives the number of files that are new."""
    store = place.folder / "files"
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = newest(place)
    now = dict(_there(before))
    for name, told in now.items():
        content = _content(store, told["sha256"])
        if not _kept(content):
            place.keep(files_root() / name, content)
    if now != before:
        moment = datetime.datetime.now(datetime.UTC).strftime(STAMP)
        write_json(store / f"list-{moment}.json", now)
    return len(now.keys() - before.keys())


def _there(before: Listing) -> Iterator[tuple[str, dict[str, Any]]]:
    """Files as they are; one of the same size and time as in the last list has the same sum."""
    root = files_root()
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.is_symlink() or path.name.endswith((".part", ".tmp")):
            continue
        try:
            state = path.stat()
            seen = {"bytes": state.st_size, "changed": state.st_mtime_ns}
            name = str(path.relative_to(root))
            known = before.get(name, {})
            same = all(known.get(key) == value for key, value in seen.items())
            yield name, {**seen, "sha256": known["sha256"] if same else digest(path)}
        except FileNotFoundError:  # erased while we looked
            continue


def newest(place: Place) -> Listing:
    lists = _lists(place)
    return read_json(lists[-1]) if lists else {}


def bring_back(place: Place, moment: datetime.datetime | None) -> int:
    """Every file that there was at a moment: in the last list before it or in the first one after it."""
    root, store, brought = files_root(), place.folder / "files", 0
    owner = _owner(root)
    for name, told in _at(place, moment).items():
        target, content = root / name, _kept(_content(store, told["sha256"]))
        if target.exists() and target.stat().st_size == told["bytes"] and digest(target) == told["sha256"]:
            continue
        if content is None:
            raise ClusterError(f"The content of {name} is missing in {store}.")
        place.bring(content, target)
        _as_it_was(target, told["changed"], root, owner)
        brought += 1
    return brought


def _owner(root: Path) -> tuple[int, int] | None:
    """Whose the files are: as the folder says, or, when it was lost, the installed service's."""
    if os.geteuid() != 0:
        return None
    if not root.exists():
        root.mkdir(parents=True, mode=0o750)
        with contextlib.suppress(LookupError):
            shutil.chown(root, SERVICE_USER, SERVICE_USER)
    found = root.stat()
    return found.st_uid, found.st_gid


def _as_it_was(target: Path, changed: int, root: Path, owner: tuple[int, int] | None) -> None:
    os.utime(target, ns=(changed, changed))
    if owner:
        for path in (target, *target.parents):
            if path == root:
                break
            os.chown(path, *owner)


def _at(place: Place, moment: datetime.datetime | None) -> Listing:
    lists = _lists(place)
    if moment is None:
        return read_json(lists[-1]) if lists else {}
    stamp = f"list-{moment.astimezone(datetime.UTC).strftime(STAMP)}"
    earlier = [path for path in lists if path.name <= stamp][-1:]
    later = [path for path in lists if path.name > stamp][:1]
    found: Listing = {}
    for path in (*earlier, *later):
        found |= read_json(path)
    return found


def let_go(place: Place, before: datetime.datetime) -> None:
    """Lists from before the oldest backup, and contents that no list names any more."""
    stamp = f"list-{before.astimezone(datetime.UTC).strftime(STAMP)}"
    for path in [path for path in _lists(place)[:-1] if path.name < stamp][:-1]:
        path.unlink()
    needed = {told["sha256"] for path in _lists(place) for told in read_json(path).values()}
    for path in (place.folder / "files").glob("??/*"):
        if path.name.split(".")[0] not in needed:
            path.unlink()


def _lists(place: Place) -> list[Path]:
    return sorted((place.folder / "files").glob("list-*.json"))


def _content(store: Path, found: str) -> Path:
    return store / found[:2] / found


def _kept(content: Path) -> Path | None:
    for path in (content, content.with_name(content.name + ".age")):
        if path.exists():
            return path
    return None
