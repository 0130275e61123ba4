"""Rounds on their pages: what goes on, one round told from its settings, and the desk that makes and sets it."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from accounts.services import Post, create_staff
from budgeting.models import Round
from budgeting.services.round_changes import Change
from budgeting.services.round_parts import ThemeFacts, set_themes
from budgeting.services.rounds import NewRound, make_round, publish_round
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_phase, make_pot
from tests.budgeting.factories import make_round as a_round
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def town() -> Municipality:
    return make_town("kokeila", languages=["fi", "sv", "en"])


def staff(town: Municipality, role: Role = Role.COORDINATOR) -> Client:
    client = Client()
    client.force_login(create_staff(email=f"{role}@kokeila.fi", post=Post(town, role)).user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def known(town: Municipality) -> Round:
    with in_town(town):
        found: Round = Round.objects.select_related("process").get()
    return found


def part_of(of: Round, **rows: Any) -> dict[str, Any]:
    """What a form of rows sends."""
    return {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "version": str(of.version), **rows}


def test_without_rounds_the_page_says_what_one_can_do(town: Municipality) -> None:
    page = read("/en/kokeila/budget/")
    assert "No round is going on just now" in page and "/en/kokeila/pins/new" in page


def test_rounds_stand_under_what_they_are_today(town: Municipality) -> None:
    today = timezone.localdate()
    a_round(town, "nyt")
    for slug, days in (("ensi", (30, 60)), ("viime", (-60, -30))):
        other = a_round(town, slug, has_vote=False)
        make_phase(other, "collect", today + days[0] * DAY, today + days[1] * DAY)
    a_round(town, "salassa", published_at=None)
    page = read("/en/kokeila/budget/")
    places = [
        page.index(one) for one in ("Going on now", "Round nyt", "Coming", "Round ensi", "Earlier", "Round viime")
    ]
    assert places == sorted(places) and "salassa" not in page
    assert "You can vote." in page and "€100,000" in page


def test_a_round_is_told_from_its_settings(town: Municipality) -> None:
    east = make_halves(town).areas.get(code="E")
    of = a_round(town, "kierros", min_age=13, threshold=20, most_choices=3, double_entry=True)
    make_pot(of, "itä", 50_000, kind="area", area=east)
    page = read("/en/kokeila/budget/kierros/")
    for said in (
        "You may vote if you are at least 13 years old.",
        "A proposal needs at least 20 votes.",
        "Choose the proposals that you support, 3 at most.",
        "Every ballot on paper is entered twice",
        "See it on a small example",
        "How the money is divided",
    ):
        assert said in page
    assert page.index("<svg", page.index("How the money is divided")) < page.index("The same as a table")


def test_a_round_is_told_in_the_towns_languages(town: Municipality) -> None:
    a_round(town, "kierros")
    assert "Raha jaetaan tasan äänestäjien kesken." in read("/kokeila/budget/kierros/")
    assert "Pengarna delas lika mellan väljarna." in read("/sv/kokeila/budget/kierros/")


def test_young_peoples_round_says_when_ideas_are_handled_and_who_decides(town: Municipality) -> None:
    new = NewRound("youth", {"fi": "Nuorten Kokeila"}, 1_000_000, timezone.localdate())
    publish_round(town=town, round=make_round(town=town, new=new))
    page = read("/kokeila/budget/nuorten-kokeila/")
    assert "Kaupunginjohtaja tekee päätöksen." in page and "Milloin ideat käsitellään" in page
    assert "Tällä kierroksella ei ole yleistä äänestystä." in page and "Ääntenlaskenta" not in page


def test_a_change_after_the_first_vote_is_published_with_its_reason(town: Municipality) -> None:
    of = a_round(town, "kierros")
    with in_town(town):
        Round.objects.filter(pk=of.pk).update(frozen_at=timezone.now())
    why = Change(reason={"fi": "Puistot puuttuivat."})
    set_themes(town=town, round=of, themes=[ThemeFacts({"fi": "Puistot"})], change=why)
    page = read("/kokeila/budget/kierros/")
    assert "Puistot puuttuivat." in page and "Mitä on muutettu äänestyksen alettua" in page


def test_the_list_asks_the_database_no_more_for_more_rounds(
    town: Municipality, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        a_round(town, f"k{number}")
    with django_assert_max_num_queries(9):
        read("/kokeila/budget/")


def test_a_coordinator_makes_a_round_from_a_template_and_publishes_it(town: Municipality) -> None:
    desk = staff(town)
    said = {"template": "yearly", "names_fi": "Pienet investoinnit", "money": "50000,50", "opens_on": "2027-01-04"}
    answer = desk.post("/kokeila/desk/budget/new", said)
    assert answer.headers["Location"] == "/kokeila/desk/budget/pienet-investoinnit/"
    assert known(town).money_cents == 5_000_050
    assert Client().get("/kokeila/budget/pienet-investoinnit/").status_code == 404
    desk.post("/kokeila/desk/budget/pienet-investoinnit/publish", {"act": "publish"})
    assert "Pienet investoinnit" in read("/kokeila/budget/")
    desk.post("/kokeila/desk/budget/pienet-investoinnit/publish", {"act": "withdraw"})
    assert Client().get("/kokeila/budget/pienet-investoinnit/").status_code == 404


def test_a_round_that_lacks_something_is_asked_for_it(town: Municipality) -> None:
    answer = staff(town).post("/en/kokeila/desk/budget/new", {"template": "council", "names_fi": "N", "money": "5"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_opens_on"' in page
    answer = staff(town, Role.ADMIN).post(
        "/en/kokeila/desk/budget/new",
        {"template": "council", "names_fi": "N", "money": "5", "opens_on": "2027-01-04"},
    )
    assert answer.status_code == 422 and "Choose the council whose members vote." in answer.content.decode()


def settings_of(desk: Client, slug: str) -> dict[str, Any]:
    """What the form shows, as a browser would send it back."""
    form = desk.get(f"/en/kokeila/desk/budget/{slug}/settings").context["form"]
    values = {field.name: field.value() for field in form}
    sent = {name: "" if value is None else value for name, value in values.items() if value is not False}
    return {name: value if isinstance(value, list) else str(value) for name, value in sent.items() if value != {}}


def test_the_rule_is_read_in_words_before_it_is_saved(town: Municipality) -> None:
    a_round(town, "kierros")
    desk = staff(town)
    sent = {**settings_of(desk, "kierros"), "rule": "greedy", "claims": ""}
    page = desk.post("/en/kokeila/desk/budget/kierros/settings", {**sent, "act": "preview"}).content.decode()
    assert "first the one with the most votes" in page and known(town).rule == "equal-shares"
    desk.post("/en/kokeila/desk/budget/kierros/settings", {**sent, "act": "save"})
    assert known(town).rule == "greedy"
    assert "first the one with the most votes" in read("/en/kokeila/budget/kierros/")


def test_after_the_first_vote_the_desk_refuses_rule_and_money_and_asks_for_a_reason(town: Municipality) -> None:
    of = a_round(town, "kierros")
    with in_town(town):
        Round.objects.filter(pk=of.pk).update(frozen_at=timezone.now())
    desk = staff(town)
    sent = {**settings_of(desk, "kierros"), "claims": "", "act": "save"}
    path = "/en/kokeila/desk/budget/kierros/settings"
    refused = desk.post(path, {**sent, "rule": "greedy"})
    assert refused.status_code == 422 and "cannot be changed any more" in refused.content.decode()
    wordless = desk.post(path, {**sent, "summary_fi": "Uusi"})
    assert wordless.status_code == 422 and "Say why it changes" in wordless.content.decode()
    assert desk.post(path, {**sent, "summary_fi": "Uusi", "reason_fi": "Kirjoitusvirhe."}).status_code == 302
    assert known(town).summary["fi"] == "Uusi"


def test_pots_and_phases_are_set_by_rows(town: Municipality) -> None:
    a_round(town, "kierros")
    desk = staff(town)
    pots = {"form-0-name_fi": "Koko", "form-0-code": "town", "form-0-money": "10", "form-0-kind": "town"}
    more = {"form-1-name_fi": "Nuoret", "form-1-money": "5", "form-1-kind": "age", "form-1-age_bands": ["13-17"]}
    answer = desk.post("/kokeila/desk/budget/kierros/set/pots", part_of(known(town), **pots, **more))
    assert answer.status_code == 302 and known(town).money_cents == 1_500
    phase = {"form-0-kind": "vote", "form-0-starts_on": "2027-03-02", "form-0-ends_on": "2027-03-01"}
    path = "/en/kokeila/desk/budget/kierros/set/phases"
    backwards = desk.post(path, part_of(known(town), **phase))
    assert backwards.status_code == 422 and "does not end before it begins" in backwards.content.decode()
    desk.post(path, part_of(known(town), **{**phase, "form-0-ends_on": "2027-03-09"}))
    with in_town(town):
        assert [one.ends_on for one in known(town).phases.all()] == [datetime.date(2027, 3, 9)]


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(town: Municipality) -> None:
    of = a_round(town, "kierros")
    rows = {"form-0-name_fi": "Puistot"}
    desk = staff(town)
    first = desk.post("/en/kokeila/desk/budget/kierros/set/themes", part_of(of, **rows))
    second = desk.post("/en/kokeila/desk/budget/kierros/set/themes", part_of(of, **rows))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "Somebody else changed the round" in second.content.decode()
