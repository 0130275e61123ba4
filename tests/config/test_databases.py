"""The tests stand where the application stands: on a role without power."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connections


@pytest.mark.django_db
def test_tests_run_as_the_application_role() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("kuuluvuus_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_application_role_may_not_make_a_table() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_both_aliases_see_the_same_database() -> None:
    ContentType.objects.create(app_label="geo", model="a_trial")
    assert ContentType.objects.using("owner").filter(model="a_trial").exists()
