"""How a file is read: its layer, its coordinate system, and which column holds what."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from frontend.town_uploads.words import figure_words, place_words
from geo import crs
from geo.importing import population_columns
from geo.importing.place_columns import KNOWN as PLACE_COLUMNS
from geo.importing.place_columns import read_headings
from geo.importing.refusals import ImportRefused
from geo.models import Upload
from geo.uploads.looking import FoundLayer, guessed, layers_kept
from geo.uploads.wishes import HowRead, UploadWishes

What = Upload.What
Choices = list[tuple[str, str]]
MOST_COLUMNS = 180  # a form has room for no more
BANDS = (
    *("0-2", "3-6", "7-12", "13-15", "16-17", "18-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54"),
    *("55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-", "0-14", "15-64", "65-", "0-6", "7-14", "0-12"),
    *("13-17", "18-29", "30-44", "45-64", "65-74", "75-"),
)


@dataclass(frozen=True)
class Column:
    """A column of the file as the page shows it: its first values, and what it is taken for."""

    name: str
    field: str
    samples: str
    chosen: str


class ReadingForm:
    """What the page asks. Every answer is checked again when the file is tried."""

    def __init__(self, upload: Upload, town_language: str, sent: QueryDict | None, layer: str = "") -> None:
        self.wishes = UploadWishes.of(upload.wishes)
        self.layers = layers_kept(upload.found)
        self.language = town_language
        self.sent = sent
        known = HowRead(**upload.reading) if upload.reading else HowRead()
        name = (sent.get("layer", "") if sent else "") or layer or known.layer
        self.layer = next((one for one in self.layers if one.name == name), self._first())
        fits = self.layer is not None and (known.layer == self.layer.name) and known != HowRead(layer=known.layer)
        self.before = known if fits or self.layer is None else guessed(self.wishes, self.layer)

    def _first(self) -> FoundLayer | None:
        return next((one for one in self.layers if not one.trouble), None)

    # ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def by_square(self) -> bool:
        return bool(self.wishes.cell_m)

    @property
    def asks_code(self) -> bool:
        return self.wishes.what in (What.AREAS, What.PEOPLE)

    @property
    def asks_name(self) -> bool:
        return self.wishes.what == What.AREAS

    @property
    def asks_rows(self) -> bool:
        return self.wishes.what in (What.AREAS, What.BOUNDARY)

    @property
    def column_choices(self) -> Choices:
        fields = self.layer.fields if self.layer else ()
        return [(name, self._with_sample(name)) for name in fields]

    def _with_sample(self, name: str) -> str:
        values = self._first_values(name)
        return f"{name} ({values[:60]})" if values else name

    @property
    def crs_choices(self) -> Choices:
        return [(str(code), crs_words(code)) for code in sorted(crs.KNOWN)]

    @property
    def crs_chosen(self) -> str:
        return str(self.before.crs or "")

    @property
    def meanings(self) -> Choices:
        """What a column may hold."""
        if self.wishes.what == What.PLACES:
            return place_words(PLACE_COLUMNS)
        found = population_columns.known_figures(self.layer.fields if self.layer else ())
        names = ["total", "holiday_homes", "dwellings", *BANDS, *map(population_columns.name_of, found)]
        return [(name, figure_words(name)) for name in dict.fromkeys(names)]

    @property
    def columns(self) -> list[Column]:
        """Of people and places: each column, what it holds."""
        if self.layer is None or self.wishes.what not in (What.PEOPLE, What.PLACES):
            return []
        chosen = {column: name for name, column in self._mapping().items()}
        return [
            Column(name, f"column-{number}", self._first_values(name), chosen.get(name, ""))
            for number, name in enumerate(self.layer.fields[:MOST_COLUMNS])
        ]

    def _first_values(self, name: str) -> str:
        return ", ".join(filter(None, self.layer.samples.get(name, []))) if self.layer else ""

    def _mapping(self) -> dict[str, str]:
        if self.sent is None and self.wishes.what == What.PLACES and not self.before.columns and self.layer:
            try:
                return read_headings(self.layer.fields, {}, self.language)
            except ImportRefused:
                return {}
        return self.before.columns

    @property
    def is_partly_known(self) -> bool:
        """Whether the columns that are recognised can be shown before the others."""
        return any(column.chosen for column in self.columns)

    # ── What was answered ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def reading(self) -> HowRead:
        """The answers; what the file has no column for falls away."""
        assert self.sent is not None
        fields = self.layer.fields if self.layer else ()
        code = self.sent.get("crs", "")
        return HowRead(
            layer=self.layer.name if self.layer else "",
            where_column=self._column("where_column", fields) if self.sent.get("where_value", "").strip() else "",
            where_value=self.sent.get("where_value", "").strip()[:200],
            crs=int(code) if code in {str(known) for known in crs.KNOWN} else None,
            code=self._column("code", fields),
            name=self._column("name", fields),
            columns=self._answered(fields),
        )

    def _column(self, asked: str, fields: tuple[str, ...]) -> str:
        assert self.sent is not None
        return self.sent.get(asked, "") if self.sent.get(asked, "") in fields else ""

    def _answered(self, fields: tuple[str, ...]) -> dict[str, str]:
        assert self.sent is not None
        known = {name for name, _words in self.meanings} if self.columns else set()
        given = {self.sent.get(f"column-{number}", ""): name for number, name in enumerate(fields)}
        return {meaning: name for meaning, name in given.items() if meaning in known}


def crs_words(code: int) -> str:
    """A coordinate system as people know it."""
    named = {
        4326: _("longitude and latitude (WGS 84)"),
        3067: _("ETRS-TM35FIN, metres"),
        3857: _("web maps (Web Mercator)"),
    }
    zone = f"ETRS-GK{code - 3854}" if 3873 <= code <= 3885 else ""
    return f"{named.get(code) or zone or 'EPSG'} · EPSG:{code}"
