"""The store of files against the rows that name its files: what is missing, what was changed, what is left over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import zoning.stored_files
from delivery.files import kept_files, read_file, remove_leftover
from feedback_map.models import Photo, PhotoUpload, SheetPhoto
from geo.models import Municipality
from geo.tenancy import in_town

Named = Callable[[], Iterator[tuple[str, bytes]]]
_others: list[Named] = []
LEFTOVER_AFTER_S = 24 * 3600.0  # a file stands a moment before its row


@dataclass(frozen=True)
class Findings:
    kept: int
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)


def register_named_files(named: Named) -> None:
    """Apps above name files of the store too: name and sha-256 of each in the current town, inside `in_town`."""
    if named not in _others:
        _others.append(named)


def check_files() -> Findings:
    """Every row's file is there with its sha-256, and every file has its row."""
    named = dict(_named_files())
    missing, changed = [], []
    for name, sha256 in named.items():
        try:
            if hashlib.sha256(read_file(name)).digest() != sha256:
                changed.append(name)
        except FileNotFoundError:
            missing.append(name)
    return Findings(len(named), missing, changed, _left_over(set(named)))


def remove_leftovers() -> int:
    """Remove files that no row names; gives how many."""
    left_over = _left_over({name for name, _sha256 in _named_files()})
    for name in left_over:
        remove_leftover(name)
    return len(left_over)


def _left_over(named: set[str]) -> list[str]:
    return [name for name in kept_files(older_than_s=LEFTOVER_AFTER_S) if name not in named]


def _named_files() -> Iterator[tuple[str, bytes]]:
    for town in Municipality.objects.defer("boundary"):
        with in_town(town):
            photos = list(Photo.objects.values_list("file", "sha256", "blurred_file", "blurred_sha256"))
            uploads = list(PhotoUpload.objects.values_list("file", "sha256"))
            uploads += SheetPhoto.objects.exclude(file="").values_list("file", "sha256")
            of_plans = list(zoning.stored_files.named_files())
            logos = [(town.logo, bytes(town.logo_sha256 or b""))] if town.logo else []
            of_others = [one for named in _others for one in named()]
        for file, sha256, blurred, blurred_sha256 in photos:
            yield file, bytes(sha256)
            if blurred:
                yield blurred, bytes(blurred_sha256 or b"")
        yield from ((file, bytes(sha256)) for file, sha256 in uploads)
        yield from of_plans
        yield from of_others
        yield from logos
