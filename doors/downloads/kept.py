"""Where ready files lie: a folder of their own beside the store, for each making a new one. All can be made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from doors.models import LayerFiles
from geo.ids import new_public_id
from geo.models import Municipality

ENDINGS = ("gpkg", "parquet", "csv", "xlsx")
MEDIA_TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_name(town: Municipality, layer: str, ending: str) -> str:
    """As whoever takes it along gets it."""
    return f"{town.slug}_{layer}.{ending}"


def new_folder() -> str:
    return new_public_id()


def place(town: Municipality, folder: str, layer: str, ending: str) -> Path:
    return _folder(town, folder) / file_name(town, layer, ending)


def make_room(town: Municipality, folder: str) -> None:
    _folder(town, folder).mkdir(parents=True, mode=0o700)


def clear(town: Municipality, folder: str) -> None:
    """Takes a making away; whoever reads one of its files reads on to its end."""
    shutil.rmtree(_folder(town, folder), ignore_errors=True)


def clear_leftovers(town: Municipality) -> int:
    """What a making that was cut off left behind. Only while no other making is under way."""
    home = Path(settings.OPEN_DATA_ROOT) / str(town.pk)
    known = set(LayerFiles.objects.filter(municipality=town).values_list("folder", flat=True))
    left = [path for path in home.glob("*") if path.name not in known]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _folder(town: Municipality, folder: str) -> Path:
    assert folder.isalnum()
    return Path(settings.OPEN_DATA_ROOT) / str(town.pk) / folder
