"""Ages and channels of a masked table, as groups: a share or a ratio only where the whole row is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.stats.arrays import Floats
from geo.stats.disclosure import Count, MaskedTable
from geo.stats.representation import GroupCounts, representation
from neighbourhoods.results import Group, Hidden
from neighbourhoods.runs.counting import Counted
from neighbourhoods.runs.describing import age_groups


def age_rows(told: MaskedTable, ground: Counted) -> list[tuple[Group, ...]]:
    """By row of the table; nothing where ages are not told at all."""
    people = ground.people_by_band
    if told.ages is None or people is None:
        return [()] * len(told.areas)
    return [_ages(row, people[place], ground.bands) for place, row in enumerate(told.ages.counts)]


def town_ages(told: MaskedTable, ground: Counted) -> tuple[Group, ...]:
    people = ground.people_by_band
    if told.ages is None or people is None:
        return ()
    return _ages(told.ages.town, np.nansum(people, axis=0), ground.bands)


def channel_rows(told: MaskedTable) -> list[tuple[Group, ...]]:
    if told.channels is None:
        return [()] * len(told.areas)
    return [
        _channels(told.channels.labels, row, whole)
        for row, whole in zip(told.channels.counts, told.participants, strict=True)
    ]


def town_channels(told: MaskedTable) -> tuple[Group, ...]:
    return () if told.channels is None else _channels(told.channels.labels, told.channels.town, told.total)


def known_bands(told: MaskedTable, ground: Counted) -> Floats | None:
    """(bands,): participants of the town by band, as anybody can work them out; None where nobody can.

    Hidden bands share what the others leave, by their residents: as one band they would have one rate.
    """
    people = ground.people_by_band
    if told.ages is None or people is None or told.total.value is None or told.ages.town[-1].value is None:
        return None
    *bands, unknown = told.ages.town
    counts = np.array([count.value if count.value is not None else np.nan for count in bands])
    hidden = np.isnan(counts)
    left = told.total.value - (unknown.value or 0) - np.nansum(counts)
    residents = np.nansum(people, axis=0)
    if hidden.any() and residents[hidden].sum() > 0:
        counts[hidden] = left * residents[hidden] / residents[hidden].sum()
    return None if np.isnan(counts).any() else counts


def _ages(row: tuple[Count, ...], people: Floats, bands: tuple[str, ...]) -> tuple[Group, ...]:
    residents = np.nan_to_num(people)
    if any(count.value is None for count in row):
        everybody = residents.sum()
        return tuple(
            Group(
                key=key,
                participants=count.value,
                residents=float(here) if key != "unknown" else None,
                residents_share=float(here / everybody) if everybody and key != "unknown" else None,
                suppressed=hidden_as(count),
            )
            for key, count, here in zip((*bands, "unknown"), row, np.append(residents, 0.0), strict=True)
        )
    counts = np.array([[count.value for count in row]], dtype=np.int64)
    found = representation(GroupCounts(counts[:, :-1], residents[None, :], counts[:, -1]))
    return age_groups(bands, counts[0], people, found, 0)


def _channels(labels: tuple[str, ...], row: tuple[Count, ...], whole: Count) -> tuple[Group, ...]:
    groups = [Group(key, count.value, suppressed=hidden_as(count)) for key, count in zip(labels, row, strict=True)]
    if not whole.value:
        return tuple(groups)
    everybody = whole.value
    return tuple(
        group if group.participants is None else replace(group, participants_share=group.participants / everybody)
        for group in groups
    )


def hidden_as(count: Count) -> Hidden:
    """A reader is told three reasons; what is withheld protects something."""
    return "protects" if count.hidden == "withheld" else count.hidden
