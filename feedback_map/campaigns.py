"""Many messages at once: waves of near-identical texts, which are shown to the desk as what they are, and floods.

Nothing is dropped and nobody is refused. The numbers below are a judgement: eight people who send one text within a
day have agreed on it; a town's busiest quarter of an hour at a meeting with 200 people stays far below the flood.
"""

from __future__ import annotations

from django.conf import settings

from geo import sql
from geo.models import Municipality
from geo.tenancy import acting, in_town

WINDOW_HOURS = 24
ALIKE = 0.6
WAVE_PINS, WAVE_PEOPLE = 8, 5
MOST_TEXTS = 600
FLOOD_MINUTES, FLOOD_REST_MINUTES = 15, 60


def find_waves(town: Municipality) -> int:
    """Put what resembles each other into waves; gives how many messages were put. Again, it finds what is new."""
    asked = {"town": town.pk, "hours": WINDOW_HOURS, "alike": ALIKE, "texts": MOST_TEXTS}
    with in_town(town):
        found = sql.row("feedback_map/waves", {**asked, "pins": WAVE_PINS, "people": WAVE_PEOPLE})
    return int(found[0]) if found else 0


def find_waves_everywhere() -> int:
    with acting("job waves"):
        return sum(find_waves(town) for town in Municipality.objects.only("pk"))


def notice_floods() -> list[int]:
    """The towns in which so many messages came at once that moderators look first."""
    asked = {"minutes": FLOOD_MINUTES, "rest": FLOOD_REST_MINUTES, "most": settings.PINS_PER_TOWN}
    return [town for (town,) in sql.rows("feedback_map/floods", asked)]
