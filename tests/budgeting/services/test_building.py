"""From a decision to a thing in the park: steps, pictures, working under way, built with an outcome, or dropped."""

from __future__ import annotations

import datetime
import functools
import io

import pytest
from PIL import Image

from accounts.models import User
from budgeting.models import BuildingStep, Proposal, PublishedProposal
from budgeting.services.building import (
    BuiltWords,
    StepWords,
    add_step_photo,
    begin_building,
    change_step,
    drop_proposal,
    drop_step,
    finish_building,
    plan_step,
)
from delivery.files import read_file
from feedback_map.models import PublishedOutcome, PublishedOutcomeInput, PublishedPhoto, Update
from feedback_map.stored_files import check_files
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.ideas import again, collecting, keeper, make_idea, opened, told
from tests.factories import make_town

pytestmark = pytest.mark.django_db


@functools.cache
def jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (120, 80), (40, 120, 60)).save(made, "JPEG")
    return made.getvalue()


DONE = datetime.date(2026, 1, 5)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town(languages=["fi", "sv"])


@pytest.fixture
def decided(town: Municipality) -> Proposal:
    return make_proposal(make_round(town), "Puita torille", state="decided")


def step(of: Proposal, *, name: str = "Puut istutettu", done_on: datetime.date | None = None) -> BuildingStep:
    words = StepWords({"fi": name}, planned_on=DONE, done_on=done_on, cost_cents=900_000)
    return plan_step(town=of.municipality, proposal=of, words=words, by=None)


def finish(of: Proposal, built_on: datetime.date = DONE) -> object:
    words = BuiltWords(built_on, {"fi": "Torilla on kuusi puuta."})
    return finish_building(town=of.municipality, proposal=of, words=words, by=keeper(of.municipality))


def test_a_planned_step_begins_nothing(decided: Proposal) -> None:
    step(decided)
    assert again(decided).state == "decided"


def test_the_first_step_that_is_done_says_that_building_has_begun(decided: Proposal) -> None:
    made = step(decided)
    words = StepWords({"fi": "Puut istutettu"}, done_on=DONE)
    change_step(town=decided.municipality, step=made, words=words, by=None)
    assert again(decided).state == "building"


def test_steps_stand_in_their_order_with_their_costs(decided: Proposal) -> None:
    step(decided, name="Suunnitelma", done_on=DONE)
    step(decided, name="Istutus")
    with in_town(decided.municipality):
        found = [(one.names["fi"], one.cost_cents) for one in BuildingStep.objects.filter(proposal=decided)]
    assert found == [("Suunnitelma", 900_000), ("Istutus", 900_000)]


def test_a_step_is_not_done_tomorrow(decided: Proposal) -> None:
    with pytest.raises(Refused):
        step(decided, done_on=datetime.date.today() + datetime.timedelta(days=2))


def test_what_was_not_decided_has_no_steps(town: Municipality) -> None:
    with pytest.raises(Refused):
        step(make_proposal(make_round(town), state="won"))


def test_a_step_that_is_done_stays(decided: Proposal) -> None:
    with pytest.raises(Refused):
        drop_step(town=decided.municipality, step=step(decided, done_on=DONE))
    drop_step(town=decided.municipality, step=step(decided))
    with in_town(decided.municipality):
        assert BuildingStep.objects.filter(proposal=decided).count() == 1


def test_a_picture_tells_what_is_seen_in_it(decided: Proposal) -> None:
    made, town = step(decided, done_on=DONE), decided.municipality
    with pytest.raises(Refused):
        add_step_photo(town=town, step=made, data=jpeg(), alt={"fi": " "})
    kept = add_step_photo(town=town, step=made, data=jpeg(), alt={"fi": "Kuusi puuta torilla."})
    assert read_file(kept.photo).startswith(b"\xff\xd8")
    assert kept.photo_alt == {"fi": "Kuusi puuta torilla."}


def test_pictures_of_steps_belong_to_rows_in_the_check_of_the_store(decided: Proposal) -> None:
    kept = add_step_photo(town=decided.municipality, step=step(decided), data=jpeg(), alt={"fi": "Puita."})
    found = check_files()
    assert kept.photo not in [*found.missing, *found.changed]
    with in_town(decided.municipality):
        BuildingStep.objects.filter(pk=kept.pk).update(photo_sha256=b"other")
    assert kept.photo in check_files().changed


def test_when_it_begins_its_makers_are_told_once(town: Municipality) -> None:
    of = collecting(town)
    idea = make_idea(of)
    proposal = opened(of, idea)
    with in_town(town):
        Proposal.objects.filter(pk=proposal.pk).update(state="decided")
    for _ in range(2):
        begin_building(town=town, proposal=proposal, by=None)
    assert told(idea.pin)[-1] == "Penkkejä. Ehdotuksesi toteutus on alkanut."
    assert len([one for one in told(idea.pin) if "alkanut" in one]) == 1


def test_built_it_is_on_the_map_and_an_outcome_names_its_ideas(town: Municipality) -> None:
    of = collecting(town)
    idea = make_idea(of, visibility="public")
    proposal = opened(of, idea)
    with in_town(town):
        Proposal.objects.filter(pk=proposal.pk).update(state="building")
    finish(proposal)
    with in_town(town):
        found = PublishedOutcome.objects.get(municipality=town)
        assert PublishedProposal.objects.get(proposal_id=proposal.pk).state == "built"
        assert Update.objects.filter(pin=idea.pin, kind=Update.Kind.OUTCOME).count() == 1
        assert again(proposal).outcome_id == found.outcome_id
        assert PublishedOutcomeInput.objects.filter(outcome=found).count() == int(idea.pin.is_published)
    assert (found.titles["fi"], found.decided_on) == ("Penkkejä", DONE)


def test_the_last_picture_is_shown_with_the_outcome(decided: Proposal) -> None:
    made, town = step(decided, done_on=DONE), decided.municipality
    add_step_photo(town=town, step=made, data=jpeg(), alt={"fi": "Kuusi puuta torilla."})
    finish(decided)
    assert PublishedPhoto.objects.get(municipality=town).alt == {"fi": "Kuusi puuta torilla."}


def test_it_is_built_once_and_on_a_day_that_has_come(decided: Proposal) -> None:
    with pytest.raises(Refused):
        finish(decided, datetime.date.today() + datetime.timedelta(days=2))
    by, words = User.objects.get(), BuiltWords(DONE, {"fi": "Torilla on kuusi puuta."})
    finish_building(town=decided.municipality, proposal=decided, words=words, by=by)
    with pytest.raises(Refused):
        finish_building(town=decided.municipality, proposal=decided, words=words, by=by)


def test_what_is_not_built_after_all_says_why(town: Municipality) -> None:
    of = collecting(town)
    idea = make_idea(of)
    proposal = opened(of, idea)
    with in_town(town):
        Proposal.objects.filter(pk=proposal.pk).update(state="decided")
    with pytest.raises(Refused):
        drop_proposal(town=town, proposal=proposal, why={}, by=None)
    drop_proposal(town=town, proposal=proposal, why={"fi": "Maaperä ei kanna."}, by=None)
    assert (again(proposal).state, again(proposal).reason) == ("dropped", {"fi": "Maaperä ei kanna."})
    assert told(idea.pin)[-1] == "Maaperä ei kanna."
