"""Storing meeting places that a file holds: new ones, changed ones; those that it does not name stay as they are."""

from __future__ import annotations

from django.utils import timezone

from geo.importing.place_rows import PlaceRow
from geo.importing.report import ImportReport
from geo.models import Municipality, Place


def store_places(town: Municipality, rows: list[PlaceRow], report: ImportReport) -> None:
    """Runs in the import's transaction. The same file again changes nothing."""
    known = {place.code: place for place in Place.objects.select_for_update().filter(municipality=town)}
    now = timezone.now()
    for row in rows:
        place = known.get(row.code)
        if place is None:
            Place.objects.create(municipality=town, code=row.code, changed_at=now, **row.columns)
            report.count("accepted")
        elif any(getattr(place, name) != value for name, value in row.columns.items()):
            for name, value in row.columns.items():
                setattr(place, name, value)
            place.version, place.changed_at = place.version + 1, now
            place.save()
            report.count("updated")
        else:
            report.count("unchanged")
    left = len(known.keys() - {row.code for row in rows})
    if left:
        report.note(f"{left} places of the town are not in the file and stay; the desk can hide them")
