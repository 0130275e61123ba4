"""The second wall between towns: what a transaction sees without, with and after its town."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from geo.tenancy import current_town_id, in_town
from participation.models import Participant
from tests.factories import make_town

pytestmark = pytest.mark.django_db


def test_without_a_town_no_row_is_seen_and_none_is_written() -> None:
    town = make_town()
    with in_town(town):
        Participant.objects.create(municipality=town)
    assert Participant.objects.count() == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Participant.objects.create(municipality=town)


def test_a_row_of_another_town_cannot_be_written() -> None:
    one, other = make_town(), make_town()
    with pytest.raises(DatabaseError), in_town(one):
        Participant.objects.create(municipality=other)


def test_an_inner_town_gives_the_outer_one_back() -> None:
    one, other = make_town(), make_town()
    with in_town(one):
        Participant.objects.create(municipality=one)
        with in_town(other):
            assert Participant.objects.count() == 0
        assert current_town_id() == one.pk
        assert Participant.objects.count() == 1
    assert current_town_id() is None


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_town_is_gone_when_the_transaction_ends() -> None:
    town = make_town()
    with in_town(town):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('kuuluvuus.town', true), '')")
        assert cursor.fetchone() == ("",)


def test_the_application_role_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_row_level_security_is_forced_on_every_source_table() -> None:
    expected = {
        "accounts_accesslog",
        "accounts_staffchange",
        "feedback_map_pin",
        "feedback_map_pinarea",
        "participation_attendance",
        "participation_homeassignment",
        "participation_participant",
        "participation_participanthome",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert {name for (name,) in cursor.fetchall()} >= expected
