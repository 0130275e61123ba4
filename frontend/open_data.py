"""What the page of open data shows: every layer with its files, and how to read it otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from doors.collections import layers_of_town
from doors.collections.ground import CC0
from doors.downloads.giving import STREAMED
from doors.downloads.kept import ENDINGS
from doors.models import LayerFiles
from doors.ogc.layers import CC_BY, Layer
from doors.services.files import TOWN
from frontend.pages import Page
from geo.models import Municipality

NAMES = {"gpkg": "GeoPackage", "parquet": "GeoParquet", "csv": "CSV", "xlsx": "Excel (XLSX)"}
LICENCE_NAMES = {CC_BY: "CC BY 4.0", CC0: "CC0 1.0"}


@dataclass(frozen=True)
class File:
    """One form of a layer: its address, and its size once it is made."""

    name: str
    url: str
    size: int | None
    is_ready: bool


@dataclass(frozen=True)
class LayerRow:
    """A line of the table. `made` tells when and of how much; none before the first making."""

    layer: Layer
    files: list[File]
    made: LayerFiles | None
    percent: int | None
    features_url: str

    @property
    def title(self) -> str:
        """Without the town, which the page is of."""
        town, colon, rest = str(self.layer.title).partition(": ")
        return rest[:1].upper() + rest[1:] if colon else town

    @property
    def licence(self) -> str:
        return LICENCE_NAMES.get(self.layer.licence, self.layer.licence.split("//")[-1])


class OpenData:
    """All of a town's layers, and the one file that holds them all."""

    def __init__(self, town: Municipality, page: Page) -> None:
        self.page = page
        self._made = {row.layer: row for row in LayerFiles.objects.filter(municipality=town)}
        self.rows = [self._row(layer) for layer in layers_of_town(town)]
        self.whole = self._files(TOWN, ("gpkg",))[0]
        self.whole_made = self._ready(TOWN)
        self.service = f"{settings.SITE_ADDRESS}/ogc/"
        self.project = page.url("open_data_project")

    def _row(self, layer: Layer) -> LayerRow:
        made = self._made.get(layer.name)
        files = self._files(layer.name, ENDINGS)
        return LayerRow(
            layer, files, self._ready(layer.name), made.percent if made else None, f"/ogc/collections/{layer.id}"
        )

    def _files(self, name: str, endings: tuple[str, ...]) -> list[File]:
        made = self._ready(name)
        sizes = made.sizes if made else {}
        return [
            File(
                NAMES[ending],
                self.page.url("open_data_file", layer=name, ending=ending),
                sizes.get(ending),
                ending in sizes or ending in STREAMED,
            )
            for ending in endings
        ]

    def _ready(self, name: str) -> LayerFiles | None:
        made = self._made.get(name)
        return made if made and made.may_be_given else None
