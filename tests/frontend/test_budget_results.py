"""The result of a vote, as its page tells it to somebody without mathematics."""

from __future__ import annotations

import hashlib
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from accounts.services import Post, create_staff
from budgeting.models import Round
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.polls import COSTS, Ideas, Voters, counted, same_ideas, told
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    made = make_town("kokeila")
    make_halves(made)
    return made


def ideas_under(town: Municipality, money: int, slug: str = "kierros", **rule: object) -> Ideas:
    return same_ideas(make_round(town, slug, money=money, **rule))


def told_under(town: Municipality, money: int, slug: str = "kierros", **rule: object) -> Round:
    ideas = ideas_under(town, money, slug, **rule)
    return told(ideas.of, *ideas.wishes)


def page(slug: str = "kierros", client: Client | None = None, path: str = "budget") -> str:
    answer = (client or Client()).get(f"/en/kokeila/{path}/{slug}/results/")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def words(markup: str) -> str:
    without = re.sub(r"<(script|svg).*?</\1>", " ", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", without)))


def part(markup: str, start: str, end: str) -> str:
    return words(markup.split(start, 1)[1].split(end, 1)[0])


def winners_on(markup: str) -> set[str]:
    return {title for title in COSTS if title in part(markup, 'class="verdicts"', "</ol>")}


def test_before_the_result_is_published_the_page_tells_nothing_of_it(town: Municipality) -> None:
    ideas = ideas_under(town, 50_000)
    counted(ideas.of, *ideas.wishes)
    markup = page()
    assert "The result is not out yet." in markup
    assert not any(title in markup for title in COSTS)
    assert Client().get("/en/kokeila/budget/kierros/results/ballots.csv").status_code == 404


def test_the_same_ideas_win_otherwise_with_less_money_and_the_page_says_why(town: Municipality) -> None:
    """150,000 euros one year, 50,000 the next: the same eight ideas and the same eighty people."""
    told_under(town, 150_000, "rikas")
    told_under(town, 50_000, "niukka")
    rich, poor = page("rikas"), page("niukka")
    assert winners_on(rich) == set(COSTS) - {"Kylän leikkipaikka"}
    assert winners_on(poor) == {"Ulkokuntosali", "Laavu rantaan"}
    assert "7 proposals won. Together they use €148,000 of €150,000." in words(rich)
    assert "2 proposals won. Together they use €46,000 of €50,000." in words(poor)
    assert (
        "Pumppurata €45,000 Its 34 supporters together had €6,098 left of their shares and it costs €45,000: "
        "€38,902 was missing. About 52 more supporters with their whole share left could have paid it." in words(poor)
    )


def test_each_winner_tells_how_many_paid_how_much(town: Municipality) -> None:
    told_under(town, 150_000)
    said = part(page(), 'class="verdicts"', "</ol>")
    assert "All of its 42 supporters paid for it, €762 each out of their shares." in said
    assert (
        "Kentän valot €24,000 It was paid from money that was left when nobody's share was enough for anything more."
        in said
    )


def test_each_loser_tells_what_was_missing_by_the_rule_of_the_round(town: Municipality) -> None:
    told_under(town, 50_000, "aanet", rule="greedy")
    told_under(town, 50_000, "kynnys", rule="greedy", threshold=30)
    told_under(town, 50_000, "pysahtyy", rule="greedy", skips=False)
    assert (
        "Pumppurata €45,000 It has 34 votes. When its turn came, €12,000 was left and it costs €45,000: "
        "€33,000 was missing. With 9 votes more it would have won." in words(page("aanet"))
    )
    assert "Koirapuisto €18,000 It has 12 votes, and the rule asks for at least 30 votes: 18 votes too few." in words(
        page("kynnys")
    )
    assert "The count ended before its turn: “Pumppurata” no longer fitted in the money." in words(page("pysahtyy"))


def test_the_same_ballots_stand_beside_each_other_under_every_rule(town: Municipality) -> None:
    told_under(town, 50_000)
    table = page().split('class="rules-table"')[1].split("</table>")[0]
    rows = {part(row, 'scope="row">', "</th>").strip(): row.count("✓") for row in table.split("<tr")[2:10]}
    heads = words(table.split("</thead>")[0])
    assert "Equal shares the rule of this round Most votes first Most votes per euro first" in heads
    assert (rows["Pumppurata"], rows["Ulkokuntosali"], rows["Laavu rantaan"]) == (0, 2, 3)


def test_groups_are_told_and_too_small_ones_are_not(town: Municipality) -> None:
    ideas = ideas_under(town, 50_000)
    with in_town(town):
        areas = list(town.area_sets.get().areas.all())
    told(ideas.of, *ideas.wishes_of_all_ages(areas, 3))
    said = words(page().split("Whose wishes came true")[1])
    assert re.search(r"18–29 years \d\d \d\d \d\d% €\d", said)
    assert "0–12 years not shown not shown not shown not shown not shown" in said


def test_the_ballots_can_be_downloaded_and_are_those_of_the_hash_on_the_page(town: Municipality) -> None:
    told_under(town, 50_000)
    file = Client().get("/en/kokeila/budget/kierros/results/ballots.csv").content
    assert hashlib.sha256(file).hexdigest() in page()
    assert file.decode().splitlines()[:2] == ["vote", "001,002,008"] and len(file.splitlines()) == 81
    pabulib = Client().get("/en/kokeila/budget/kierros/results/town.pb")
    assert pabulib.status_code == 200 and b"PROJECTS" in pabulib.content


def test_without_a_script_the_prices_let_one_work_out_what_a_ballot_bought(town: Municipality) -> None:
    told_under(town, 50_000)
    by_hand = part(page(), 'data-part="by-hand"', "</details>")
    assert "A voter's share : €762" in by_hand.replace("share:", "share :")
    assert "1. Ulkokuntosali €762 2. Laavu rantaan €560" in by_hand


def test_a_keeper_of_rounds_reads_the_result_before_it_is_published_and_publishes_it(town: Municipality) -> None:
    ideas = ideas_under(town, 50_000)
    counted(ideas.of, *ideas.wishes)
    keeper = Client()
    create_staff(email="k@kokeila.example", password="a long enough word", post=Post(town, Role.COORDINATOR))
    assert keeper.login(email="k@kokeila.example", password="a long enough word")
    assert "Only the town's staff see this" in html.unescape(page(client=keeper, path="desk/budget"))
    assert keeper.post("/en/kokeila/desk/budget/kierros/results/publish").status_code == 302
    assert winners_on(page()) == {"Ulkokuntosali", "Laavu rantaan"}
    assert (
        "Ulkokuntosali" in Client().get("/en/kokeila/budget/kierros/").content.decode().split('id="result-heading"')[1]
    )


def test_the_page_asks_the_database_as_often_for_eight_proposals_as_for_two(
    town: Municipality, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few = make_round(town, "kaksi", money=50_000)
    told(few, Voters(3, [make_proposal(few), make_proposal(few)]))
    told_under(town, 50_000)
    page("kaksi")  # outlines are drawn once in a process
    with CaptureQueriesContext(connection) as for_two:
        page("kaksi")
    with django_assert_num_queries(len(for_two)):
        page()
    assert len(for_two) <= 20


def test_a_proposals_own_page_leads_to_why_it_won_or_did_not(town: Municipality) -> None:
    round = told_under(town, 50_000)
    markup = page()
    with in_town(town):
        ends = [(one.number, one.state) for one in round.proposals.order_by("number")]
    for number, state in ends:
        anchor = f"{'won' if state == 'won' else 'lost'}-{number}"
        own = Client().get(f"/en/kokeila/budget/kierros/proposals/{number}").content.decode()
        assert f'href="/en/kokeila/budget/kierros/results/#{anchor}"' in own
        assert f'id="{anchor}"' in markup
