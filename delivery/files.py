"""The store of files: pictures that people sent, made anew, under random names that say nothing.

No address of the web leads into it; views read from it what they may show. A file is whole or not there: it is written
beside its place, brought to the disk and then renamed. Rows name files, so a file is written before its row, and
removed after it (the topic `files.removed`); what a crash leaves over is found by `check_files`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from delivery.faults import fault_point
from delivery.services import enqueue
from delivery.topics import Message
from geo.ids import new_public_id
from geo.models import Municipality

FILES_REMOVED = "files.removed"
_NAME = re.compile(r"[0-9A-Za-z]{2}/[0-9A-Za-z]{22}(-small)?\.(jpg|png|tif|pdf|docx|xlsx|odt|eml|zip|bin)")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreFull(Exception):
    """There is no room for another file. Answered with 507, and nothing is half-written."""


def new_name(ending: str = ".jpg") -> str:
    """A name nobody can guess. Its first two letters are a folder, so that no folder holds too many."""
    stem = new_public_id()
    return f"{stem[:2]}/{stem}{ending}"


def small_of(name: str) -> str:
    """Where the thumbnail of a picture stands."""
    return name.removesuffix(".jpg") + "-small.jpg"


def keep_file(name: str, content: bytes) -> bytes:
    """Write a file, whole and on the disk before this returns; gives its sha-256. StoreFull when there is no room."""
    place = _place(name)
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(beside, content)
        fault_point("file.written")
        beside.rename(place)
        _to_disk(place.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if error.errno in _FULL:
            raise StoreFull(name) from error
        raise
    fault_point("file.kept")
    return hashlib.sha256(content).digest()


def keep_picture(name: str, main: bytes, small: bytes) -> bytes:
    """A picture with its thumbnail: both, or neither. The thumbnail first: whoever finds the picture finds it too."""
    keep_file(small_of(name), small)
    try:
        return keep_file(name, main)
    except BaseException:
        unlink(name)
        raise


def has_no_room(error: BaseException | None) -> bool:
    """Whether something failed because a disk is full."""
    while error is not None:
        if isinstance(error, StoreFull) or (isinstance(error, OSError) and error.errno in _FULL):
            return True
        error = error.__cause__ or error.__context__
    return False


def read_file(name: str) -> bytes:
    """The content of a file. FileNotFoundError when it is gone."""
    return _place(name).read_bytes()


def remove_files(*, town: Municipality, names: list[str]) -> None:
    """Remove files, with their thumbnails, once the caller's transaction is committed and its rows are gone."""
    if names:
        enqueue(topic=FILES_REMOVED, payload={"names": names}, municipality=town)


def carry_removal(message: Message) -> None:
    for name in message.payload["names"]:
        unlink(name)


def unlink(name: str) -> None:
    for each in (name, small_of(name)):
        _place(each).unlink(missing_ok=True)


def kept_files(*, older_than_s: float = 0.0) -> Iterator[str]:
    """The names of all pictures in the store, without thumbnails; and leftovers of writing that was cut off."""
    before = time.time() - older_than_s
    for path in sorted(settings.FILES_ROOT.glob("*/*")):
        if path.stat().st_mtime <= before and not path.name.endswith("-small.jpg"):
            yield f"{path.parent.name}/{path.name}"


def remove_leftover(name: str) -> None:
    """A file that no row names: a picture with its thumbnail, or a part of one."""
    if _NAME.fullmatch(name):
        unlink(name)
    elif name.endswith(".part") and name.count("/") == 1 and ".." not in name:
        (settings.FILES_ROOT / name).unlink(missing_ok=True)


def _place(name: str) -> Path:
    """Names come from rows of ours; still none may lead out of the store."""
    if not _NAME.fullmatch(name):
        raise ValueError("no name of the store")
    root: Path = settings.FILES_ROOT
    return root / name


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb", buffering=0) as file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) or 0 :]
        os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    """The rename itself must survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
