"""A voter opens a ballot, fills it in, looks at it and casts it, without a script; and nobody sees what was chosen."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Body, Role
from accounts.services import Post, create_staff
from budgeting.models import Ballot, Proposal, Round, Turnout
from budgeting.services.codes import SheetInput, print_sheet, withdraw_sheet
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import ParticipantHome
from tests.budgeting.factories import make_pot, make_proposal, make_round

pytestmark = pytest.mark.django_db
VOTE = "/en/testila/budget/kierros/vote"


def round_of(town: Municipality, **fields: Any) -> Round:
    made = make_round(town, "kierros", money=50_000, **fields)
    for title, cost in (("Penkki", 10_000), ("Keinu", 25_000), ("Laituri", 40_000)):
        make_proposal(made, title, cost)
    return made


def code_for(of: Round, *ages: str) -> str:
    staff = create_staff(email="koordinaattori@testila.fi", post=Post(of.municipality, Role.COORDINATOR)).user
    return print_sheet(town=of.municipality, round=of, sheet=SheetInput("Koulu", 1, age_bands=ages), by=staff).codes[0]


def proposals(of: Round) -> list[Proposal]:
    with in_town(of.municipality):
        return list(Proposal.objects.filter(round=of).order_by("number"))


def opened(client: Client, of: Round, *ages: str) -> str:
    answer = client.post(f"{VOTE}/code", {"code": code_for(of, *ages)})
    assert answer.status_code == 302 and answer["Location"] == f"{VOTE}/ballot"
    return client.get(f"{VOTE}/ballot").content.decode()


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def step(client: Client, page: str, go: str, **fields: Any) -> Any:
    return client.post(f"{VOTE}/ballot", {**hidden(page), **fields, "go": go})


def cast(client: Client, page: str, **fields: Any) -> str:
    looked = step(client, page, "check", **fields)
    assert "Is this your ballot?" in looked.content.decode(), looked.content.decode()
    answer = step(client, looked.content.decode(), "cast", entitled="1")
    assert answer.status_code == 303, answer.content.decode()
    receipt = client.get(f"{VOTE}/receipt").content.decode()
    found = re.search(r'vote-receipt" translate="no">([^<]+)<', receipt)
    assert found is not None
    return found[1]


def ballots() -> list[tuple[list[int], list[int]]]:
    town = Municipality.objects.get(slug="testila")
    with in_town(town):
        return [(each.choices, each.points) for each in Ballot.objects.order_by("pk")]


def test_a_code_opens_a_ballot_and_it_is_cast_in_two_steps(client: Client, town: Municipality) -> None:
    of = round_of(town)
    bench, swing, _pier = proposals(of)
    page = opened(client, of)
    cast(client, page, choose=[bench.public_id, swing.public_id])
    assert ballots() == [([bench.pk, swing.pk], [])]
    with in_town(town):
        assert Turnout.objects.count() == 1


def test_a_summary_stands_before_casting_and_casts_nothing(client: Client, town: Municipality) -> None:
    of = round_of(town)
    bench, swing, _pier = proposals(of)
    looked = step(client, opened(client, of), "check", choose=[bench.public_id, swing.public_id]).content.decode()
    assert "Penkki" in looked and "Keinu" in looked and "Laituri" not in looked
    assert "It is not cast yet" in looked
    assert ballots() == []


def test_a_ballot_of_knapsack_tells_what_is_left_and_what_is_too_much(client: Client, town: Municipality) -> None:
    of = round_of(town, ballot="knapsack")
    bench, swing, pier = proposals(of)
    page = opened(client, of)
    some = step(client, page, "count", choose=[bench.public_id, swing.public_id]).content.decode()
    assert "€15,000 left" in some
    answer = step(client, page, "check", choose=[swing.public_id, pier.public_id])
    assert answer.status_code == 422
    assert "costs €15,000 more than there is" in answer.content.decode()


def test_points_are_shared_out_and_no_more_than_there_are(client: Client, town: Municipality) -> None:
    of = round_of(town, ballot="points", points_total=10, utility="points")
    bench, swing, _pier = proposals(of)
    page = opened(client, of)
    too_many = {f"mark_{bench.public_id}": "7", f"mark_{swing.public_id}": "4"}
    assert "You gave 11 points and have 10." in step(client, page, "check", **too_many).content.decode()
    cast(client, page, **{f"mark_{bench.public_id}": "7", f"mark_{swing.public_id}": "3"})
    assert ballots() == [([bench.pk, swing.pk], [7, 3])]


def test_a_ranking_is_cast_in_its_order_and_a_place_is_given_once(client: Client, town: Municipality) -> None:
    of = round_of(town, ballot="ranking")
    bench, swing, pier = proposals(of)
    page = opened(client, of)
    twice = {f"mark_{bench.public_id}": "1", f"mark_{pier.public_id}": "1"}
    assert "Two proposals have place 1." in step(client, page, "check", **twice).content.decode()
    cast(
        client, page, **{f"mark_{bench.public_id}": "3", f"mark_{swing.public_id}": "2", f"mark_{pier.public_id}": "1"}
    )
    assert ballots() == [([pier.pk, swing.pk, bench.pk], [])]


def test_no_more_than_so_many_may_be_chosen(client: Client, town: Municipality) -> None:
    of = round_of(town, most_choices=2)
    answer = step(client, opened(client, of), "check", choose=[each.public_id for each in proposals(of)])
    assert "You may choose at most 2 proposals. You have chosen 3." in answer.content.decode()


def test_what_a_filter_hides_stays_chosen(client: Client, town: Municipality) -> None:
    of = round_of(town)
    bench, _swing, pier = proposals(of)
    south, north = sorted(town.area_sets.get().areas.all(), key=lambda area: area.code)
    with in_town(town):
        Proposal.objects.filter(pk=pier.pk).update(about_area=north, geom=None)
        Proposal.objects.filter(pk=bench.pk).update(about_area=south)
    page = opened(client, of)
    narrow = step(client, page, "filter", choose=[bench.public_id], area=north.code).content.decode()
    assert "Laituri" in narrow and "Keinu" not in narrow
    assert hidden(narrow)["choose"] == [bench.public_id]
    cast(client, narrow, choose=[bench.public_id, pier.public_id])
    assert ballots() == [([bench.pk, pier.pk], [])]


def test_a_ballot_can_be_changed_and_the_last_one_counts(client: Client, town: Municipality) -> None:
    of = round_of(town)
    bench, swing, _pier = proposals(of)
    first = cast(client, opened(client, of), choose=[bench.public_id])
    again = client.get(f"{VOTE}/ballot").content.decode()
    assert re.search(rf'value="{bench.public_id}" checked', again)
    second = cast(client, again, choose=[swing.public_id])
    assert ballots() == [([swing.pk], [])]
    assert "in the box" in client.post(f"{VOTE}/counted", {"receipt": second}).content.decode()
    assert "no ballot by this receipt" in client.post(f"{VOTE}/counted", {"receipt": first}).content.decode()


def test_two_windows_do_not_overwrite_each_other_unseen(client: Client, town: Municipality) -> None:
    of = round_of(town)
    bench, swing, _pier = proposals(of)
    page = opened(client, of)
    cast(client, page, choose=[bench.public_id])
    late = step(client, page, "cast", key="another", choose=[swing.public_id], entitled="1")
    assert late.status_code == 422
    assert "changed in another window" in late.content.decode()
    assert ballots() == [([bench.pk], [])]


def test_the_receipt_stands_in_no_address_and_says_nothing_of_the_choices(client: Client, town: Municipality) -> None:
    of = round_of(town)
    bench = proposals(of)[0]
    looked = step(client, opened(client, of), "check", choose=[bench.public_id]).content.decode()
    answer = step(client, looked, "cast")
    assert answer["Location"] == f"{VOTE}/receipt"
    page = client.get(f"{VOTE}/receipt").content.decode()
    assert "Penkki" not in page and bench.public_id not in page


def test_pages_of_a_ballot_are_kept_by_no_cache(client: Client, town: Municipality) -> None:
    opened(client, round_of(town))
    for name in ("", "/ballot", "/counted"):
        assert client.get(f"{VOTE}{name}")["Cache-Control"] == "private, no-store"


def test_where_the_voter_lives_is_asked_after_casting_with_its_reason(client: Client, town: Municipality) -> None:
    of = round_of(town)
    cast(client, opened(client, of), choose=[proposals(of)[0].public_id])
    page = client.get(f"{VOTE}/receipt").content.decode()
    assert "never beside what you chose" in page
    area = town.area_sets.get().areas.order_by("code").first()
    assert area is not None
    where = client.post(f"{VOTE}/home", {"resident_type": "permanent"})
    assert "Which part of the town?" in client.get(where["Location"]).content.decode()
    client.post(f"{VOTE}/home", {"resident_type": "permanent", "area": area.code, "age_band": "30-44", "last": "1"})
    with in_town(town):
        assert Turnout.objects.get().area == area
        assert ParticipantHome.objects.order_by("-valid_from")[0].age_band == "30-44"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("K0ira", "letter or a number of the code is wrong"), ("0000-0000-0000-0000-0000-0000-0000", "opens no ballot")],
)
def test_a_wrong_code_is_told_in_words(client: Client, town: Municipality, typed: str, words: str) -> None:
    round_of(town)
    answer = client.post(f"{VOTE}/code", {"code": typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_withdrawn_code_says_so(client: Client, town: Municipality) -> None:
    of = round_of(town)
    code = code_for(of)
    with in_town(town):
        withdraw_sheet(town=town, sheet=of.code_sheets.get())
    assert "has been withdrawn" in client.post(f"{VOTE}/code", {"code": code}).content.decode()


def test_after_ten_wrong_codes_one_has_to_wait(client: Client, town: Municipality) -> None:
    round_of(town)
    wrong = "0000-0000-0000-0000-0000-0000-0000"
    answers = [client.post(f"{VOTE}/code", {"code": wrong}).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_shared_device_forgets_the_voter_and_serves_the_next(client: Client, town: Municipality) -> None:
    of = round_of(town)
    client.get(f"{VOTE}?shared=1")
    page = opened(client, of)
    assert '"keeps": false' in page
    cast(client, page, choose=[proposals(of)[0].public_id])
    assert "Done – next voter" in client.get(f"{VOTE}/receipt").content.decode()
    assert not [name for name in client.cookies if name == "kuuluvuus_testila"]
    left = client.post(f"{VOTE}/leave")
    assert left["Location"] == VOTE
    assert client.get(f"{VOTE}/ballot")["Location"] == VOTE
    assert client.get(f"{VOTE}/receipt")["Location"] == VOTE
    assert "nothing of your ballot stays on it" in client.get(VOTE).content.decode()


def test_a_council_votes_by_its_members_own_sign_in(client: Client, town: Municipality) -> None:
    council = Body.objects.create(municipality=town, code="vammaisneuvosto", names={"fi": "Vammaisneuvosto"})
    of = round_of(town, ways=["council"], council=council)
    assert client.post(f"{VOTE}/member")["Location"].startswith("/accounts/login/")
    other = create_staff(email="toinen@testila.fi", post=Post(town, Role.CLERK)).user
    client.force_login(other)
    assert "Only those who belong" in client.post(f"{VOTE}/member").content.decode()
    member = create_staff(email="jasen@testila.fi", post=Post(town, Role.BOARD, body=council)).user
    client.force_login(member)
    assert client.post(f"{VOTE}/member")["Location"] == f"{VOTE}/ballot"
    cast(client, client.get(f"{VOTE}/ballot").content.decode(), choose=[proposals(of)[0].public_id])
    assert len(ballots()) == 1


def test_whoever_is_asked_says_that_they_may_vote(client: Client, town: Municipality) -> None:
    of = round_of(town, min_age=12)
    looked = step(client, opened(client, of), "check", choose=[proposals(of)[0].public_id]).content.decode()
    assert 'name="entitled"' in looked and "You may vote if you are at least 12 years old." in looked
    assert step(client, looked, "cast").status_code == 422
    assert ballots() == []
    assert step(client, looked, "cast", entitled="1").status_code == 303


def test_outside_its_days_the_vote_opens_nothing(client: Client, town: Municipality) -> None:
    of = round_of(town)
    code = code_for(of)
    with in_town(town):
        of.phases.update(ends_on="2020-02-01", starts_on="2020-01-01")
    page = client.get(VOTE).content.decode()
    assert "The vote is not open now." in page and 'name="code"' not in page
    assert "The vote is not open now." in client.post(f"{VOTE}/code", {"code": code}).content.decode()


def test_a_ballot_page_asks_the_same_few_questions_however_many_proposals(
    client: Client, town: Municipality, django_assert_max_num_queries: Any
) -> None:
    of = round_of(town)
    opened(client, of)
    for number in range(30):
        make_proposal(of, f"Ehdotus {number}", 1_000)
    with django_assert_max_num_queries(40):
        assert client.get(f"{VOTE}/ballot").content.decode().count('class="ballot-item"') == 33


def with_a_pot_for_the_young(town: Municipality) -> Round:
    of = round_of(town)
    pot = make_pot(of, "Young", 20_000, kind="age", age_bands=["13-17"])
    make_proposal(of, "Skeittipaikka", pot=pot)
    return of


def test_proposals_of_another_age_groups_pot_are_not_on_the_ballot_and_it_says_why(
    client: Client, town: Municipality
) -> None:
    page = opened(client, with_a_pot_for_the_young(town), "65-74", "75+")
    assert "Young is for people of these ages: 13–17 years." in page
    assert "Skeittipaikka" not in page and "Penkki" in page


def test_whose_age_is_not_known_confirms_it_where_a_pot_for_an_age_group_is_chosen_from(
    client: Client, town: Municipality
) -> None:
    of = with_a_pot_for_the_young(town)
    bench, *_others, skating = proposals(of)
    page = opened(client, of)
    assert "Young (13–17 years)" in page
    assert 'name="entitled"' not in step(client, page, "check", choose=[bench.public_id]).content.decode()
    looked = step(client, page, "check", choose=[skating.public_id]).content.decode()
    assert 'name="entitled"' in looked and "only people of these ages may choose from it: 13–17 years" in looked
    assert step(client, looked, "cast").status_code == 422
    assert step(client, looked, "cast", entitled="1").status_code == 303
