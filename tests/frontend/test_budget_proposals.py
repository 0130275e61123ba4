"""Ideas and proposals on their pages: read by everybody, sent without a script, handled at the desk."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from budgeting.models import Idea, IntakeBatch
from budgeting.services.costing import ask_unit
from budgeting.services.exclusions import exclude_each_other
from budgeting.services.joining import merge_proposals
from budgeting.services.proposals import end_proposal
from budgeting.services.publishing import publish_proposals
from budgeting.services.writing import Invitation, author_key, invite_author
from feedback_map.models import Contact, Pin
from feedback_map.services.placing import own_key
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Process
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.ideas import again, make_idea, opened
from tests.factories import make_category, make_halves, make_town, spot
from tests.feedback_map.handling import make_unit
from tests.frontend.budget_visits import kesa, page, sent

TODAY = timezone.localdate()


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testila", languages=["fi", "sv"])
    make_halves(town)
    return town


# What everybody reads


def test_the_list_has_proposals_with_costs_and_sums_by_area(client: Client, town: Municipality) -> None:
    round = kesa(town)
    make_proposal(round, "Keinu", 12_000, spot(1, 1))
    make_proposal(round, "Liuku", 3_000, spot(9, 1))
    make_proposal(round, "Salainen", published_at=None)
    publish_proposals(town=town)
    text = page(client, "budget/kesa/proposals")
    assert "12\u00a0000\u00a0€" in text
    assert "15\u00a0000\u00a0€" in text
    assert "Salainen" not in text
    west = page(client, "budget/kesa/proposals?area=W")
    assert ("Keinu" in west, "Liuku</a>" in west) == (True, False)


def test_the_list_is_narrowed_by_theme_state_and_words(client: Client, town: Municipality) -> None:
    round = kesa(town)
    with in_town(town):
        theme = round.themes.create(municipality=town, code="puistot", names={"fi": "Puistot"})
    make_proposal(round, "Keinu", theme=theme)
    make_proposal(round, "Liuku", state="not_feasible")
    publish_proposals(town=town)
    for query, shown in (("theme=puistot", "Keinu"), ("state=not_feasible", "Liuku"), ("words=kein", "Keinu")):
        text = page(client, f"budget/kesa/proposals?{query}")
        assert {"Keinu", "Liuku"} & {name for name in ("Keinu", "Liuku") if name in text} == {shown}
    assert "Mikään ehdotus ei vastaa" in page(client, "budget/kesa/proposals?words=xyz")


def test_a_long_list_is_read_page_by_page_with_a_fixed_number_of_queries(
    client: Client, town: Municipality, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round = kesa(town)
    for number in range(60):
        make_proposal(round, f"Ehdotus-{number:02}")
    publish_proposals(town=town)
    page(client, "budget/kesa/proposals")
    with django_assert_num_queries(QUERIES_OF_LIST):
        first = page(client, "budget/kesa/proposals")
    assert ("Ehdotus-49" in first, "Ehdotus-50" in first) == (True, False)
    second = page(client, "budget/kesa/proposals?after=50")
    assert ("Ehdotus-49" in second, "Ehdotus-59" in second) == (False, True)


QUERIES_OF_LIST = 17


def test_an_empty_list_says_what_will_come(client: Client, town: Municipality) -> None:
    kesa(town)
    assert "Ehdotuksia ei ole vielä luettavana" in page(client, "budget/kesa/proposals")


def test_a_round_that_is_not_published_has_no_pages(client: Client, town: Municipality) -> None:
    opened(kesa(town, published_at=None))
    for path in ("proposals", "proposals/1", "ideas/new"):
        page(client, f"budget/kesa/{path}", 404)


def test_a_proposals_page_tells_text_cost_history_ideas_and_what_comes_next(client: Client, town: Municipality) -> None:
    make_category(town)
    round = kesa(town)
    idea = make_idea(round, "Penkki rantaan kiitos", category="streets", visibility="public")
    made = opened(round, idea)
    unit = make_unit(town)
    ask_unit(town=town, proposal=made, unit=unit)
    text = page(client, "budget/kesa/proposals/1")
    for said in ("Penkkejä", "Kaksi penkkiä.", "Penkki rantaan kiitos", "Yksiköt arvioivat", "topic=proposal"):
        assert said in text
    by_id = client.get(f"/testila/budget/kesa/proposals/{made.public_id}")
    assert by_id.headers["Location"] == "/testila/budget/kesa/proposals/1"
    page(client, "budget/kesa/proposals/99", 404)


def test_an_idea_that_is_not_published_is_not_shown_with_its_proposal(client: Client, town: Municipality) -> None:
    round = kesa(town)
    opened(round, make_idea(round, "Salainen toive", visibility="private"))
    assert "Salainen toive" not in page(client, "budget/kesa/proposals/1")


def test_no_proposal_disappears_silently(client: Client, town: Municipality) -> None:
    round = kesa(town)
    ended, kept, joined = opened(round), opened(round), opened(round)
    end_proposal(town=town, proposal=ended, state="not_feasible", reason={"fi": "Maa ei kanna."})
    merge_proposals(town=town, kept=kept, others=[joined])
    assert "Maa ei kanna." in page(client, "budget/kesa/proposals/1")
    assert 'href="/testila/budget/kesa/proposals/2"' in page(client, "budget/kesa/proposals/3")
    assert "proposals/3" in page(client, "budget/kesa/proposals?state=merged")


def test_proposals_that_exclude_each_other_say_so(client: Client, town: Municipality) -> None:
    round = kesa(town)
    pair = [make_proposal(round, "Keinu"), make_proposal(round, "Liuku")]
    exclude_each_other(town=town, round=round, kind="incompatible", proposals=pair)
    publish_proposals(town=town)
    text = page(client, "budget/kesa/proposals/1")
    assert "Enintään yksi näistä voi voittaa" in text
    assert "proposals/2" in text


def test_the_rounds_page_leads_to_the_proposals_and_to_the_form(client: Client, town: Municipality) -> None:
    make_proposal(kesa(town))
    publish_proposals(town=town)
    text = page(client, "budget/kesa/")
    assert "/testila/budget/kesa/proposals" in text
    assert "/testila/budget/kesa/ideas/new" in text


# An idea, without a script


SAID = {"title": "Keinu", "text": "Keinu koulun pihaan", "where": "area", "area": "W", "visibility": "public"}


def test_an_idea_is_sent_in_one_form_and_its_receipt_tells_what_comes_next(client: Client, town: Municipality) -> None:
    round = kesa(town)
    with in_town(town):
        IntakeBatch.objects.create(
            municipality=town, round=round, closes_on=TODAY, meets_on=TODAY + datetime.timedelta(days=3)
        )
    page(client, "budget/kesa/ideas/new")
    to = sent(client, "budget/kesa/ideas/new", {**SAID, "may_be_merged": "on", "key": "k1"}, 303)
    with in_town(town):
        idea = Idea.objects.select_related("pin__about_area", "pin__process").get()
        assert (idea.title, idea.may_be_merged, idea.pin.about_area and idea.pin.about_area.code) == (
            "Keinu",
            True,
            "W",
        )
        assert idea.pin.process == Process.objects.get(slug="kesa")
    receipt = client.get(to).content.decode()
    assert idea.pin.code in receipt
    assert "kokoukseen" in receipt
    assert sent(client, "budget/kesa/ideas/new", {**SAID, "may_be_merged": "on", "key": "k1"}, 303) == to


def test_an_idea_with_something_missing_is_not_sent_and_nothing_is_lost(client: Client, town: Municipality) -> None:
    kesa(town)
    text = sent(client, "budget/kesa/ideas/new", {**SAID, "text": ""}, 422)
    assert 'value="Keinu"' in text
    with in_town(town):
        assert not Pin.objects.exists()


def test_searching_for_the_place_sends_nothing(client: Client, town: Municipality) -> None:
    kesa(town)
    sent(client, "budget/kesa/ideas/new", {**SAID, "where": "place", "search": "tori", "go": "search"}, 200)
    with in_town(town):
        assert not Pin.objects.exists()


def test_outside_the_days_of_collecting_the_form_says_so(client: Client, town: Municipality) -> None:
    make_round(town, "kesa")
    assert "Ideoita ei kerätä nyt" in page(client, "budget/kesa/ideas/new")
    text = sent(client, "budget/kesa/ideas/new", SAID, 422)
    assert "ei oteta ideoita tänään" in text


def test_a_round_with_minimal_data_asks_for_no_contact_anywhere(client: Client, town: Municipality) -> None:
    kesa(town, minimal_data=True)
    form = page(client, "budget/kesa/ideas/new")
    assert 'type="email"' not in form
    to = sent(client, "budget/kesa/ideas/new", {**SAID, "email": "aino@example.fi", "name": "Aino"}, 303)
    assert 'type="email"' not in client.get(to).content.decode()
    with in_town(town):
        assert not Contact.objects.exists()
        own = Pin.objects.get().public_id
    assert 'type="email"' not in page(client, f"pins/{own}?key={own_key(own)}")
    sent(client, f"pins/{own}/contact?key={own_key(own)}", {"email": "aino@example.fi"}, 404)


def test_the_sender_sees_the_reason_and_decides_about_joining_by_their_own_link(
    client: Client, town: Municipality
) -> None:
    idea = make_idea(kesa(town), may_be_merged=False)
    own = idea.pin.public_id
    key = own_key(own)
    assert "ei yhdistetä muihin" in page(client, f"pins/{own}?key={key}")
    sent(client, f"budget/kesa/ideas/{own}/joining?key={key}", {"agrees": "yes"})
    sent(client, f"budget/kesa/ideas/{own}/joining?key=wrong", {"agrees": "no"}, 404)
    with in_town(town):
        assert Idea.objects.get().may_be_merged


# Writing together


def test_an_invited_author_agrees_writes_and_leaves_by_their_own_link(client: Client, town: Municipality) -> None:
    made = opened(kesa(town))
    author = invite_author(town=town, proposal=made, who=Invitation("aino@example.fi"))
    path = f"budget/kesa/proposals/1/write/{author.public_id}"
    own = f"{path}?key={author_key(author.public_id)}"
    edit = {"act": "edit", "titles_fi": "Keinu", "words_fi": "Iso.", "version": again(made).version}
    sent(client, own, edit, 422)
    sent(client, own, {"act": "agree", "shown_name": "Aino A."})
    assert "Aino A." in page(client, "budget/kesa/proposals/1")
    stale = edit
    sent(client, own, {**edit, "version": again(made).version})
    assert again(made).titles == {"fi": "Keinu"}
    assert "sillä välin" in sent(client, own, {**stale, "titles_fi": "Liuku"}, 422)
    sent(client, own, {"act": "leave"})
    assert "Aino A." not in page(client, "budget/kesa/proposals/1")
    page(client, own, 404)
    page(client, f"{path}?key=wrong", 404)


def test_after_the_days_of_refining_authors_change_nothing(client: Client, town: Municipality) -> None:
    made = opened(make_round(town, "kesa"))
    author = invite_author(town=town, proposal=made, who=Invitation("aino@example.fi"))
    own = f"budget/kesa/proposals/1/write/{author.public_id}?key={author_key(author.public_id)}"
    sent(client, own, {"act": "agree"})
    sent(client, own, {"act": "edit", "titles_fi": "Keinu", "version": again(made).version}, 422)
    assert again(made).titles == {"fi": "Penkkejä"}
