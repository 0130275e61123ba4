"""Initiatives, results of votes and releases of coverage are told as they become public, each once, without words."""

from __future__ import annotations

import pytest

from budgeting.services.counting import publish_results
from delivery.models import OutboxMessage
from doors.webhooks.noticing import note_what_is_gone
from doors.webhooks.subscriptions import Made
from feedback_map.models import Initiative
from feedback_map.services.initiatives import (
    InitiativeWords,
    Measure,
    carry_initiative,
    hide_initiative,
    make_initiative,
    show_initiative,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from neighbourhoods.services import make_release
from participation.models import Process
from tests.budgeting.factories import make_round
from tests.budgeting.polls import ended
from tests.doors.webhooks.subscriber import Subscriber
from tests.doors.webhooks.test_telling import CANARY, work
from tests.factories import make_halves

CLOSING = Measure(text="Tehdään ensi talvena.", state="closed", result="done")


@pytest.fixture
def initiative(town: Municipality) -> Initiative:
    words = InitiativeWords(f"Latu {CANARY}", f"Kylään {CANARY}.", f"Maija {CANARY}", phone="015 1")
    return make_initiative(town=town, words=words).initiative


def test_an_initiative_is_told_when_somebody_has_looked_at_it_and_not_before(
    town: Municipality, made: Made, subscriber: Subscriber, initiative: Initiative
) -> None:
    work()
    assert subscriber.events == []
    show_initiative(town=town, initiative=initiative, by=None)
    work()
    (heard,) = subscriber.heard
    assert heard.told["type"] == "initiative.published"
    assert heard.told["data"]["api"].endswith(f"/towns/{town.slug}/initiatives/{initiative.public_id}")
    assert CANARY not in heard.body.decode()


def test_its_answer_is_told_once_and_each_new_answer_again(
    town: Municipality, made: Made, subscriber: Subscriber, initiative: Initiative
) -> None:
    show_initiative(town=town, initiative=initiative, by=None)
    for measure in (CLOSING, Measure(text="Avattu uudelleen", state="in_hands"), CLOSING):
        carry_initiative(town=town, initiative=initiative, measure=measure, by=None)
        work()
        work()
    assert subscriber.events == ["initiative.published", "initiative.answered", "initiative.answered"]
    assert subscriber.heard[1].told["data"]["result"] == "done"
    assert CANARY not in subscriber.heard[1].body.decode()


def test_of_an_answer_to_what_is_not_shown_nothing_is_told(
    town: Municipality, made: Made, subscriber: Subscriber, initiative: Initiative
) -> None:
    carry_initiative(town=town, initiative=initiative, measure=CLOSING, by=None)
    work()
    assert subscriber.events == []


def test_hidden_and_shown_again_an_initiative_is_withdrawn_and_published_anew(
    town: Municipality, made: Made, subscriber: Subscriber, initiative: Initiative
) -> None:
    show_initiative(town=town, initiative=initiative, by=None)
    work()
    hide_initiative(town=town, initiative=initiative)
    work()
    show_initiative(town=town, initiative=initiative, by=None)
    work()
    assert subscriber.events == ["initiative.published", "initiative.withdrawn", "initiative.published"]
    assert subscriber.heard[1].told["data"] == {"id": initiative.public_id}


def test_an_initiative_that_vanished_in_any_other_way_is_found_and_told_as_withdrawn(
    town: Municipality, made: Made, subscriber: Subscriber, initiative: Initiative
) -> None:
    show_initiative(town=town, initiative=initiative, by=None)
    work()
    with in_town(town):
        Initiative.objects.filter(pk=initiative.pk).update(is_shown=False)
    from feedback_map.aggregates import rebuild_town

    rebuild_town(town)
    assert note_what_is_gone(town) == 1
    work()
    assert subscriber.events == ["initiative.published", "initiative.withdrawn"]


def test_what_is_refused_leaves_nothing_to_tell(town: Municipality, made: Made, initiative: Initiative) -> None:
    before = OutboxMessage.objects.filter(topic="initiative.changed").count()
    with pytest.raises(Refused):
        carry_initiative(town=town, initiative=initiative, measure=Measure(state="closed"), by=None)
    assert OutboxMessage.objects.filter(topic="initiative.changed").count() == before


def test_the_result_of_a_vote_is_told_when_it_is_published_and_once(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    of = ended(make_round(town, "puistot"))
    work()
    assert "result.published" not in subscriber.events
    for _again in range(2):
        publish_results(town=town, round=of, by=None)
        work()
    (told,) = [one.told["data"] for one in subscriber.heard if one.told["type"] == "result.published"]
    assert told["slug"] == "puistot"
    assert told["api"].endswith("/budget/rounds/puistot/results")


def test_a_release_of_coverage_is_told_with_its_window_and_no_figures(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    make_halves(town)
    release = make_release(town=town, replicates=19)
    work()
    (told,) = [one.told["data"] for one in subscriber.heard if one.told["type"] == "coverage.released"]
    assert told["id"] == release.public_id
    assert set(told) == {"id", "made_at", "window_from", "window_to", "process", "page", "api"}


@pytest.mark.parametrize("is_public", [True, False])
def test_figures_of_a_consultation_are_told_only_where_it_is_public(
    town: Municipality, made: Made, subscriber: Subscriber, is_public: bool
) -> None:
    make_halves(town)
    days = {"opens_on": "2026-01-01", "closes_on": "2026-03-01"}
    process = Process.objects.create(municipality=town, slug="keskusta", is_public=is_public, **days)
    process.refresh_from_db()
    make_release(town=town, process=process, replicates=19)
    work()
    told = [one.told["data"] for one in subscriber.heard if one.told["type"] == "coverage.released"]
    assert [one["process"] for one in told] == ["keskusta"] * is_public
    assert all(one["api"].endswith("/processes/keskusta") for one in told)
