"""An upload as its page shows it."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from frontend.town_uploads.words import CHANGES, STATES, STEPS, WHATS, refusal_words, repair_words
from geo.importing.reasons import ROW_REASONS
from geo.importing.rejects import cell
from geo.models import AreaSet, Municipality, Upload
from geo.uploads.wishes import UploadWishes
from geo.uploads.working import UNDO_WITHIN, may_be_undone

State = Upload.State


@dataclass(frozen=True)
class Checked:
    """Whether the areas of a division add up, and what does not."""

    name: str
    faults: tuple[str, ...]

    @classmethod
    def of(cls, check: dict[str, Any]) -> Checked:
        faults = [
            _("%(first)s and %(second)s overlap by %(size)s. A point there belongs to the lower code.")
            % {"first": one["first"], "second": one["second"], "size": size_words(one["m2"])}
            for one in check["overlaps"]
        ]
        if check["gap_m2"] >= 1:
            faults.append(_("%(size)s of the town are in no area.") % {"size": size_words(check["gap_m2"])})
        faults += [
            _("The greatest such place, %(size)s, is around %(lat)s, %(lon)s.")
            % {"size": size_words(one["m2"]), "lat": f"{one['at'][1]:.4f}", "lon": f"{one['at'][0]:.4f}"}
            for one in check["gaps"][:1]
        ]
        if check["outside_m2"] >= 1:
            faults.append(
                _("%(size)s of the areas are outside of the town.") % {"size": size_words(check["outside_m2"])}
            )
        return cls(check["name"], tuple(faults))


def size_words(square_metres: float) -> str:
    if square_metres >= 100_000:
        return f"{number_format(square_metres / 1_000_000, 2, use_l10n=True)} km²"
    return f"{number_format(round(square_metres), use_l10n=True)} m²"


@dataclass(frozen=True)
class ShownUpload:
    """Words and figures of an upload, for its page and for the list of all."""

    upload: Upload
    town: Municipality
    language: str

    @property
    def title(self) -> str:
        """What it brings: the division's name, or the kind of file."""
        wishes = self.wishes
        if not wishes.kind:
            return str(WHATS[self.upload.what])
        known = AreaSet.objects.of(self.town).filter(kind=wishes.kind).last()
        name = known.name(self.language) if known else wishes.names.get(self.town.first_language, wishes.kind)
        return f"{WHATS[self.upload.what]}: {name}"

    @property
    def wishes(self) -> UploadWishes:
        return UploadWishes.of(self.upload.wishes)

    @property
    def state(self) -> str:
        return str(STATES[self.upload.state])

    @property
    def step(self) -> str:
        return str(STEPS.get(self.upload.step, ""))

    @property
    def problem(self) -> str:
        return refusal_words(self.upload)[0]

    @property
    def advice(self) -> str:
        return refusal_words(self.upload)[1]

    @property
    def can_be_read_otherwise(self) -> bool:
        return bool(self.upload.found) and self.upload.state in (State.UNREAD, State.TRIED)

    @property
    def can_be_undone(self) -> bool:
        return self.upload.state == State.DONE and may_be_undone(self.upload)

    @property
    def undone_until(self) -> datetime.datetime | None:
        return self.upload.done_at + UNDO_WITHIN if self.upload.done_at else None

    @property
    def is_tried(self) -> bool:
        """Whether there is something to see of it that is not yet, or is, in force."""
        return bool(self.preview) and self.upload.state in (State.TRIED, State.BRINGING, State.DONE, State.UNDOING)

    @property
    def preview(self) -> dict[str, Any]:
        found: dict[str, Any] = self.upload.preview
        return found

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows, and what becomes of them."""
        summary = self.preview.get("summary", {})
        words = [
            ("read", _("Rows in the file")),
            ("accepted", _("Come in as new")),
            ("updated", _("Change what is there")),
            ("unchanged", _("Are as before")),
            ("skipped_other_town", _("Of other towns, left aside")),
            ("repaired", _("Repaired")),
            ("rejected", _("Cannot be taken")),
        ]
        return [(label, summary[name]) for name, label in words if summary.get(name) or name == "read"]

    @property
    def rejected(self) -> int:
        return int(self.preview.get("summary", {}).get("rejected", 0))

    @property
    def changes_nothing(self) -> bool:
        summary = self.preview.get("summary", {})
        return not summary.get("accepted") and not summary.get("updated")

    @property
    def is_elsewhere(self) -> bool:
        """Whether all rows are other towns'."""
        summary = self.preview.get("summary", {})
        return bool(summary.get("read")) and summary["read"] == summary.get("skipped_other_town")

    @property
    def rejects(self) -> list[dict[str, Any]]:
        """The first rows that cannot be taken, with the reason in the reader's language."""
        return [{**row, "why": str(ROW_REASONS.get(row["reason"], row["detail"]))} for row in self.preview["rejects"]]

    @property
    def repairs(self) -> list[tuple[int, str]]:
        return [(number, repair_words(said)) for number, said in self.preview["repairs"]]

    @property
    def areas(self) -> list[dict[str, Any]]:
        return [{**area, "change": str(CHANGES.get(area.get("change", ""), ""))} for area in self.preview["areas"]]

    @property
    def places(self) -> list[dict[str, Any]]:
        return [{**place, "change": str(CHANGES.get(place["change"], ""))} for place in self.preview["places"]]

    @property
    def checks(self) -> list[Checked]:
        return [Checked.of(check) for check in self.preview.get("checks", ())]

    @property
    def text_size(self) -> float:
        return 15 * float(self.preview["frame"]["unit"])

    @property
    def stroke(self) -> float:
        return 1.5 * float(self.preview["frame"]["unit"])

    @property
    def valid_from(self) -> datetime.date | None:
        """Told only of a version that is not the first for ever."""
        day = parse_date(self.preview.get("set", {}).get("valid_from") or "")
        return day if day and day.year > 1900 else None

    @property
    def has_names(self) -> bool:
        """In the picture; more of them would lie upon each other."""
        return len(self.preview.get("paths", ())) <= 60


def rejects_table(upload: Upload) -> str:
    """All rows that cannot be taken as CSV, with the reason in the reader's language; safe in a spreadsheet."""
    lines = [json.loads(line) for line in gzip.decompress(bytes(upload.rejects or b"")).decode().splitlines()]
    columns = list(dict.fromkeys(name for *_rest, row in lines for name in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("row"), _("reason"), *map(cell, columns)])
    for number, reason, detail, row in lines:
        why = str(ROW_REASONS.get(reason, detail))
        writer.writerow([number, cell(why), *(row.get(name, "") for name in columns)])
    return out.getvalue()
