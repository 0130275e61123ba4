"""Whose message it is: the rules, what the sender is told, and what happens when it goes elsewhere."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import shapely
from django.utils import timezone

from accounts.models import Body
from feedback_map.models import Contact, Holiday, Pin, RoutingRule, Update
from feedback_map.services import (
    Change,
    ContactInput,
    NewRule,
    Once,
    PinInput,
    StaleEdit,
    Words,
    add_rule,
    change_rule,
    end_rule,
    place_pin,
    reroute_pin,
    route_waiting,
)
from geo import sql
from geo.models import AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, box, make_area, make_category, make_town

TODAY = datetime.date(2026, 6, 1)


def at(east: float, north: float) -> shapely.Point:
    return shapely.Point(WEST + east * 1000, SOUTH + north * 1000)


def said(**fields: Any) -> PinInput:
    values: dict[str, Any] = {"kind": "feedback", "text": "Valo ei pala.", "category": "streets", **fields}
    return PinInput(**values)


def unit(town: Municipality, code: str, **fields: Any) -> Body:
    return Body.objects.create(municipality=town, code=code, kind="unit", names={"fi": code.title()}, **fields)


def rule(town: Municipality, body: Body, **fields: Any) -> RoutingRule:
    return add_rule(town=town, rule=NewRule(body, **fields))


@pytest.fixture
def rest(town: Municipality) -> Body:
    """Everything else goes here."""
    body = unit(town, "neuvonta")
    rule(town, body)
    return body


def stored(town: Municipality) -> Pin:
    with in_town(town):
        return Pin.objects.select_related("owner", "assignee").get()


def owner(town: Municipality, **fields: Any) -> str | None:
    return place_pin(town=town, pin=said(**fields)).owner


def owner_on(town: Municipality, month_day: int) -> int | None:
    values: dict[str, object] = {"town": town.pk, "category": None, "areas": [], "day": month_day}
    found = sql.row("feedback_map/owner_of", values)
    return found[0] if found else None


def test_the_most_particular_rule_decides(town: Municipality, halves: AreaSet, rest: Body) -> None:
    west, lamps = halves.areas.get(code="W"), make_category(town, "lamps")
    rule(town, unit(town, "lannen-tiimi"), area=west)
    rule(town, unit(town, "valaistus"), category=lamps)
    rule(town, unit(town, "lannen-valot"), category=lamps, area=west)
    places = {"W": at(2, 2), "E": at(8, 2)}
    assert owner(town, geometry=places["E"]) == "neuvonta"
    assert owner(town, geometry=places["W"]) == "lannen-tiimi"
    assert owner(town, geometry=places["E"], category="lamps") == "valaistus"
    assert owner(town, geometry=places["W"], category="lamps") == "lannen-valot"


def test_category_goes_before_area_and_area_before_season(town: Municipality, halves: AreaSet, rest: Body) -> None:
    west, streets = halves.areas.get(code="W"), town.categories.get()
    rule(town, unit(town, "aina-nyt"), season=(101, 1231))
    assert owner(town, geometry=at(2, 2)) == "aina-nyt"
    rule(town, unit(town, "lansi"), area=west)
    assert owner(town, geometry=at(2, 2)) == "lansi"
    rule(town, unit(town, "kadut"), category=streets)
    assert owner(town, geometry=at(2, 2)) == "kadut"


def test_a_season_holds_on_its_first_and_last_day_and_over_new_year(town: Municipality, rest: Body) -> None:
    winter = unit(town, "talvi")
    rule(town, winter, season=(1101, 415))
    inside = {day: owner_on(town, day) == winter.pk for day in (1031, 1101, 1231, 101, 229, 415, 416)}
    assert inside == {1031: False, 1101: True, 1231: True, 101: True, 229: True, 415: True, 416: False}


def test_a_message_about_a_named_area_goes_by_that_area(town: Municipality, halves: AreaSet, rest: Body) -> None:
    west = halves.areas.get(code="W")
    rule(town, unit(town, "lansi"), area=west)
    assert owner(town, about_area=west) == "lansi"


def test_a_message_about_the_whole_town_goes_by_the_rules_without_area(
    town: Municipality, halves: AreaSet, rest: Body
) -> None:
    rule(town, unit(town, "lansi"), area=halves.areas.get(code="W"))
    assert owner(town) == "neuvonta"


def test_a_point_on_a_border_has_the_owner_of_its_one_area(town: Municipality, halves: AreaSet, rest: Body) -> None:
    rule(town, unit(town, "ita"), area=halves.areas.get(code="E"))
    rule(town, unit(town, "lansi"), area=halves.areas.get(code="W"))
    placed = place_pin(town=town, pin=said(geometry=at(5, 5)))
    assert (placed.areas, placed.owner) == ({"district": "E"}, "ita")


def test_where_no_rule_fits_there_is_no_owner(town: Municipality, halves: AreaSet) -> None:
    rule(town, unit(town, "lansi"), area=halves.areas.get(code="W"))
    placed = place_pin(town=town, pin=said(geometry=at(8, 8)))
    assert placed.owner is None
    assert stored(town).owner is None


def test_rules_of_another_town_decide_nothing(town: Municipality) -> None:
    other = make_town()
    rule(other, unit(other, "muualla"))
    assert owner(town) is None


def test_a_rule_that_ended_decides_no_more_and_stays_known(town: Municipality, rest: Body) -> None:
    old = rule(town, unit(town, "kadut"), category=town.categories.get())
    end_rule(rule=old)
    assert owner(town) == "neuvonta"
    assert RoutingRule.objects.get(pk=old.pk).ended_at is not None


def test_a_changed_rule_is_ended_and_replaced(town: Municipality, rest: Body) -> None:
    old = rule(town, unit(town, "kadut"), category=town.categories.get())
    new = change_rule(town=town, rule=old, new=NewRule(unit(town, "puistot"), category=town.categories.get()))
    assert (owner(town), old.ended_at is not None, new.pk != old.pk) == ("puistot", True, True)


def test_the_same_rule_again_is_the_same_and_another_body_for_it_is_refused(town: Municipality, rest: Body) -> None:
    assert rule(town, rest).pk == RoutingRule.objects.get().pk
    with pytest.raises(Refused) as refused:
        rule(town, unit(town, "toinen"))
    assert refused.value.errors[0].code == "rule_is_there"


@pytest.mark.parametrize("season", [(1301, 415), (1101, 231), (0, 0), (100, 101)])
def test_a_season_of_days_that_are_none_is_refused(town: Municipality, rest: Body, season: tuple[int, int]) -> None:
    with pytest.raises(Refused) as refused:
        rule(town, rest, season=season)
    assert refused.value.errors[0].field == "season"


def test_a_rule_takes_nothing_of_another_town(town: Municipality) -> None:
    other = make_town()
    with pytest.raises(Refused):
        rule(town, unit(other, "muualla"))


def promised(body: Body, day: datetime.date) -> datetime.date | None:
    found = sql.row("feedback_map/promised_day", {"body": body.pk, "day": day})
    return found[0] if found else None


@pytest.mark.parametrize(
    ("from_day", "days", "due"),
    [
        ("2026-06-01", 1, "2026-06-02"),
        ("2026-06-05", 1, "2026-06-08"),  # over a weekend
        ("2026-06-17", 2, "2026-06-22"),  # Midsummer Eve is no working day
        ("2026-12-23", 1, "2026-12-28"),  # nor is Christmas Eve
        ("2026-04-02", 3, "2026-04-09"),  # Easter
        ("2026-05-13", 1, "2026-05-15"),  # Ascension Day
    ],
)
def test_a_promise_counts_working_days_of_finland(town: Municipality, from_day: str, days: int, due: str) -> None:
    body = unit(town, "kadut", promise_days=days)
    assert promised(body, datetime.date.fromisoformat(from_day)) == datetime.date.fromisoformat(due)


def test_a_promise_counts_the_units_own_working_days(town: Municipality) -> None:
    body = unit(town, "tori", promise_days=2, working_days=[6])
    assert promised(body, TODAY) == datetime.date(2026, 6, 13)
    assert promised(unit(town, "suljettu", promise_days=2, working_days=[]), TODAY) is None


def test_holidays_are_known_for_thirty_years(db: None) -> None:
    years = {day.year for day in Holiday.objects.values_list("date", flat=True)}
    assert years == set(range(2015, 2046))
    assert Holiday.objects.get(date="2026-12-06").names["fi"] == "Itsenäisyyspäivä"


def test_the_sender_is_told_whose_it_is_and_until_when(town: Municipality) -> None:
    body = unit(town, "kadut", promise_days=5, phone="+358 15 194 0000", url="https://mikkeli.example")
    rule(town, body)
    placed = place_pin(town=town, pin=said())
    expected = promised(body, timezone.localdate())
    assert placed.unit == {
        "code": "kadut",
        "names": {"fi": "Kadut"},
        "is_external": False,
        "phone": "+358 15 194 0000",
        "url": "https://mikkeli.example",
    }
    assert (placed.owner, placed.due_on) == ("kadut", expected)
    assert placed.promise == {"is_answered": True, "working_days": 5, "due_on": str(expected)}
    assert (stored(town).owner, stored(town).due_on) == (body, expected)


def test_a_repeat_is_told_the_owner_it_was_told_first(town: Municipality) -> None:
    body = unit(town, "kadut", promise_days=5)
    rule(town, body)
    once = Once(scope="test", key="k1", fingerprint=b"1" * 32)
    first = place_pin(town=town, pin=said(), once=once)
    Body.objects.filter(pk=body.pk).update(names={"fi": "Toinen nimi"}, promise_days=30)
    again = place_pin(town=town, pin=said(), once=once)
    assert (again.unit, again.promise) == (first.unit, first.promise)


def test_where_a_topic_gets_no_answer_nothing_is_promised(town: Municipality) -> None:
    make_category(town, "greetings", is_answered=False)
    rule(town, unit(town, "kadut", promise_days=5))
    placed = place_pin(town=town, pin=said(category="greetings"))
    assert placed.promise == {"is_answered": False, "working_days": None, "due_on": None}
    assert stored(town).due_on is None


def test_contact_answers_and_the_shown_place_are_kept_with_the_pin(town: Municipality) -> None:
    contact = ContactInput(name="Aino", email="aino@example.fi", phone="040 123", language="sv")
    place_pin(town=town, pin=said(contact=contact, attributes={"lamp": "12"}, shown_place="near"))
    with in_town(town):
        kept = Contact.objects.get()
    assert (kept.name, kept.email, kept.phone, kept.language) == ("Aino", "aino@example.fi", "040 123", "sv")
    assert (stored(town).attributes, stored(town).shown_place) == ({"lamp": "12"}, "near")


def test_who_gives_no_contact_leaves_no_row(town: Municipality) -> None:
    place_pin(town=town, pin=said(contact=ContactInput(name=" ")))
    with in_town(town):
        assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"contact": ContactInput(email="not an address")}, "email"),
        ({"contact": ContactInput(phone="1" * 41)}, "phone"),
        ({"contact": ContactInput(name="a\x00b")}, "name"),
        ({"shown_place": "somewhere"}, "shown_place"),
    ],
)
def test_contact_that_cannot_be_is_refused_by_field(town: Municipality, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        place_pin(town=town, pin=said(**fields))
    assert [error.field for error in refused.value.errors] == [field]


def test_a_pin_refused_leaves_no_contact(town: Municipality) -> None:
    with pytest.raises(Refused):
        place_pin(town=town, pin=said(contact=ContactInput(name="Aino"), geometry=at(13, 5)))
    with in_town(town):
        assert not Contact.objects.exists()


def test_rerouting_leaves_a_trace(town: Municipality, rest: Body, django_user_model: Any) -> None:
    road, clerk = unit(town, "ely", is_external=True), django_user_model.objects.create_user("a@example.fi")
    place_pin(town=town, pin=said())
    change = Change(by=clerk, version=1)
    update = reroute_pin(town=town, pin=stored(town), body=road, change=change, words=Words(note="Maantie"))
    assert update is not None
    assert (update.kind, update.owner_before, update.owner, update.user, update.internal_note) == (
        Update.Kind.ROUTED,
        rest,
        road,
        clerk,
        "Maantie",
    )
    assert (stored(town).owner, stored(town).version) == (road, 2)


def test_rerouting_an_older_version_is_refused_with_both(town: Municipality, rest: Body) -> None:
    place_pin(town=town, pin=said())
    pin = stored(town)
    reroute_pin(town=town, pin=pin, body=unit(town, "kadut"), change=Change(version=1))
    with pytest.raises(StaleEdit) as stale:
        reroute_pin(town=town, pin=pin, body=unit(town, "puistot"), change=Change(version=1))
    assert (stale.value.current.pin.version, stale.value.yours.version) == (2, 1)
    assert stored(town).owner.code == "kadut"  # type: ignore[union-attr]


def test_what_was_promised_stays_promised_and_else_the_new_owners_promise_counts(town: Municipality) -> None:
    quick, slow = unit(town, "nopea", promise_days=2), unit(town, "hidas", promise_days=30)
    rule(town, unit(town, "lupaamaton"))
    place_pin(town=town, pin=said())
    reroute_pin(town=town, pin=stored(town), body=quick, change=Change())
    day = stored(town).due_on
    assert day == promised(quick, timezone.localdate())
    reroute_pin(town=town, pin=stored(town), body=slow, change=Change())
    assert stored(town).due_on == day


def test_the_person_of_the_unit_that_it_leaves_has_it_no_more(
    town: Municipality, rest: Body, django_user_model: Any
) -> None:
    place_pin(town=town, pin=said())
    with in_town(town):
        Pin.objects.update(assignee=django_user_model.objects.create_user("a@example.fi"))
    reroute_pin(town=town, pin=stored(town), body=unit(town, "kadut"), change=Change())
    assert stored(town).assignee is None


def test_a_body_of_another_town_gets_nothing(town: Municipality) -> None:
    place_pin(town=town, pin=said())
    with pytest.raises(Refused):
        reroute_pin(town=town, pin=stored(town), body=unit(make_town(), "muualla"), change=Change())


def test_messages_that_wait_are_routed_by_sets_as_they_would_have_been_one_by_one(
    town: Municipality, halves: AreaSet
) -> None:
    make_category(town, "lamps")
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    village = make_area(villages, "V", box(1, 1, 6, 6))
    spots: list[dict[str, Any]] = [{"geometry": at(x, y)} for x in range(1, 10, 2) for y in (2, 5, 8)]
    spots += [{}, {"about_area": halves.areas.get(code="W")}]
    pins = [place_pin(town=town, pin=said(category=code, **spot)).id for code in ("streets", "lamps") for spot in spots]
    rule(town, unit(town, "kaikki", promise_days=3))
    rule(town, unit(town, "lansi", promise_days=9), area=halves.areas.get(code="W"))
    rule(town, unit(town, "valot"), category=town.categories.get(code="lamps"))
    rule(town, unit(town, "kylan-valot"), category=town.categories.get(code="lamps"), area=village)
    rule(town, unit(town, "kausi"), category=town.categories.get(code="streets"), area=village, season=(101, 1231))
    with in_town(town):
        assert route_waiting(town=town, promising=True) == len(pins)
        assert route_waiting(town=town, promising=True) == 0
        found = [(pin.owner.code, pin.due_on) for pin in Pin.objects.select_related("owner").order_by("pk")]  # type: ignore[union-attr]
    alone = [place_pin(town=town, pin=said(category=code, **spot)) for code in ("streets", "lamps") for spot in spots]
    assert found == [(placed.owner, placed.due_on) for placed in alone]
