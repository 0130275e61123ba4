"""A change that goes past the service leaves a trace that cannot be wiped."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from feedback_map.models import Category, Pin, RowChange, Update
from feedback_map.services import PinInput, moderate_pin, place_pin
from geo.models import Municipality
from geo.tenancy import acting, in_town
from tests.factories import make_category, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_category(town)
    return town


def placed(town: Municipality) -> Pin:
    said = place_pin(town=town, pin=PinInput(kind="feedback", text="Valo ei pala.", category="streets"))
    with in_town(town):
        return Pin.objects.get(public_id=said.id)


def by_hand(town: Municipality, statement: str, *values: Any) -> None:
    """What somebody does who has the application's password and a console."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kuuluvuus.town', %s, true)", [str(town.pk)])
        cursor.execute(statement, values)


def history(town: Municipality, table: str) -> list[RowChange]:
    with in_town(town):
        return list(RowChange.objects.filter(municipality=town, table=table).order_by("pk"))


def test_placing_a_message_writes_no_history(town: Municipality) -> None:
    placed(town)
    assert history(town, "pin") == []


def test_a_text_changed_by_raw_sql_leaves_what_it_was(town: Municipality) -> None:
    pin = placed(town)
    by_hand(town, "UPDATE feedback_map_pin SET text = 'Muuta', moderation = moderation WHERE id = %s", pin.pk)
    (kept,) = history(town, "pin")
    assert (kept.row, kept.act, kept.before, kept.after) == (
        pin.pk,
        "changed",
        {"text": "Valo ei pala."},
        {"text": "Muuta"},
    )
    assert kept.actor == "" and kept.role == connection.settings_dict["USER"]


def test_a_row_deleted_by_raw_sql_is_kept_whole(town: Municipality) -> None:
    category = Category.objects.get(municipality=town)
    by_hand(town, "DELETE FROM feedback_map_category WHERE id = %s", category.pk)
    (kept,) = history(town, "category")
    assert kept.act == "deleted" and kept.before is not None and kept.before["code"] == "streets"


def test_many_rows_in_one_statement_are_kept_one_by_one_and_unchanged_ones_not(town: Municipality) -> None:
    one, two = placed(town), placed(town)
    by_hand(town, "UPDATE feedback_map_pin SET place_note = CASE WHEN id = %s THEN 'Tori' ELSE '' END", one.pk)
    assert [kept.row for kept in history(town, "pin")] == [one.pk]
    by_hand(town, "UPDATE feedback_map_pin SET place_note = 'Satama'")
    assert {kept.row for kept in history(town, "pin")} == {one.pk, two.pk}


def test_the_service_says_who_did_it(town: Municipality) -> None:
    pin = placed(town)
    with acting("user 7"):
        moderate_pin(town=town, pin=pin, moderation="hidden")
    assert [kept.actor for kept in history(town, "pin")] == ["user 7"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feedback_map_rowchange SET before = NULL",
        "DELETE FROM feedback_map_rowchange",
        'INSERT INTO feedback_map_rowchange (municipality_id, "table", row, act, role)'
        " VALUES (1, 'pin', 1, 'changed', '')",
        "ALTER TABLE feedback_map_pin DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_the_application_cannot_touch_the_history(town: Municipality, statement: str) -> None:
    pin = placed(town)
    by_hand(town, "UPDATE feedback_map_pin SET text = 'Muuta' WHERE id = %s", pin.pk)
    with pytest.raises(DatabaseError):
        by_hand(town, statement)
    assert len(history(town, "pin")) == 1


def test_another_town_reads_none_of_it(town: Municipality) -> None:
    pin = placed(town)
    by_hand(town, "UPDATE feedback_map_pin SET text = 'Muuta' WHERE id = %s", pin.pk)
    with in_town(make_town()):
        assert not RowChange.objects.exists()


def test_contact_data_and_homes_have_no_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers"
            " WHERE trigger_name LIKE '%%changes_kept' OR trigger_name LIKE '%%deletes_kept'"
        )
        tracked = {row[0] for row in cursor.fetchall()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\\_kept'")
        tracked |= {row[0] for row in cursor.fetchall()}
    assert {"feedback_map_pin", "feedback_map_update", "feedback_map_category", "feedback_map_photo"} <= tracked
    assert not {"feedback_map_contact", "participation_participanthome", "feedback_map_support"} & tracked


def test_updates_cannot_be_rewritten_unseen(town: Municipality) -> None:
    pin = placed(town)
    with in_town(town):
        Update.objects.create(municipality=town, pin=pin, kind="note", at=pin.received_at, internal_note="Soitettu.")
    by_hand(town, "UPDATE feedback_map_update SET internal_note = ''")
    assert [kept.before for kept in history(town, "update")] == [{"internal_note": "Soitettu."}]
