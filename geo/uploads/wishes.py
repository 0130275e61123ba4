"""What a person wishes of a file, and how it is to be read: kept as JSON in the upload's row."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from geo.files.reader import ReadOptions
from geo.importing.area_sets import SetWishes


@dataclass(frozen=True)
class UploadWishes:
    """What the file is for. `kind` is the area set that it brings, or whose areas its people live in.

    People come by the areas of a set (`kind`) or by cells (`cell_m`), and of a `year`.
    """

    what: str
    kind: str = ""
    valid_from: datetime.date | None = None
    parent_kind: str = ""
    names: dict[str, str] = field(default_factory=dict)
    source: str = ""
    licence: str = ""
    illustrative: bool | None = None
    year: int | None = None
    cell_m: int | None = None
    leave_out: bool = False  # rows that are rejected; without it a file with such rows is not brought in

    def kept(self) -> dict[str, Any]:
        """As it stands in the row."""
        return {**asdict(self), "valid_from": self.valid_from.isoformat() if self.valid_from else None}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        day = kept.get("valid_from")
        return cls(**{**kept, "valid_from": datetime.date.fromisoformat(day) if day else None})

    @property
    def of_set(self) -> SetWishes:
        """For the importing of areas."""
        return SetWishes(
            kind=self.kind,
            valid_from=self.valid_from,
            parent_kind=self.parent_kind or None,
            source=self.source,
            licence=self.licence,
            illustrative=self.illustrative,
            names=self.names,
        )


@dataclass(frozen=True)
class HowRead:
    """How a file is read: its layer, its rows, its coordinate system, and which column holds what.

    `columns` are what import_population and import_places know by `--columns`: {"total": COL, "0-2": COL}.
    """

    layer: str = ""
    where_column: str = ""
    where_value: str = ""
    crs: int | None = None
    code: str = ""
    name: str = ""
    columns: dict[str, str] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def options(self) -> ReadOptions:
        """For the reader of files."""
        where = (self.where_column, self.where_value) if self.where_column else None
        return ReadOptions(layer=self.layer or None, where=where, crs=self.crs)
