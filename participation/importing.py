"""Persons and homes that come with an imported file, by the thousand."""

from __future__ import annotations

from geo import sql
from geo.models import Municipality
from participation.services import assign_homes

CHUNK = 50_000


def bring_in_people(town: Municipality) -> None:
    """Participants and homes of the persons in the table `import_people`, and the areas their homes lie in.

    Runs inside the caller's `in_town`; the same rows again change nothing.
    """
    sql.run("participation/import_participants", {"town": town.pk})
    homes = [found[0] for found in sql.rows("participation/import_homes", {"town": town.pk})]
    for start in range(0, len(homes), CHUNK):
        assign_homes(town=town, homes=homes[start : start + CHUNK])
