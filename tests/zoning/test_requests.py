"""Bodies are asked for their statements with their own dates, apart from the display."""

from __future__ import annotations

import datetime

import pytest

from accounts.models import Body
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.mail import carry_all, mail_server, plain
from tests.zoning.factories import make_hearing, make_plan
from tests.zoning.town_clock import town_clock_at
from zoning.clock import town_now, town_today
from zoning.models import Plan, StatementRequest
from zoning.services.requests import (
    Asked,
    ask_for_statement,
    change_due_day,
    decline,
    note_answered,
    remind,
    remind_all_due,
    request_by_key,
    request_key,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def town() -> Municipality:
    return make_town()


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "rantatie", state="04")


def asked(plan: Plan, days: int = 60, **fields: object) -> StatementRequest:
    wanted = Asked(**{"due_on": town_today() + days * DAY, "name": "ELY", "email": "ely@example.org", **fields})  # type: ignore[arg-type]
    return ask_for_statement(town=plan.municipality, plan=plan, asked=wanted)


def fresh(request: StatementRequest) -> StatementRequest:
    with in_town(request.municipality_id):
        return StatementRequest.objects.get(pk=request.pk)


def test_a_body_gets_a_letter_with_its_own_day_and_its_own_link(plan: Plan) -> None:
    make_hearing(plan)
    with mail_server() as box:
        made = asked(plan, language="en", text="Please look at flooding.")
        carry_all()
    letter = plain(box.newest("ely@example.org"))
    assert f"plans/rantatie/requests/{made.public_id}/{request_key(made)}" in letter
    assert "Please look at flooding." in letter
    assert f"{made.due_on:%-d %b %Y}" in letter


def test_a_council_of_the_town_brings_its_name_and_address(town: Municipality, plan: Plan) -> None:
    council = Body.objects.create(
        municipality=town, kind="council", code="vanhus", names={"fi": "Vanhusneuvosto"}, email="vanhus@example.org"
    )
    made = asked(plan, body=council, name="", email="")
    assert (made.name, made.email) == ("Vanhusneuvosto", "vanhus@example.org")


def test_the_link_opens_with_its_key_alone(town: Municipality, plan: Plan) -> None:
    made = asked(plan)
    with in_town(town):
        assert request_by_key(town=town, public_id=made.public_id, key=request_key(made)) == made
        assert request_by_key(town=town, public_id=made.public_id, key="another") is None


def test_a_body_that_has_not_answered_is_asked_once_and_a_day_in_the_past_is_none(plan: Plan) -> None:
    asked(plan)
    for wrong in ({}, {"name": "Museo", "days": -1}, {"name": "", "email": "x@example.org"}):
        with pytest.raises(Refused):
            asked(plan, **wrong)


def test_before_a_proposal_the_national_table_takes_no_request(town: Municipality) -> None:
    with pytest.raises(Refused) as refused:
        asked(make_plan(town, state="02"))
    assert {error.code for error in refused.value.errors} == {"interaction_not_allowed"}


def test_who_answered_or_gives_none_is_not_reminded(town: Municipality, plan: Plan) -> None:
    answered, declined, silent = (asked(plan, name=name) for name in ("A", "B", "C"))
    with in_town(town):
        note_answered(request=answered)
    decline(town=town, request=declined)
    assert [remind(town=town, request=one) for one in (answered, declined, silent, silent)] == [
        False,
        False,
        True,
        False,
    ]


def test_silent_bodies_are_reminded_once_before_their_own_last_day(town: Municipality, plan: Plan) -> None:
    made = asked(plan, days=60)
    for days_before, expected in ((8, 0), (7, 1), (6, 0)):
        with town_clock_at(town_now() + (60 - days_before) * DAY):
            assert remind_all_due(town=town, today=made.due_on - days_before * DAY) == expected


def test_a_told_day_moves_later_and_never_earlier(town: Municipality, plan: Plan) -> None:
    made = asked(plan)
    change_due_day(town=town, request=made, due_on=made.due_on + 14 * DAY)
    with pytest.raises(Refused):
        change_due_day(town=town, request=made, due_on=made.due_on)
    assert fresh(made).due_on == made.due_on + 14 * DAY
