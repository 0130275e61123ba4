"""The desk makes proposals of ideas, has them costed, joins, splits and ends them, and says why."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Body, Role
from budgeting.models import Costing, Proposal, ProposalAuthor, RoundPhase
from budgeting.services.costing import ask_unit
from feedback_map.services.placing import own_key
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_phase
from tests.budgeting.ideas import again, drafted, make_idea, opened, told
from tests.factories import make_category, make_halves, make_town
from tests.feedback_map.handling import make_clerk, make_pin, make_unit
from tests.frontend.budget_visits import kesa, page, sent

TODAY = timezone.localdate()


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testila", languages=["fi", "sv"])
    make_halves(town)
    return town


@pytest.fixture
def at_desk(client: Client, town: Municipality) -> Client:
    client.force_login(make_clerk(town, "keeper@example.fi", role=Role.COORDINATOR))
    return client


def test_staff_make_one_proposal_of_several_ideas(at_desk: Client, town: Municipality) -> None:
    round = kesa(town)
    ideas = [make_idea(round, "Keinu"), make_idea(round, "Liuku")]
    text = page(at_desk, "desk/budget/kesa/ideas")
    assert all(idea.pin.public_id in text for idea in ideas)
    chosen = {"pin": [idea.pin.public_id for idea in ideas], "act": "make", "title": "Leikkipaikka"}
    assert sent(at_desk, "desk/budget/kesa/ideas", chosen).endswith("/desk/budget/kesa/proposals/1")
    with in_town(town):
        made = Proposal.objects.get()
        assert (made.titles, made.state, made.sources.count()) == ({"fi": "Leikkipaikka"}, "draft", 2)
    assert "Keinu" in page(at_desk, "desk/budget/kesa/proposals/1")


def test_staff_are_told_why_ideas_cannot_be_joined_and_ask_the_sender(at_desk: Client, town: Municipality) -> None:
    round = kesa(town)
    ideas = [make_idea(round), make_idea(round, may_be_merged=False)]
    chosen = {"pin": [idea.pin.public_id for idea in ideas]}
    assert "ei ole suostunut" in sent(at_desk, "desk/budget/kesa/ideas", {**chosen, "act": "make"}, 422)
    sent(at_desk, "desk/budget/kesa/ideas", {"pin": ideas[1].pin.public_id, "act": "ask"})
    assert len(told(ideas[1].pin)) == 1


def test_staff_do_not_take_an_idea_further_with_a_reason_only(at_desk: Client, town: Municipality) -> None:
    idea = make_idea(kesa(town))
    chosen = {"pin": idea.pin.public_id, "act": "leave"}
    sent(at_desk, "desk/budget/kesa/ideas", chosen, 422)
    sent(at_desk, "desk/budget/kesa/ideas", {**chosen, "reason_fi": "Ei kaupungin maalla."})
    assert told(idea.pin) == ["Ei kaupungin maalla."]
    assert "Ei kaupungin maalla." in page(at_desk, f"pins/{idea.pin.public_id}?key={own_key(idea.pin.public_id)}")


def test_staff_take_ideas_from_the_map_into_the_round_and_into_a_proposal(at_desk: Client, town: Municipality) -> None:
    make_category(town)
    round = kesa(town)
    made = drafted(round)
    pin = make_pin(town, kind="idea", text="Irtoidea")
    assert "Irtoidea" in page(at_desk, "desk/budget/kesa/ideas")
    sent(at_desk, "desk/budget/kesa/ideas", {"pin": pin.public_id, "act": "take"})
    sent(at_desk, "desk/budget/kesa/ideas", {"pin": pin.public_id, "act": "add", "proposal": made.public_id})
    with in_town(town):
        assert [one.idea.pin_id for one in made.sources.select_related("idea")] == [pin.pk]


def test_staff_write_a_proposal_with_a_line_as_its_place(at_desk: Client, town: Municipality) -> None:
    kesa(town)
    line = '{"type": "LineString", "coordinates": [[27.25, 61.62], [27.26, 61.62]]}'
    path = "desk/budget/kesa/proposals/new"
    assert "Keinutie" in sent(at_desk, path, {"titles_fi": "", "words_fi": "Keinutie"}, 422)
    sent(at_desk, path, {"titles_fi": "Keinutie", "geometry": line})
    with in_town(town):
        made = Proposal.objects.get()
    assert made.geom is not None
    assert (made.geom.geom_type, made.titles) == ("LineString", {"fi": "Keinutie"})
    stale = {"titles_fi": "Toinen", "version": made.version - 1}
    assert "sillä välin" in sent(at_desk, "desk/budget/kesa/proposals/1", stale, 422)


def test_the_desk_takes_a_proposal_from_draft_to_ballot(at_desk: Client, town: Municipality) -> None:
    unit = make_unit(town)
    made = drafted(kesa(town))
    path = "desk/budget/kesa/proposals/1"
    sent(at_desk, path, {"act": "open"})
    sent(at_desk, path, {"act": "ask", "unit": unit.code, "due_on": str(TODAY)})
    with in_town(town):
        asked = Costing.objects.get()
    assert "Penkkejä" in page(at_desk, "desk/budget/kesa/costs")
    cost = f"desk/budget/kesa/costs/{asked.public_id}"
    assert "Kaksi penkkiä." in page(at_desk, cost)
    sent(at_desk, cost, {"feasibility": "no"}, 422)
    sent(at_desk, cost, {"feasibility": "yes", "cost": "1 500,50", "timetable_fi": "Keväällä"})
    sent(at_desk, path, {"act": "accept"})
    assert (again(made).state, again(made).cost_cents) == ("accepted", 150_050)


def test_the_desk_joins_parts_splits_excludes_comments_and_ends(at_desk: Client, town: Municipality) -> None:
    round = kesa(town)
    first, second = opened(round), opened(round)
    Body.objects.create(municipality=town, code="lansi", kind=Body.Kind.BOARD, names={"fi": "Länsi"})
    at = "desk/budget/kesa/proposals"
    sent(at_desk, f"{at}/2", {"act": "join", "number": "1"})
    assert again(second).state == "merged"
    sent(at_desk, f"{at}/2", {"act": "part"})
    sent(at_desk, f"{at}/1", {"act": "exclude", "kind": "alternative", "numbers": "2"})
    sent(at_desk, f"{at}/1", {"act": "comment", "board": "lansi", "text_fi": "Kannatamme."})
    assert "Kannatamme." in page(at_desk, "budget/kesa/proposals/1")
    sent(at_desk, f"{at}/2", {"act": "end", "state": "withdrawn", "reason_fi": "Tekijät luopuivat."})
    sent(at_desk, f"{at}/1", {"act": "split", "part0_fi": "A", "part1_fi": "B"})
    assert (again(first).state, again(second).state) == ("split", "withdrawn")
    assert "A" in page(at_desk, at)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"act": "join", "number": "77"}, "ei ole tämännumeroista"),
        ({"act": "ask", "unit": "ei-ole"}, "ei ole tällaista yksikköä"),
        ({"act": "accept", "cost": "paljon"}, "ei ole rahasumma"),
        ({"act": "end", "state": "withdrawn"}, "Kirjoita miksi"),
        ({"act": "dance"}, "ei voi tehdä"),
    ],
)
def test_what_cannot_be_done_is_told(at_desk: Client, town: Municipality, said: dict[str, str], told: str) -> None:
    opened(kesa(town))
    assert told in sent(at_desk, "desk/budget/kesa/proposals/1", said, 422)


def test_a_unit_estimates_its_own_and_nobody_elses(client: Client, town: Municipality) -> None:
    made = opened(kesa(town))
    mine, other = make_unit(town, "kadut"), make_unit(town, "puistot")
    own, foreign = (ask_unit(town=town, proposal=made, unit=unit) for unit in (mine, other))
    client.force_login(make_clerk(town, body=mine))
    text = page(client, "desk/budget/kesa/costs")
    assert (own.public_id in text, foreign.public_id in text) == (True, False)
    page(client, f"desk/budget/kesa/costs/{own.public_id}")
    page(client, f"desk/budget/kesa/costs/{foreign.public_id}", 403)


def test_an_invitation_from_the_desk_makes_no_author_before_they_agree(at_desk: Client, town: Municipality) -> None:
    opened(kesa(town))
    sent(at_desk, "desk/budget/kesa/proposals/1", {"act": "invite", "email": "aino@example.fi"})
    with in_town(town):
        assert ProposalAuthor.objects.get().agreed_at is None
    assert "aino@example.fi" not in page(at_desk, "budget/kesa/proposals/1")


def test_the_rounds_page_at_the_desk_counts_what_waits(at_desk: Client, town: Municipality) -> None:
    round = kesa(town)
    make_idea(round)
    make_phase(round, RoundPhase.Kind.REFINE, TODAY, None)
    text = page(at_desk, "desk/budget/kesa/")
    assert "1 idea odottaa" in text
