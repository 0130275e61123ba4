"""The programme's pages: what residents read, and what those who keep it and its owners do at the desk."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from accounts.models import Role
from accounts.services import Post, create_staff
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Evidence, Goal, Measure, Programme
from neighbourhoods.programme.services import Progress, Shown, add_evidence, tell_progress
from participation.models import Process
from tests.factories import make_halves, make_town
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme, make_unit

URL, DESK = "/en/kokeila/programme/ohjelma", "/en/kokeila/desk/programme"
PAST = datetime.date(2025, 12, 31)


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila")
    make_halves(town)
    return town


@pytest.fixture
def goal(town: Municipality) -> Goal:
    return make_a_goal(make_a_programme(town))


def client_of(town: Municipality, role: Role, **post: object) -> Client:
    client = Client()
    staff = create_staff(email=f"{role}@kokeila.fi", post=Post(town, role, **post))  # type: ignore[arg-type]  # a unit
    client.force_login(staff.user)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def test_the_page_tells_goals_measures_owners_schedules_and_how_far_they_are(
    client: Client, town: Municipality, goal: Goal
) -> None:
    measure = make_a_measure(goal, owner=make_unit(town), schedule="2025–2029", evaluation="Kuvattu sivulla")
    tell_progress(town=town, measure=measure, progress=Progress("under_way"), version=1)
    told = page(client, URL)
    for words in (
        "Toimintamallit ovat selkeät",
        "Kuvaamme prosessit",
        "Kaupungin viestintä",
        "2025–2029",
        "Kuvattu sivulla",
    ):
        assert words in told
    assert "Under way" in told and "0 of 1 measure has been carried out." in told


def test_late_measures_and_those_that_nothing_shows_can_be_had_alone(
    client: Client, town: Municipality, goal: Goal
) -> None:
    make_a_measure(goal, "Myöhässä", due_on=PAST)
    done = make_a_measure(goal, "Ilman näyttöä")
    tell_progress(town=town, measure=done, progress=Progress("done"), version=1)
    shown = make_a_measure(goal, "Näytetty")
    tell_progress(town=town, measure=shown, progress=Progress("done"), version=1)
    add_evidence(town=town, measure=shown, shown=Shown(PAST, "https://kokeila.fi/"), by=None)
    late, unshown = page(client, f"{URL}?only=overdue"), page(client, f"{URL}?only=no-evidence")
    assert "Myöhässä" in late and "Late since" in late and "Ilman näyttöä" not in late
    assert "Ilman näyttöä" in unshown and "Näytetty" not in unshown and "Myöhässä</a>" not in unshown


def test_a_list_that_holds_nothing_says_so(client: Client, goal: Goal) -> None:
    make_a_measure(goal)
    assert "No measure is late." in page(client, f"{URL}?only=overdue")


def test_a_programme_that_is_not_public_is_there_for_staff_alone(client: Client, town: Municipality) -> None:
    make_a_measure(make_a_goal(make_a_programme(town, is_public=False)))
    page(client, URL, 404)
    answer = client_of(town, Role.CLERK).get(URL)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]


def test_a_draft_asks_residents_what_they_think(client: Client, town: Municipality) -> None:
    process = Process.objects.create(
        municipality=town, slug="luonnos", title={"en": "The draft"}, opens_on="2026-01-01"
    )
    make_a_programme(town, stage="draft", process=process)
    told = page(client, URL)
    assert "Say what you think of it before it is approved." in told and "/en/kokeila/processes/luonnos" in told


def test_a_town_without_a_programme_says_where_to_look_instead(client: Client, town: Municipality) -> None:
    assert "The year of taking part" in page(client, "/en/kokeila/programme/")


def test_a_measure_shows_its_live_number_with_its_method(client: Client, town: Municipality, goal: Goal) -> None:
    measure = make_a_measure(goal, indicator="outcomes", target=6)
    told = page(client, f"{URL}/measures/{measure.public_id}")
    assert "Outcomes told" in told and "target: at least 6 · not reached" in told
    assert "/en/kokeila/reports/method#outcomes" in told


def test_an_outcome_that_is_not_published_shows_nothing(client: Client, town: Municipality, goal: Goal) -> None:
    from feedback_map.models import Outcome

    measure = make_a_measure(goal)
    made = {
        "titles": {"en": "Secret bench"},
        "decided_on": PAST,
        "made_at": datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC),
    }
    with in_town(town):
        outcome = Outcome.objects.create(municipality=town, **made)
    add_evidence(town=town, measure=measure, shown=Shown(PAST, outcome=outcome), by=None)
    told = page(client, f"{URL}/measures/{measure.public_id}")
    assert "Secret bench" not in told and "Nothing yet" in told


def test_a_coordinator_writes_a_programme_a_goal_and_a_measure(town: Municipality) -> None:
    keeper = client_of(town, Role.COORDINATOR)
    words = {"title_fi": "Uusi ohjelma", "starts_on": "2027-01-01", "ends_on": "2028-12-31", "stage": "draft"}
    assert keeper.post(f"{DESK}/new", words).headers["Location"] == f"{DESK}/uusi-ohjelma"
    to = keeper.post(f"{DESK}/uusi-ohjelma/goals", {"goal_fi": "Tavoite", "form": "planning"}).headers["Location"]
    made = {"title_fi": "Teemme", "owner_words": "Viestintä", "schedule": "syksy 2027", "aim": "at_least"}
    assert keeper.post(to, made).status_code == 302
    with in_town(town):
        measure = Measure.objects.select_related("goal__programme").get()
        assert (measure.goal.titles, measure.goal.form, str(measure.due_on)) == (
            {"fi": "Tavoite"},
            "planning",
            "2027-12-31",
        )
        assert not measure.goal.programme.is_public
    assert "Teemme" in page(keeper, f"{DESK}/uusi-ohjelma")


def test_a_stale_edit_is_shown_beside_how_it_is_now(town: Municipality, goal: Goal) -> None:
    keeper, measure = client_of(town, Role.COORDINATOR), make_a_measure(goal)
    address = f"/en/kokeila/desk/measures/{measure.public_id}/change"
    first = {"title_fi": "Ensin", "owner_words": "Viestintä", "aim": "at_least", "version": "1"}
    assert keeper.post(address, first).status_code == 302
    answer = keeper.post(address, {**first, "title_fi": "Sitten"})
    told = answer.content.decode()
    assert answer.status_code == 412 and "Ensin" in told and "Sitten" in told
    assert keeper.post(address, {**first, "title_fi": "Sitten", "version": "2"}).status_code == 302
    assert keeper.post(address, {k: v for k, v in first.items() if k != "version"}).status_code == 412


def test_the_unit_that_owns_a_measure_tells_how_far_it_is_and_others_do_not(town: Municipality, goal: Goal) -> None:
    unit = make_unit(town)
    measure = make_a_measure(goal, owner=unit)
    own, other = client_of(town, Role.CLERK, body=unit), client_of(town, Role.PLANNER)
    address = f"/en/kokeila/desk/measures/{measure.public_id}"
    said = {"status": "under_way", "words_fi": "Alkoi.", "version": "1"}
    assert other.post(f"{address}/progress", said).status_code == 403
    assert own.post(f"{address}/progress", said).status_code == 302
    assert own.post(f"{address}/progress", {**said, "words_fi": "Toisin."}).status_code == 412
    assert own.post(f"{address}/evidence", {"url": "https://kokeila.fi/x", "words": "Sivu"}).status_code == 302
    assert own.post(f"{address}/evidence", {}).status_code == 400
    assert "https://kokeila.fi/x" in page(own, f"{URL}/measures/{measure.public_id}")
    with in_town(town):
        evidence = Evidence.objects.get()
    assert own.post(f"{address}/evidence/{evidence.public_id}/remove").status_code == 302
    assert own.get(f"{address}/change").status_code == 403
    with in_town(town):
        assert not Evidence.objects.exists() and Measure.objects.get().status_words == {"fi": "Alkoi."}


def test_giving_up_without_a_reason_is_told_beside_the_field(town: Municipality, goal: Goal) -> None:
    keeper, measure = client_of(town, Role.COORDINATOR), make_a_measure(goal)
    said = {"status": "dropped", "version": "1"}
    answer = keeper.post(f"/en/kokeila/desk/measures/{measure.public_id}/progress", said)
    assert answer.status_code == 400 and "Say why the measure is given up." in answer.content.decode()


def test_the_desk_lists_what_is_late_and_what_nothing_shows(town: Municipality, goal: Goal) -> None:
    late = make_a_measure(goal, "Myöhässä oleva", due_on=PAST)
    tell_progress(town=town, measure=late, progress=Progress("under_way"), version=1)
    told = page(client_of(town, Role.AUDITOR), DESK)
    assert told.count("Myöhässä oleva") == 2 and "Late ones (1)" in told and "Nothing shows it yet (1)" in told


def test_another_towns_staff_does_not_find_a_measure(town: Municipality, goal: Goal) -> None:
    measure = make_a_measure(goal)
    other = make_town("muualla")
    elsewhere = client_of(other, Role.ADMIN)
    assert elsewhere.get(f"/en/kokeila/desk/measures/{measure.public_id}").status_code == 404
    assert elsewhere.get(f"/en/muualla/desk/measures/{measure.public_id}").status_code == 404


def test_a_list_of_many_measures_makes_few_queries(
    client: Client, town: Municipality, goal: Goal, django_assert_max_num_queries: object
) -> None:
    unit = make_unit(town)
    for number in range(6):
        make_a_measure(goal, f"Toimenpide {number}", owner=unit, indicator="outcomes")
    page(client, URL)
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # the plugin's fixture
        page(client, URL)
    with in_town(town):
        assert Programme.objects.count() == 1


def test_the_annual_clock_tells_what_was_promised_by_a_day(client: Client, town: Municipality, goal: Goal) -> None:
    make_a_measure(goal, "Valmis kesään", due_on=datetime.date(2026, 5, 31))
    make_a_measure(make_a_goal(make_a_programme(town, "salassa", is_public=False)), "Ei vielä", due_on=PAST)
    told = page(client, "/en/kokeila/calendar?year=2026")
    assert "Valmis kesään" in told and "Last day of a measure" in told
    assert "Ei vielä" not in page(client, "/en/kokeila/calendar?year=2025")
