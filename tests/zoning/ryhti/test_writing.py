"""Plans go out as the national system wants them: whole plan matters, with what people could take part in."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Event, Process
from tests.factories import make_town
from tests.zoning import messages
from tests.zoning.factories import make_hearing, make_plan, make_version
from tests.zoning.importing.conftest import Run
from tests.zoning.ryhti.schema import assert_valid
from zoning.models import HearingMeeting, Plan, PlanDocument, PlanPhase, PlanVersion, StatementRequest

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2026, 3, 2), datetime.date(2026, 4, 1)
CODE = f"{messages.RYTJ}/RY_KaavanVuorovaikutustapahtumanLaji/code"


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kaavala", code="999", languages=["fi", "sv", "en"])


def read(client: Client, plan: str) -> Any:
    answer = client.get(f"/kaavala/plans/{plan}/ryhti.json")
    assert answer.status_code == 200
    message = json.loads(answer.content)
    assert_valid(message, "PlanMatterCreate")
    return message


def events(message: Any) -> list[tuple[str, dict[str, str]]]:
    found = [event for phase in message["planMatterPhases"] for event in phase.get("interactionEvents", [])]
    return [(event["interactionEventType"].removeprefix(f"{CODE}/"), event["eventTime"]) for event in found]


def test_a_plan_made_here_goes_out_as_a_plan_matter(town: Municipality, client: Client) -> None:
    make_version(make_plan(town, "pajakatu", permanent_identifier="AK-000123"))
    message = read(client, "pajakatu")
    assert message["permanentPlanIdentifier"] == "AK-000123"
    assert message["planType"] == f"{messages.RYTJ}/RY_Kaavalaji/code/31"
    assert message["name"] == {"fin": "Kaava pajakatu", "swe": "Plan pajakatu", "eng": "Plan pajakatu"}
    assert (message["timeOfInitiation"], message["caseIdentifiers"]) == ("2026-01-08", ["MliDno-2026-pajakatu"])
    (phase,) = message["planMatterPhases"]
    assert phase["lifeCycleStatus"] == f"{messages.RYTJ}/kaavaelinkaari/code/03"
    assert phase["geographicalArea"]["srid"] == "3067"


def test_a_hearing_is_a_display_and_electronic_participation_by_the_clock_of_the_law(
    town: Municipality, client: Client
) -> None:
    """Over the night to summer time: the last day ends an hour earlier of UTC than the first one began."""
    plan = make_plan(town, "pajakatu")
    make_hearing(plan, "preparation", first_day=FIRST, last_day=LAST, notice={"fi": "Kuulutus"})
    message = read(client, "pajakatu")
    window = {"begin": "2026-03-01T22:00:00Z", "end": "2026-04-01T21:00:00Z"}
    assert events(message) == [("01", window), ("06", window)]
    display = message["planMatterPhases"][0]["interactionEvents"][0]
    assert display["description"] == {"fin": "Kuulutus"}
    assert display["additionalInformationLink"] == "http://testserver/kaavala/plans/pajakatu/"
    assert display["cancelled"] is False


def test_a_hearing_stands_in_the_phase_of_its_kind(town: Municipality, client: Client) -> None:
    plan = make_plan(town, "pajakatu")
    with in_town(town):
        PlanPhase.objects.create(municipality=town, plan=plan, state="04", on=FIRST)
    make_hearing(plan, "proposal", first_day=FIRST, last_day=LAST)
    preparation, proposal = read(client, "pajakatu")["planMatterPhases"]
    assert "interactionEvents" not in preparation
    assert len(proposal["interactionEvents"]) == 2


def test_requests_meetings_and_the_consultation_are_events_too(town: Municipality, client: Client) -> None:
    process = Process.objects.create(municipality=town, slug="keskustelu", title={"fi": "Keskustelu"}, opens_on=FIRST)
    plan = make_plan(town, "pajakatu", process=process)
    with in_town(town):
        StatementRequest.objects.create(
            municipality=town, plan=plan, name="ELY-keskus", due_on=LAST, asked_at="2026-03-02T08:00Z"
        )
        StatementRequest.objects.create(municipality=town, plan=plan, name="Ei lähetetty", due_on=LAST)
        evening = Event.objects.create(
            municipality=town, code="ilta", names={"fi": "Ilta"}, starts_at="2026-03-10T16:00Z"
        )
        HearingMeeting.objects.create(municipality=town, plan=plan, event=evening)
    assert sorted(events(read(client, "pajakatu")), key=lambda pair: pair[0]) == [
        ("02", {"begin": "2026-03-02T08:00:00Z", "end": "2026-04-01T21:00:00Z"}),
        ("03", {"begin": "2026-03-10T16:00:00Z"}),
        ("06", {"begin": "2026-03-01T22:00:00Z"}),
    ]


def test_public_documents_go_along_and_the_scheme_with_its_own(town: Municipality, client: Client) -> None:
    plan = make_plan(town, "pajakatu")
    same = {"municipality": town, "plan": plan, "dated_on": FIRST, "file": "aa/x.pdf", "media_type": "application/pdf"}
    with in_town(town):
        for kind, name in (("14", "OAS"), ("06", "Selostus"), ("18", "Salainen")):
            secret = {"publicity": "3"} if name == "Salainen" else {}
            PlanDocument.objects.create(
                **same, **secret, type=kind, names={"fi": name}, file_name=f"{name}.pdf", size=1, sha256=b"",
                published_at=timezone.now(),
            )  # fmt: skip
    message = read(client, "pajakatu")
    scheme = message["participationAndAssessmentScheme"]["attachmentDocuments"]
    assert [one["name"]["fin"] for one in scheme] == ["OAS"]
    assert [one["name"]["fin"] for one in message["matterAnnexes"]] == ["Selostus"]


def test_what_came_from_the_national_system_goes_back_in_its_matter(
    town: Municipality,
    client: Client,
    run: Run,
    written: Any,
) -> None:
    whole = messages.matter()
    run(written(whole), town)
    assert read(client, "pajakadun-asemakaava") == whole


def test_a_bare_plan_goes_out_with_the_decision_that_approved_it(
    town: Municipality,
    client: Client,
    run: Run,
    written: Any,
) -> None:
    run(written(messages.plan(), "kaava-7.json"), town)
    approved, _in_force = read(client, "kaava-7")["planMatterPhases"]
    assert approved["planDecision"]["plans"] == [messages.plan()]
    with in_town(town):
        PlanVersion.objects.update(published_at=None)
    assert "plans" not in read(client, "kaava-7")["planMatterPhases"][0]["planDecision"]


def test_an_unpublished_plan_and_a_street_plan_are_no_plan_matters(town: Municipality, client: Client) -> None:
    make_plan(town, "luonnos", published_at=None)
    make_plan(town, "katu", kind="street")
    for slug in ("luonnos", "katu", "ei-ole"):
        assert client.get(f"/kaavala/plans/{slug}/ryhti.json").status_code == 404


def test_a_plan_without_steps_or_identifier_still_is_a_valid_message(town: Municipality, client: Client) -> None:
    plan = make_plan(town, "pajakatu", initiated_on=datetime.date(2026, 1, 8))
    with in_town(town):
        PlanPhase.objects.all().delete()
        Plan.objects.update(initiated_on=None, case_number="", names={"fi": "Pajakatu"})
    message = read(client, "pajakatu")
    assert message["permanentPlanIdentifier"] == plan.public_id
    assert len(message["planMatterPhases"]) == 1
