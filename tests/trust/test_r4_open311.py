"""R4, towards other systems: cut connections and killed workers lose nothing there and double nothing.

One peer takes an Idempotency-Key; the other does not, but can be asked what it has. Two workers at a time hand on what
residents say; each is killed with signal 9 at a random named point, or by the peer while it waits for its answer.
"""

from __future__ import annotations

import random
import sys

import pytest

from delivery.services import outbox_state
from tests.factories import make_category, make_town
from tests.feedback_map.open311.peer import running
from tests.trust.open311_drill import Drill, Troubles

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.mark.parametrize(
    ("cuts", "deaths"), [(4, 3), pytest.param(200, 50, marks=pytest.mark.heavy)], ids=["sample", "whole"]
)
def test_cut_connections_and_killed_workers_lose_and_double_nothing_at_a_peer(cuts: int, deaths: int) -> None:
    town = make_town("drill")
    make_category(town)
    make_category(town, "parks")
    with running(takes_keys=True) as knows_keys, running(takes_keys=False) as can_be_asked:
        drill = Drill(town, {"streets": knows_keys, "parks": can_be_asked}, Troubles(random.Random(20_261)))
        drill.run(cuts=cuts, deaths=deaths)
    assert drill.arrived() == drill.said
    assert drill.ids_agree()
    assert outbox_state().waiting == outbox_state().dead == 0
    sys.stderr.write(
        f"{drill.said.total()} messages, {drill.troubles.cuts} cut connections, {drill.deaths} killed workers"
        f" ({drill.troubles.killed_while_asking} while asking), {drill.revived} revived: 0 lost, 0 doubled\n"
    )
