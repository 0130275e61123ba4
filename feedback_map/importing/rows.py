"""A batch of rows, checked column by column and written as the lines of a COPY."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.conf import settings

from feedback_map.importing.places import PlaceFinder, Problems, lower_texts
from feedback_map.importing.plan import Plan
from feedback_map.importing.words import age_band, moment, words_for
from feedback_map.models import Kind, Visibility
from feedback_map.models.pins import TEXT_LENGTH
from geo import crs
from geo.files.reader import Batch
from geo.files.selection import texts
from geo.ids import new_public_ids
from participation.models import AgeBand, Channel, ResidentType

NULL = "\\N"
MAX_UNKNOWN, OTHERS = 1000, "…"
Strings = list[str]
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass
class Checked:
    """What a batch came to: lines for the staging table, and the rows that are not taken."""

    lines: Strings
    problems: Problems
    repaired: list[int]


@dataclass
class RowChecker:
    """Checks batch after batch of one file against one plan."""

    plan: Plan
    places: PlaceFinder
    file_hash: str
    unknown_categories: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        secret = f"import:{self.plan.town.pk}:{settings.SECRET_KEY}".encode()
        self._secret = hashlib.sha256(secret).digest()

    def check(self, batch: Batch) -> Checked:
        """Every row once: a line to store, or the first thing that is wrong with it."""
        problems: Problems = {index: (code, _READING.get(code, code)) for index, code in batch.problems.items()}
        found = self.places.places(batch, problems)
        content = [
            self._texts(batch, problems),
            self._coded(batch, "kind", words_for(Kind), problems),
            self._category(batch),
            _geometry(found.shapes),
            self._coded(batch, "channel", words_for(Channel), problems),
            self._coded(batch, "visibility", words_for(Visibility), problems),
            self._times(batch, problems),
            *self._people(batch, problems),
        ]
        keys = self._keys(batch, problems)
        lines = self._lines(batch, [keys, *content], problems)
        repaired = [index for index in found.repaired if index not in problems]
        return Checked(lines, problems, [int(batch.rows[index]) for index in repaired])

    def _lines(self, batch: Batch, columns: list[Strings], problems: Problems) -> Strings:
        """The lines of the rows without problems; the hash of their content is what tells a changed row next time."""
        numbers = [str(number) for number in batch.rows.tolist()]
        ids, people = new_public_ids(len(batch)), [""] * len(batch)
        if self.plan.gives("participant"):
            people = new_public_ids(len(batch))
        contents = list(map("\t".join, zip(*columns[1:], strict=True)))
        hashes = [_hash(content) for content in contents]
        columns = [numbers, columns[0], hashes, ids, people, contents]
        lines = list(map("\t".join, zip(*columns, strict=True)))
        return [line for index, line in enumerate(lines) if index not in problems] if problems else lines

    def _texts(self, batch: Batch, problems: Problems) -> Strings:
        parts = [texts(batch.columns[name]) for name in self.plan.texts]
        said = parts[0] if len(parts) == 1 else ["\n\n".join(filter(None, row)) for row in zip(*parts, strict=True)]
        if self.plan.title and not all(said):
            said = [text or title for text, title in zip(said, texts(batch.columns[self.plan.title]), strict=True)]
        for index, text in enumerate(said):
            if not text:
                problems.setdefault(index, ("empty_text", "the row says nothing"))
            elif len(text) > TEXT_LENGTH:
                problems.setdefault(index, ("text_too_long", f"the text has more than {TEXT_LENGTH} characters"))
        return [text.replace("\x00", "").translate(_ESCAPES) for text in said]

    def _coded(self, batch: Batch, name: str, words: dict[str, str], problems: Problems) -> Strings:
        """A column of codes or their names in any language, or the one code that stands for all rows."""
        if name in self.plan.constants:
            return [self.plan.constants[name]] * len(batch)
        said = lower_texts(batch.columns[self.plan.columns[name]])
        return self._looked_up(said, words.get, f"unknown_{name}", problems)

    def _looked_up(self, said: Strings, known: Callable[[str], str | None], code: str, problems: Problems) -> Strings:
        found = list(map(known, said))
        for index, value in enumerate(found):
            if value is None:
                problems.setdefault(index, (code, f"“{said[index][:60]}” is not known"))
        return [value if value is not None else NULL for value in found]

    def _category(self, batch: Batch) -> Strings:
        """A category that the town does not have is no reason to lose a message: it is stored without one."""
        if not self.plan.gives("category"):
            return [NULL] * len(batch)
        said = lower_texts(batch.columns[self.plan.columns["category"]])
        known = self.plan.categories
        self._note_unknown(text[:60] for text in said if text and text not in known)
        return [str(known[text]) if text in known else NULL for text in said]

    def _note_unknown(self, words: Iterable[str]) -> None:
        """Count them, the rarest together once there are very many different ones: a column of texts is no category."""
        counts = self.unknown_categories
        for word in words:
            counts[word if word in counts or len(counts) < MAX_UNKNOWN else OTHERS] += 1

    def _times(self, batch: Batch, problems: Problems) -> Strings:
        if not self.plan.gives("time"):
            return [NULL] * len(batch)
        said = texts(batch.columns[self.plan.columns["time"]])
        found: Strings = []
        for index, text in enumerate(said):
            at = moment(text)
            if at is None:
                problems.setdefault(index, ("bad_time", f"“{text[:60]}” is no time that a message can have come"))
            found.append(NULL if at is None else at.isoformat())
        return found

    def _people(self, batch: Batch, problems: Problems) -> list[Strings]:
        """Who, living where, how old, resident how; nothing for a row that names nobody."""
        empty = [""] * len(batch)
        if not self.plan.gives("participant"):
            return [[NULL] * len(batch), [NULL] * len(batch), empty, empty]
        names = texts(batch.columns[self.plan.columns["participant"]])
        homes = self._optional(batch, "home", self._home, problems)
        ages = self._optional(batch, "age_band", lambda text: _AGES.get(age_band(text)), problems)
        ties = self._optional(batch, "resident", words_for(ResidentType).get, problems)
        keys = ["\\\\x" + hmac.digest(self._secret, name.encode(), "sha256").hex() if name else NULL for name in names]
        return [keys, [home or NULL for home in homes], ages, ties]

    def _home(self, text: str) -> str | None:
        found = self.plan.homes.get(text)
        return None if found is None else str(found)

    def _optional(self, batch: Batch, name: str, known: Callable[[str], str | None], problems: Problems) -> Strings:
        """Like `_coded`, but nothing said is nothing known."""
        if not self.plan.gives(name):
            return [""] * len(batch)
        said = lower_texts(batch.columns[self.plan.columns[name]])
        return self._looked_up(said, lambda text: known(text) if text else "", f"unknown_{name}", problems)

    def _keys(self, batch: Batch, problems: Problems) -> Strings:
        """What a row is known by the next time: its own id, else the file and the row's number."""
        if self.plan.ids:
            parts = [texts(batch.columns[name]) for name in self.plan.ids]
            keys = parts[0] if len(parts) == 1 else list(map("\x1f".join, zip(*parts, strict=True)))
            for index, key in enumerate(keys):
                if not key.strip("\x1f"):
                    problems.setdefault(index, ("no_id", "the row has no id"))
        else:
            keys = [f"{self.file_hash}\x1f{number}" for number in batch.rows.tolist()]
        return [_hash(key) for key in keys]


_AGES = {str(band).lower(): str(band) for band in AgeBand.values}
_READING = {
    "invalid_geometry": "the geometry is damaged",
    "wrong_field_count": "the row has more fields than the heading",
}


def _geometry(shapes: npt.NDArray[Any]) -> Strings:
    """Hexadecimal EWKB, as COPY takes it."""
    marked = shapely.set_srid(shapes, crs.STORAGE)
    written = np.asarray(shapely.to_wkb(marked, hex=True, include_srid=True), dtype=object)
    return [NULL if piece is None else piece for piece in written.tolist()]


def _hash(text: str) -> str:
    """128 bits that stand for a text, as COPY takes them."""
    return "\\\\x" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
