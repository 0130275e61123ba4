"""What came after a vote, as everybody reads it and as staff write it."""

from __future__ import annotations

import datetime
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from budgeting.models import BuildingStep, Decision, IntakeBatch, Proposal, Round, WorkingParty
from budgeting.services.parties import PartyWords, make_party
from budgeting.services.publishing import publish_proposals
from feedback_map.services import moderate_pin
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Attendance, EventSignUp
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.ideas import collecting, make_idea
from tests.factories import make_halves, make_town
from zoning.clock import town_today

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
DESK = "/en/kokeila/desk/budget/kierros"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila", languages=["fi", "en"])
    make_halves(town)
    return town


@pytest.fixture
def voted(town: Municipality) -> Round:
    return make_round(town, "kierros")


@pytest.fixture
def desk(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="c@kokeila.fi", post=Post(town, Role.COORDINATOR)).user)
    return client


def shown(of: Round, title: str, state: str) -> Proposal:
    made = make_proposal(of, title, state=state)
    publish_proposals(town=of.municipality, round=of)
    return made


def page(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def picture() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (120, 80), (40, 120, 60)).save(made, "JPEG")
    return SimpleUploadedFile("puut.jpg", made.getvalue())


def make_working_party(of: Proposal, **said: object) -> WorkingParty:
    words = PartyWords({"en": "Planting trees"}, timezone.now() + 3 * DAY, **said)  # type: ignore[arg-type]
    return make_party(town=of.municipality, proposal=of, words=words)


