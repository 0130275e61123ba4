"""A pot for an age group takes ballots from that group alone, where the voter's age is known."""

from __future__ import annotations

from itertools import product

import pytest

from budgeting.electorate import band_of, may_choose_from
from budgeting.models import CodeSheet, Pot, Proposal, Round, Voter
from budgeting.services.casting import BallotInput, cast_ballot
from budgeting.services.codes import SheetInput, print_sheet
from budgeting.services.voters import Admission, open_by_claims, open_by_code
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import AgeBand
from tests.budgeting.factories import make_pot, make_proposal, make_round
from tests.budgeting.votes import HOME, cast, make_clerk
from tests.factories import make_town
from zoning.clock import town_today

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def round_with_pot_for(town: Municipality, *bands: str) -> tuple[Round, Proposal, Proposal]:
    """A round, a proposal that everybody may choose, and one of the age group."""
    of = make_round(town, ways=["code", "oidc", "council"])
    bench = make_proposal(of, "Penkki")
    pot = make_pot(of, "nuoret", 20_000, kind="age", age_bands=list(bands))
    return of, bench, make_proposal(of, "Skeittipaikka", pot=pot)


def with_code_for(of: Round, *bands: str) -> Admission:
    sheet = SheetInput("9 B", 1, age_bands=bands)
    (code,) = print_sheet(town=of.municipality, round=of, sheet=sheet, by=make_clerk()).codes
    return open_by_code(town=of.municipality, round=of, typed=code, knock=HOME)


def refusal(of: Round, chosen: Proposal, by: Admission, *, is_entitled: bool = True) -> list[tuple[str, str]]:
    ballot = BallotInput((chosen.pk,), is_entitled=is_entitled)
    with pytest.raises(Refused) as refused:
        cast_ballot(town=of.municipality, admission=by, ballot=ballot)
    return [(error.field, error.code) for error in refused.value.errors]


def born_ago(years: int) -> str:
    return f"{town_today().year - years}-01-01"


def is_taken(of: Round, chosen: Proposal, by: Admission) -> bool:
    try:
        cast(of, chosen, by=by)
    except Refused as refused:
        assert [error.code for error in refused.errors] == ["other_age"]
        return False
    return True


def test_a_code_for_an_age_group_opens_its_own_pot_and_no_other_groups(town: Municipality) -> None:
    of, bench, skating = round_with_pot_for(town, "13-17")
    assert is_taken(of, skating, with_code_for(of, "13-17"))
    old = with_code_for(of, "65-74", "75+")
    assert refusal(of, skating, old) == [("choices", "other_age")]
    assert is_taken(of, bench, old)


def test_a_ballot_is_not_changed_into_one_that_takes_from_another_groups_pot(town: Municipality) -> None:
    of, bench, skating = round_with_pot_for(town, "13-17")
    old = with_code_for(of, "75+")
    first = cast(of, bench, by=old)
    with pytest.raises(Refused):
        cast(of, bench, skating, by=old, version=first.version)


@pytest.mark.parametrize(
    ("pot", "known"), [*product([("13-17",), ("0-12", "13-17"), ("75+",)], [(), ("13-17",), ("13-17", "18-29")])]
)
def test_what_the_page_offers_is_what_the_database_takes(
    town: Municipality, pot: tuple[str, ...], known: tuple[str, ...]
) -> None:
    of, _bench, skating = round_with_pot_for(town, *pot)
    says = may_choose_from(Pot(kind="age", age_bands=list(pot)), known)
    assert is_taken(of, skating, with_code_for(of, *known)) is says


def test_strong_identification_that_tells_the_date_of_birth_is_held_to_it(town: Municipality) -> None:
    of, bench, skating = round_with_pot_for(town, "13-17")
    young = open_by_claims(town=town, round=of, subject="a", claims={"birthdate": born_ago(15)})
    grown = open_by_claims(town=town, round=of, subject="b", claims={"birthdate": born_ago(50)})
    assert (young.age_bands, grown.age_bands) == (("13-17",), ("45-64",))
    assert is_taken(of, skating, young)
    assert refusal(of, skating, grown) == [("choices", "other_age")]
    assert is_taken(of, bench, grown)


def test_who_has_a_birthday_belongs_to_the_next_group_from_then_on(town: Municipality) -> None:
    of, _bench, _skating = round_with_pot_for(town, "13-17")
    told = [
        open_by_claims(town=town, round=of, subject="a", claims={"birthdate": born_ago(age)}).age_bands
        for age in (12, 13)
    ]
    assert told == [("0-12",), ("13-17",)]


def test_whose_age_is_not_known_gives_their_word(town: Municipality) -> None:
    of, bench, skating = round_with_pot_for(town, "13-17")
    unknown = open_by_claims(town=town, round=of, subject="a", claims={"name": "Aino"})
    assert refusal(of, skating, unknown, is_entitled=False) == [("is_entitled", "not_said")]
    assert is_taken(of, skating, unknown)
    other = with_code_for(of)
    cast_ballot(town=town, admission=other, ballot=BallotInput((bench.pk,)))  # nothing for an age group: no word asked


def test_an_age_is_not_kept_where_no_money_is_for_an_age_group(town: Municipality) -> None:
    of = make_round(town, ways=["oidc"])
    admitted = open_by_claims(town=town, round=of, subject="a", claims={"birthdate": born_ago(15)})
    with in_town(town):
        assert (admitted.age_bands, Voter.objects.get().age_bands) == ((), [])


def test_a_sheet_keeps_whom_its_codes_are_for_and_takes_no_unknown_ages(town: Municipality) -> None:
    of, _bench, _skating = round_with_pot_for(town, "13-17")
    with_code_for(of, "13-17")
    with in_town(town):
        assert CodeSheet.objects.get().age_bands == ["13-17"]
    with pytest.raises(Refused) as refused:
        with_code_for(of, "teens")
    assert [error.code for error in refused.value.errors] == ["unknown_ages"]


@pytest.mark.parametrize(
    ("age", "band"), [(0, "0-12"), (12, "0-12"), (13, "13-17"), (74, "65-74"), (75, "75+"), (104, "75+"), (None, "")]
)
def test_every_age_is_in_one_band(age: int | None, band: str) -> None:
    assert band_of(age) == band
    assert band in {"", *AgeBand.values}
