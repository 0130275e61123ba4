"""Working days, promises, and waits whose open ones count: against a file worked out by hand."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Body
from feedback_map.clocks import Clocks, Scope, Waiting, clocks_by, due_on, holidays_of, working_days_between
from feedback_map.models import Category, Holiday, Pin, RoutingRule, State
from feedback_map.services import PinInput, place_pin
from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from tests.factories import make_category, spot

GOLDEN = Path(__file__).parent / "golden"
TODAY = datetime.date(2025, 1, 7)
WEEKDAYS = [1, 2, 3, 4, 5]


def read(name: str) -> list[dict[str, str]]:
    lines = (GOLDEN / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def noon(day: str) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(f"{day}T12:00:00+02:00") if day else None


def make_unit(town: Municipality, code: str, **fields: Any) -> Body:
    return Body.objects.create(municipality=town, kind="unit", code=code, names={"fi": code}, **fields)


@pytest.fixture
def handled(town: Municipality, halves: AreaSet) -> AreaSet:
    """The messages of the golden file in the town."""
    units = {
        "streets": make_unit(town, "streets", promise_days=5),
        "parks": make_unit(town, "parks", working_days=[1, 2, 3, 4, 5, 6]),
    }
    make_category(town, "parks")
    states = {
        code: State.objects.get_or_create(municipality=town, code=code, defaults={"type": type_})[0]
        for code, type_ in (("done", "done"), ("not_done", "closed_not_done"), ("not_ours", "not_ours"))
    }
    with in_town(town):
        for row in read("clocks_messages.csv"):
            store(town, row, units[row["unit"]], states.get(row["state"]))
    return halves


def store(town: Municipality, row: dict[str, str], unit: Body, state: State | None) -> Pin:
    pin = Pin.objects.create(
        municipality=town,
        code=row["message"],
        kind="feedback",
        text=row["message"],
        geom={"W": spot(1, 1), "E": spot(9, 1)}.get(row["half"]),
        category=Category.objects.get(municipality=town, code=row["category"]),
        visibility="private",
        moderation="shown",
        owner=unit,
        state=state,
        due_on=due_on(datetime.date.fromisoformat(row["received"]), unit),
        **{f"{name}_at": noon(row[name]) for name in ("received", "acknowledged", "answered", "closed")},
    )
    sql.row("feedback_map/assign_pins", {"town": town.pk, "pins": [pin.pk]})
    return pin


def table_by(by: str, area_set: AreaSet, **scope: Any) -> Clocks:
    town = area_set.municipality
    return clocks_by(by, town=town, today=TODAY, scope=Scope(**scope), area_set=area_set)


def code_of(by: str, key: int | None) -> str:
    model: Any = {"unit": Body, "category": Category, "area": Area}[by]
    return str(model.objects.get(pk=key).code) if key else "none"


def told(row: Waiting, clock: str) -> dict[str, str]:
    curve = row.curve(clock)
    took = {name: row.took(clock, share).value for name, share in (("median", 0.5), ("p90", 0.9))}
    return {
        **{name: str(value) for name, value in vars(row.promises).items()},
        "ended": str(curve.endings),
        **{name: "" if days is None else f"{days:g}" for name, days in took.items()},
    }


def test_medians_and_ninetieth_percentiles_equal_the_file_worked_out_by_hand(handled: AreaSet) -> None:
    expected = read("clocks.csv")
    for by in ("unit", "category", "area"):
        found = table_by(by, handled)
        rows = {code_of(by, row.key): row for row in found.rows} | {"all": found.all}
        for line in [line for line in expected if line["by"] == by]:
            wanted = {name: line[name] for name in line if name not in {"by", "key", "clock"}}
            assert told(rows[line["key"]], line["clock"]) == wanted, line


def test_dropping_the_open_ones_would_make_the_unit_look_quicker(handled: AreaSet) -> None:
    streets = next(row for row in table_by("unit", handled).rows if code_of("unit", row.key) == "streets")
    answered = sorted(day for day, (ended, _) in streets.lengths["answered"].items() for _ in range(ended))
    assert answered[len(answered) // 2 - 1] == 1
    assert streets.took("answered", 0.5).value == 2


def test_working_days_in_the_database_and_in_python_are_the_same(handled: AreaSet) -> None:
    """Message by message: every length that the database counted, counted again day by day."""
    counted = sorted(
        day
        for row in table_by("unit", handled).rows
        for day, (ended, still_open) in row.lengths["answered"].items()
        for _ in range(ended + still_open)
    )
    mine = []
    for row in read("clocks_messages.csv"):
        received, last = (
            datetime.date.fromisoformat(day)
            for day in (row["received"], row["answered"] or row["closed"] or TODAY.isoformat())
        )
        weekdays = WEEKDAYS if row["unit"] == "streets" else [*WEEKDAYS, 6]
        mine.append(working_days_between(received, last, weekdays))
    assert counted == sorted(mine)


def test_one_category_one_unit_one_area_and_a_day_narrow_the_table(handled: AreaSet) -> None:
    town = handled.municipality
    parks = Body.objects.get(municipality=town, code="parks")
    east = Area.objects.get(area_set=handled, code="E")
    assert table_by("category", handled, owner=parks).all.promises.messages == 4
    assert table_by("unit", handled, area=east).all.promises.messages == 7
    assert table_by("unit", handled, since=datetime.date(2024, 12, 31)).all.promises.messages == 2
    streets = Category.objects.get(municipality=town, code="streets")
    assert table_by("unit", handled, category=streets, area=east).all.promises.messages == 4


def test_tests_rejected_ones_and_what_gets_no_answer_have_no_clock(handled: AreaSet) -> None:
    town = handled.municipality
    with in_town(town):
        Pin.objects.filter(municipality=town, code="p1").update(is_test=True)
        Pin.objects.filter(municipality=town, code="p2").update(moderation="rejected")
        Pin.objects.filter(municipality=town, code="q4").update(moderation="hidden")
    Category.objects.filter(municipality=town, code="parks").update(is_answered=False)
    assert table_by("unit", handled).all.promises.messages == 7


def test_another_town_has_no_clocks_of_ours(handled: AreaSet) -> None:
    other = Municipality.objects.create(slug="muualla", names={"fi": "Muualla"})
    found = clocks_by("unit", town=other, today=TODAY, scope=Scope(), area_set=None)
    assert found.rows == ()
    assert found.all.took("answered", 0.5).value is None


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2024-06-20", 1, "2024-06-24"),  # Midsummer's eve and day, and a Sunday
        ("2024-12-05", 1, "2024-12-09"),  # Independence Day on a Friday
        ("2024-12-23", 3, "2024-12-31"),  # three days of Christmas, and a weekend
        ("2025-04-17", 1, "2025-04-22"),  # Easter
        ("2024-11-30", 0, "2024-11-30"),
    ],
)
def test_a_promise_ends_on_the_day_the_calendar_says(town: Municipality, received: str, days: int, due: str) -> None:
    unit = make_unit(town, "streets", promise_days=days)
    day = datetime.date.fromisoformat(received)
    assert due_on(day, unit) == datetime.date.fromisoformat(due)
    assert working_days_between(day, datetime.date.fromisoformat(due), WEEKDAYS) == days


def test_a_message_that_comes_in_is_promised_the_same_day(town: Municipality) -> None:
    """The database writes it as the message is placed; both must count alike on whatever day this runs."""
    for number, days in enumerate((1, 9, 30)):
        unit = make_unit(town, f"unit-{days}", promise_days=days)
        category = make_category(town, f"category-{number}")
        RoutingRule.objects.create(municipality=town, category=category, body=unit)
        placed = place_pin(town=town, pin=PinInput(kind="feedback", text="Kuoppa", category=category.code))
        with in_town(town):
            pin = Pin.objects.get(public_id=placed.id)
        assert pin.due_on == due_on(timezone.localdate(pin.received_at), unit)


def test_who_promises_nothing_or_never_works_has_no_due_day(town: Municipality) -> None:
    assert due_on(TODAY, make_unit(town, "silent")) is None
    assert due_on(TODAY, make_unit(town, "never", promise_days=3, working_days=[])) is None


@pytest.mark.django_db
def test_the_database_knows_the_same_holidays_as_the_library() -> None:
    for year in (2024, 2025, 2026, 2040):
        known = Holiday.objects.filter(date__year=year).values_list("date", flat=True)
        assert set(known) == holidays_of(year)


def test_the_eves_of_midsummer_and_christmas_are_no_working_days() -> None:
    assert {datetime.date(2026, 6, 19), datetime.date(2026, 12, 24)} <= holidays_of(2026)