def test_a_decision_is_written_published_and_read_with_its_document(voted: Round, desk: Client) -> None:
    won, lost = shown(voted, "Puita torille", "won"), shown(voted, "Keinu", "not_won")
    said = {"decided_on": "2026-11-02", "text_fi": "Päätetään.", "office_holder_fi": "Kaupunginjohtaja"}
    document = SimpleUploadedFile("paatos.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    made = desk.post(f"{DESK}/decisions/new", {**said, "document": document})
    assert made.status_code == 302
    here = made["Location"]
    why = {"p1-funded": "yes", "p2-funded": "no", "p2-why_fi": "Ei mahtunut rahaan."}
    desk.post(f"{here}/rulings", why)
    with in_town(voted.municipality):
        public = f"/kokeila/budget/kierros/decisions/{Decision.objects.get().public_id}"
    assert Client().get(public).status_code == 404
    desk.post(f"{here}/publish")
    told = page(public)
    assert "Puita torille" in told
    assert "Ei mahtunut rahaan." in told
    assert b"".join(Client().get(f"{public}/document")) == b"%PDF-1.7 x"
    assert public in page("/kokeila/budget/kierros/")
    with in_town(voted.municipality):
        states = {one.pk: one.state for one in Proposal.objects.all()}
    assert (states[won.pk], states[lost.pk]) == ("decided", "declined")


def test_what_a_decision_lacks_is_said_and_nothing_is_lost(voted: Round, desk: Client) -> None:
    shown(voted, "Keinu", "not_won")
    refused = desk.post(f"{DESK}/decisions/new", {"decided_on": "2026-11-02", "text_fi": "Sanat säilyvät."})
    assert refused.status_code == 400
    assert "Sanat säilyvät." in refused.content.decode()
    here = desk.post(
        f"{DESK}/decisions/new", {"decided_on": "2026-11-02", "text_fi": "P.", "office_holder_fi": "Johtaja"}
    )["Location"]
    desk.post(f"{here}/rulings", {"p1-funded": "no"})
    assert "Write why the proposal is not funded" in page(here, desk)


def test_a_decision_is_taken_back_with_a_reason(voted: Round, desk: Client) -> None:
    won = shown(voted, "Puita torille", "won")
    said = {"decided_on": "2026-11-02", "text_fi": "Päätetään.", "office_holder_fi": "Johtaja"}
    here = desk.post(f"{DESK}/decisions/new", said)["Location"]
    desk.post(f"{here}/rulings", {"p1-funded": "yes"})
    desk.post(f"{here}/publish")
    desk.post(f"{here}/back", {"why_fi": ""})
    with in_town(voted.municipality):
        assert Proposal.objects.get(pk=won.pk).state == "decided"
    desk.post(f"{here}/back", {"why_fi": "Virhe."})
    desk.post(f"{here}/drop")
    with in_town(voted.municipality):
        assert Proposal.objects.get(pk=won.pk).state == "won"
        assert not Decision.objects.exists()


def test_steps_with_their_pictures_are_told_from_planned_to_built(voted: Round, desk: Client) -> None:
    shown(voted, "Puita torille", "decided")
    work = f"{DESK}/building/1"
    desk.post(f"{work}/steps/new", {"name_fi": "Kuopat", "done_on": "2026-11-03", "cost": "900.50"})
    desk.post(f"{work}/steps/new", {"name_fi": "Istutus", "planned_on": "2027-05-01"})
    with in_town(voted.municipality):
        first, second = BuildingStep.objects.order_by("order")
    assert first.cost_cents == 90_050
    assert desk.post(f"{work}/steps/{first.public_id}/photo", {"photo": picture(), "alt_fi": ""}).status_code == 400
    desk.post(f"{work}/steps/{first.public_id}/photo", {"photo": picture(), "alt_fi": "Kuusi kuoppaa."})
    told = page("/kokeila/budget/kierros/proposals/1")
    assert 'alt="Kuusi kuoppaa."' in told
    assert told.index("Kuopat") < told.index("Istutus")
    shot = f"/kokeila/budget/kierros/steps/{first.public_id}-small.jpg"
    assert Client().get(shot)["Content-Type"] == "image/jpeg"
    assert "Istutus" in page("/kokeila/budget/kierros/")
    desk.post(f"{work}/steps/{second.public_id}/remove")
    assert "Istutus" not in page("/kokeila/budget/kierros/proposals/1")
    desk.post(f"{work}/built", {"text_fi": "Valmis!", "built_on": "2026-11-04"})
    done = page("/kokeila/budget/kierros/proposals/1")
    assert re.search(r"/kokeila/outcomes/\w{22}", done)


def test_a_picture_of_what_is_not_published_is_not_there(voted: Round, desk: Client) -> None:
    shown(voted, "Puita torille", "decided")
    desk.post(f"{DESK}/building/1/steps/new", {"name_fi": "Kuopat"})
    with in_town(voted.municipality):
        step = BuildingStep.objects.get()
    desk.post(f"{DESK}/building/1/steps/{step.public_id}/photo", {"photo": picture(), "alt_fi": "Kuoppia."})
    with in_town(voted.municipality):
        Proposal.objects.update(published_at=None)
    publish_proposals(town=voted.municipality, round=voted)
    assert Client().get(f"/kokeila/budget/kierros/steps/{step.public_id}.jpg").status_code == 404


def test_what_is_dropped_says_why_to_everybody(voted: Round, desk: Client) -> None:
    shown(voted, "Puita torille", "decided")
    desk.post(f"{DESK}/building/1/drop", {"why_fi": "Maaperä ei kanna."})
    assert "Maaperä ei kanna." in page("/kokeila/budget/kierros/proposals/1")


def test_somebody_signs_up_without_a_name_and_takes_it_back(voted: Round) -> None:
    party = make_working_party(shown(voted, "Puita torille", "decided"), most_people=2)
    here = f"/en/kokeila/budget/kierros/parties/{party.event.code}"
    assert here.removeprefix("/en") in page("/kokeila/budget/kierros/proposals/1")
    assert "Planting trees" in page(here)
    mine = Client().post(here, {"people": "2", "key": "a" * 32})["Location"]
    assert "/coming/" in mine
    assert "You have signed up" in page(mine)
    full = Client().post(here, {"people": "1", "key": "b" * 32})
    assert full.status_code == 422
    assert "All places are taken" in full.content.decode()
    Client().post(mine)
    assert "taken your sign-up back" in page(mine)
    assert Client().post(here, {"people": "1", "key": "c" * 32}).status_code == 302
    with in_town(voted.municipality):
        assert not EventSignUp.objects.exclude(name="").exists()


def test_each_look_at_who_comes_is_noted_and_who_came_counts(voted: Round, desk: Client) -> None:
    town = voted.municipality
    party = make_working_party(shown(voted, "Puita torille", "decided"))
    here = f"/en/kokeila/budget/kierros/parties/{party.event.code}"
    Client().post(here, {"people": "1", "name": "Aino", "email": "aino@example.fi", "key": "a" * 32})
    listed = f"{DESK}/parties/{party.event.code}"
    assert "aino@example.fi" in page(listed, desk)
    with in_town(town):
        one = EventSignUp.objects.get()
        assert list(AccessLog.objects.values_list("subject", "what")) == [(one.public_id, "contact")]
    desk.post(f"{listed}/came/{one.public_id}")
    with in_town(town):
        assert Attendance.objects.filter(event=party.event, headcount=1).count() == 1
    desk.post(f"{listed}/off", {"why_fi": "Myrsky tulee."})
    assert "Myrsky tulee." in page(here)


def test_a_working_party_is_made_and_changed_at_the_desk(voted: Round, desk: Client) -> None:
    shown(voted, "Puita torille", "decided")
    said = {"name_fi": "Istutetaan", "starts_at": "2031-05-01T10:00", "most_people": "12"}
    assert desk.post(f"{DESK}/building/1/parties/new", said).status_code == 302
    with in_town(voted.municipality):
        party = WorkingParty.objects.select_related("event").get()
    changed = {**said, "starts_at": "2031-05-02T10:00"}
    assert desk.post(f"{DESK}/parties/{party.event.code}/change", changed).status_code == 302
    with in_town(voted.municipality):
        party.event.refresh_from_db()
    assert timezone.localtime(party.event.starts_at).day == 2


def test_a_council_gives_its_opinions_and_ends_the_meeting(town: Municipality, desk: Client) -> None:
    youth = collecting(town, slug="nuoret", has_vote=False, minimal_data=True)
    day = town_today() + DAY
    with in_town(town):
        batch = IntakeBatch.objects.create(municipality=town, round=youth, closes_on=day, meets_on=day)
    shown_idea, hidden = make_idea(youth, "Skeittipaikka", visibility="public"), make_idea(youth, "Salainen toive")
    moderate_pin(town=town, pin=shown_idea.pin, moderation="shown")
    desk_page = f"/en/kokeila/desk/budget/nuoret/batches/{batch.public_id}"
    public = f"/en/kokeila/budget/nuoret/batches/{batch.public_id}"
    assert "Salainen toive" in page(desk_page, desk)
    assert "Skeittipaikka" in page(public)
    assert "Salainen toive" not in page(public)
    for idea, stance in ((shown_idea, "for"), (hidden, "against")):
        name = idea.pin.public_id
        said = {f"{name}-stance": stance, f"{name}-votes_for": "7", f"{name}-comment_fi": "Perustelu."}
        assert desk.post(f"{desk_page}/ideas/{name}", said).status_code == 302
        assert "Perustelu." not in page(public)
    desk.post(f"{desk_page}/end")
    told = page(public)
    assert "Perustelu." in told
    assert "For it" in told
    assert "Salainen toive" not in told
    assert "/en/kokeila/budget/nuoret/proposals/1" in told


def test_an_opinion_without_a_stance_is_asked_for_again(town: Municipality, desk: Client) -> None:
    youth = collecting(town, slug="nuoret", has_vote=False)
    day = town_today() + DAY
    with in_town(town):
        batch = IntakeBatch.objects.create(municipality=town, round=youth, closes_on=day, meets_on=day)
    name = make_idea(youth).pin.public_id
    desk_page = f"/en/kokeila/desk/budget/nuoret/batches/{batch.public_id}"
    again = desk.post(f"{desk_page}/ideas/{name}", {f"{name}-comment_fi": "Hyvä idea."})
    assert again.status_code == 400
    assert "Hyvä idea." in again.content.decode()


def test_earlier_years_tell_what_was_built_and_what_it_cost(town: Municipality, voted: Round) -> None:
    assert "Nothing has been decided to be built yet" in page("/en/kokeila/budget/earlier")
    old = make_round(town, "vanha")
    with in_town(town):
        process = old.process
        process.opens_on, process.closes_on = datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)
        process.save()
    shown(old, "Kukkapenkit", "built")
    shown(voted, "Puita torille", "decided")
    make_proposal(voted, "Keinu", state="not_won")
    told = page("/en/kokeila/budget/earlier")
    assert told.index("Puita torille") < told.index(">2024<") < told.index("Kukkapenkit")
    assert "Keinu" not in told


def test_many_things_being_built_are_read_in_few_queries(
    voted: Round, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        made = shown(voted, f"Kohde {number}", "decided")
        with in_town(voted.municipality):
            BuildingStep.objects.create(municipality=voted.municipality, proposal=made, names={"fi": "Alku"})
    with django_assert_max_num_queries(22):
        page("/kokeila/budget/earlier")


def test_a_round_of_another_town_is_not_there(town: Municipality, voted: Round, desk: Client) -> None:
    other = make_town("muualla")
    strange = shown(make_round(other, "toinen"), "Muualla", "decided")
    party = make_working_party(strange)
    for address in (f"budget/toinen/parties/{party.event.code}", "budget/toinen/proposals/1"):
        assert Client().get(f"/kokeila/{address}").status_code == 404
    assert desk.get("/kokeila/desk/budget/toinen/building/1").status_code == 404
