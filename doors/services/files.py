"""Files of open data are made: one reading of a layer, everything else of what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BigIntegerField, Case, F, Value, When
from django.utils import timezone

from doors.downloads import kept
from doors.downloads.comma_separated import csv_pieces
from doors.downloads.geopackage import Part, write_geopackage
from doors.downloads.geoparquet import parquet_pieces
from doors.downloads.reading import PAGE, arrow_batches, arrow_schema, count
from doors.downloads.spoken import spoken
from doors.downloads.workbook import xlsx_pieces
from doors.models import LayerFiles
from doors.ogc.layers import Layer
from geo.models import Municipality

if TYPE_CHECKING:
    import pyarrow as pa

TOWN = "town"
Make = Callable[[], Layer]


@dataclass
class _Making:
    """One making under way: where its files go, and the mark that was there when it began."""

    row: LayerFiles
    folder: str
    at: datetime
    withdrawn: int
    done: int = 0

    def place(self, ending: str) -> Path:
        return kept.place(self.row.municipality, self.folder, self.row.layer, ending)

    def counted(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Tells how far it is, batch by batch."""
        for batch in batches:
            yield batch
            self.done += batch.num_rows
            LayerFiles.objects.filter(pk=self.row.pk).update(done=self.done)


def make_layer_files(*, town: Municipality, make: Make, fingerprint: str) -> LayerFiles:
    """All files of one layer. `fingerprint` was taken before, so that what changes meanwhile is noticed later."""
    layer = make()
    making = _begin(town, layer.name, to_do=count(layer) * len(kept.ENDINGS))
    try:
        told = spoken(make)
        _write(making.place("parquet"), parquet_pieces(layer, told, making.counted(arrow_batches(layer))))
        _write(making.place("csv"), csv_pieces(layer, making.counted(_read(making))))
        _write(making.place("xlsx"), xlsx_pieces(layer, told, making.counted(_read(making))))
        part = Part(layer, told, lambda: making.counted(_read(making, layer)))
        write_geopackage(making.place("gpkg"), [part], making.at)
    except BaseException:
        _give_up(making)
        raise
    return _finish(making, kept.ENDINGS, fingerprint, making.done // len(kept.ENDINGS))


def make_town_file(*, town: Municipality, makes: Iterable[Make], fingerprint: str) -> LayerFiles:
    """One GeoPackage of all layers, of the files that were made of each."""
    ready = {row.layer: row for row in LayerFiles.objects.filter(municipality=town) if row.folder}
    wanted = [make for make in makes if make().name in ready]
    making = _begin(town, TOWN, to_do=sum(ready[make().name].features or 0 for make in wanted))
    try:
        write_geopackage(making.place("gpkg"), (_part_of_town(making, ready, make) for make in wanted), making.at)
    except BaseException:
        _give_up(making)
        raise
    return _finish(making, ("gpkg",), fingerprint, making.done)


def _part_of_town(making: _Making, ready: dict[str, LayerFiles], make: Make) -> Part:
    layer = make()
    place = kept.place(layer.town, ready[layer.name].folder, layer.name, "parquet")
    return Part(layer, spoken(make), lambda: making.counted(_batches_of(place, layer)))


def _begin(town: Municipality, layer: str, *, to_do: int) -> _Making:
    """Marks the beginning in a transaction of its own: it waits for whoever is withdrawing something."""
    row, _is_new = LayerFiles.objects.get_or_create(municipality=town, layer=layer)
    with transaction.atomic():
        row = LayerFiles.objects.select_for_update().select_related("municipality").get(pk=row.pk)
        row.started_at, row.done, row.to_do = timezone.now(), 0, to_do
        row.save(update_fields=["started_at", "done", "to_do"])
    folder = kept.new_folder()
    kept.make_room(town, folder)
    return _Making(row, folder, row.started_at, row.withdrawn)


def _finish(making: _Making, endings: Iterable[str], fingerprint: str, features: int) -> LayerFiles:
    """The new files take the place of the old ones, unless something they hold was withdrawn meanwhile."""
    town, before = making.row.municipality, making.row.folder
    still = Case(
        When(withdrawn=making.withdrawn, then=Value(0)), default=F("withdrawn"), output_field=BigIntegerField()
    )
    LayerFiles.objects.filter(pk=making.row.pk).update(
        folder=making.folder, fingerprint=fingerprint, features=features, made_at=making.at, withdrawn=still,
        sizes={ending: making.place(ending).stat().st_size for ending in endings}, started_at=None, failed_at=None,
    )  # fmt: skip
    if before:
        kept.clear(town, before)
    making.row.refresh_from_db()
    return making.row


def _give_up(making: _Making) -> None:
    kept.clear(making.row.municipality, making.folder)
    LayerFiles.objects.filter(pk=making.row.pk).update(started_at=None, failed_at=timezone.now())


def _write(out: Path, pieces: Iterable[bytes]) -> None:
    with out.open("wb") as file:
        file.writelines(pieces)


def _read(making: _Making, layer: Layer | None = None) -> Iterator[pa.RecordBatch]:
    return _batches_of(making.place("parquet"), layer)


def _batches_of(place: Path, layer: Layer | None) -> Iterator[pa.RecordBatch]:
    """What was read, from the file that holds it as it was."""
    import pyarrow.parquet as pq

    schema = arrow_schema(layer) if layer else None
    with pq.ParquetFile(place, pre_buffer=False) as file:
        for batch in file.iter_batches(batch_size=PAGE):
            yield batch.cast(schema) if schema else batch
