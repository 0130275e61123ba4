"""From a masked table to the counts that everything public is computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stats.disclosure.tables import SMALLEST_SHOWN, MaskedTable


@dataclass(frozen=True)
class PublicCounts:
    """A row per area of the table. `y` is for the class rule alone; where `shown` is false nothing computed from it
    but the class is shown, and where `classed` is false the class is `too_little_data`."""

    y: npt.NDArray[np.int64]
    shown: npt.NDArray[np.bool_]
    classed: npt.NDArray[np.bool_]
    rest: int | None


def public_counts(table: MaskedTable) -> PublicCounts:
    """What can be said of every area by somebody who has the masked table alone?

    A cell "0 to 4" enters as 4, its upper bound: an area is then underserved only if it would be at each of the five
    values. (A larger y has a larger p, its own and so never a smaller q of another.) A cell that is hidden for another
    reason has no upper bound that helps: it enters with 0 and is not classed. `rest` is the sum of all hidden areas,
    which anybody can work out (Y − unknown − shown); None where the town total is not shown.
    """
    upper = [SMALLEST_SHOWN - 1 if cell.hidden == "under_five" else cell.value or 0 for cell in table.participants]
    shown = np.array([cell.value is not None for cell in table.participants], dtype=bool)
    small = np.array([cell.hidden == "under_five" for cell in table.participants], dtype=bool)
    known = table.total.value is not None and table.unknown_home.value is not None
    seen = sum(cell.value or 0 for cell in table.participants)
    rest = (table.total.value or 0) - (table.unknown_home.value or 0) - seen if known else None
    return PublicCounts(np.array(upper, dtype=np.int64), shown, shown | small, rest)
