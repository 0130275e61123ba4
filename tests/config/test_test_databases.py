"""What a transactional test leaves behind is gone before the next; what the migrations put in stays."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from geo.models import Area, Municipality
from tests.databases import clear
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_rows_are_gone_and_numbers_begin_anew() -> None:
    first = make_town("one")
    make_halves(first)
    known = Permission.objects.count()
    clear()
    assert not Municipality.objects.exists() and not Area.objects.exists()
    assert make_town("two").pk == first.pk
    assert Permission.objects.count() == known > 0


def test_numbers_of_what_the_migrations_put_in_go_on() -> None:
    make_town("one")
    clear()
    made = ContentType.objects.using("owner").create(app_label="nowhere", model="nothing")
    made.delete()
