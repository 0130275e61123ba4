"""Which files are to be made anew: the layer's rows are others than those they were made of, or one was withdrawn."""

from __future__ import annotations

import datetime
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from doors.collections import layers_of_town
from doors.downloads import kept
from doors.downloads.fingerprints import fingerprint, together
from doors.models import LayerFiles
from doors.ogc.layers import Layer
from doors.services.files import TOWN, Make, make_layer_files, make_town_file
from geo.models import Municipality

TRY_AGAIN = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """A layer whose files are to be made, and what its rows are now."""

    layer: Layer
    fingerprint: str


def is_anything_due(town: Municipality) -> bool:
    return bool(due_in(town))


def due_in(town: Municipality) -> list[Due]:
    rows = {row.layer: row for row in LayerFiles.objects.filter(municipality=town)}
    found = []
    for layer in layers_of_town(town):
        now = fingerprint(layer)
        if _is_due(rows.get(layer.name), now):
            found.append(Due(layer, now))
    return found


def make_due_files(town: Municipality) -> list[str]:
    """Makes what is due; gives the names of the layers. One layer that fails does not keep the others waiting."""
    with _alone() as is_alone:
        if not is_alone:
            return []
        kept.clear_leftovers(town)
        made, failed = [], None
        for due in due_in(town):
            try:
                make_layer_files(town=town, make=_maker(town, due.layer.name), fingerprint=due.fingerprint)
                made.append(due.layer.name)
            except Exception as error:  # its row says that it failed; it is told at the end
                failed = error
        made += _town_file(town)
        if failed:
            raise failed
        return made


def _town_file(town: Municipality) -> list[str]:
    """The town's one file follows from those of its layers."""
    rows = {row.layer: row for row in LayerFiles.objects.filter(municipality=town)}
    names = [layer.name for layer in layers_of_town(town) if layer.name in rows and rows[layer.name].folder]
    now = together(f"{name} {rows[name].fingerprint}" for name in names)
    if not names or not _is_due(rows.get(TOWN), now):
        return []
    make_town_file(town=town, makes=[_maker(town, name) for name in names], fingerprint=now)
    return [TOWN]


def _maker(town: Municipality, name: str) -> Make:
    """A layer's own words are of the language in force when it is made, so it is made when it is asked for."""
    return lambda: next(layer for layer in layers_of_town(town) if layer.name == name)


def _is_due(row: LayerFiles | None, now: str) -> bool:
    if row is None or not row.folder:
        return row is None or row.failed_at is None or row.failed_at < timezone.now() - TRY_AGAIN
    if row.failed_at and row.failed_at > timezone.now() - TRY_AGAIN:
        return False
    return bool(row.withdrawn) or row.fingerprint != now


@contextmanager
def _alone() -> Iterator[bool]:
    """One making at a time on this machine; the lock goes with the process."""
    root = Path(settings.OPEN_DATA_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / ".making").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
