"""Silence of the service is an outage, for every town; a claim to have sent in it is shown with the statement."""

from __future__ import annotations

import datetime

import pytest

from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_plan
from tests.zoning.said import state
from tests.zoning.town_clock import town_clock_at
from zoning.models import Outage, Statement
from zoning.services.outages import beat, log_outage, sent_in_outage
from zoning.services.statements import Arrival

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
AT = datetime.datetime(2026, 10, 26, 23, 10, tzinfo=datetime.UTC)


def minutes(count: int) -> datetime.datetime:
    return AT + datetime.timedelta(minutes=count)


def test_a_gap_in_the_pulse_is_logged_as_an_outage() -> None:
    town = make_town()
    logged = []
    for minute in (0, 1, 2, 32, 33):
        with town_clock_at(minutes(minute)):
            logged.append(beat())
    assert logged == [0, 0, 0, 1, 0]
    with in_town(town):
        assert list(Outage.objects.values_list("began_at", "ended_at")) == [(minutes(2), minutes(32))]


def test_an_outage_that_is_logged_afterwards_shows_with_the_statement_all_the_same() -> None:
    plan = make_plan(make_town())
    town = plan.municipality
    with town_clock_at(minutes(60)):
        state(plan, arrival=Arrival(claimed_sent_at=minutes(10)))
        with in_town(town):
            (said,) = Statement.objects.all()
        assert not said.in_outage
        assert sent_in_outage(town, [said]) == {}
        outage = log_outage(town=town, began_at=minutes(5), ended_at=minutes(20))
    assert sent_in_outage(town, [said]) == {said.pk: outage}


def test_an_outage_ends_after_it_began_and_is_over() -> None:
    town = make_town()
    with town_clock_at(AT):
        for began, ended in ((-5, -10), (-5, 5)):
            with pytest.raises(Refused):
                log_outage(town=town, began_at=minutes(began), ended_at=minutes(ended))
        again = [log_outage(town=town, began_at=minutes(-9), ended_at=minutes(-5)) for _ in "ab"]
    assert again[0].pk == again[1].pk
