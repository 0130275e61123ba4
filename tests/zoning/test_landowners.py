"""Owners of land who live elsewhere: a list, letters, a log that outlives their addresses."""

from __future__ import annotations

import datetime

import pytest

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town
from tests.mail import carry_all, mail_server, plain
from tests.zoning.factories import make_hearing, make_plan
from zoning.clock import town_today
from zoning.models import Landowner, LandownerLetter, Plan
from zoning.services.landowners import (
    KEPT_DAYS,
    UnreadableList,
    erase_due_landowners,
    erase_landowners,
    import_landowners,
    log_posted,
    send_by_email,
    unwritten,
)

pytestmark = pytest.mark.django_db
LIST = """Kiinteistötunnus;Nimi;Osoite;Postinumero;Postitoimipaikka;Maa;Sähköposti;Kieli
491-1-2-3;Aino Aalto;Rantatie 1;00100;Helsinki;;aino@example.org;ruotsi
491-1-2-4;Bo Ek;Storgatan 2;111 22;Stockholm;Ruotsi;;
491-1-2-5;;Tie 3;00100;Helsinki;;;
491-1-2-6;Kuolinpesä;;;;;ei osoite;
"""


@pytest.fixture
def town() -> Municipality:
    return make_town()


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, state="04")


def test_a_list_comes_in_once_and_says_which_lines_it_did_not_take(town: Municipality, plan: Plan) -> None:
    done = import_landowners(town=town, plan=plan, content=LIST.encode())
    assert (done.added, done.known, [line for line, _why in done.refused]) == (2, 0, [4, 5])
    again = import_landowners(town=town, plan=plan, content=LIST.replace("Rantatie 1", "Rantatie 9").encode())
    assert (again.added, again.known) == (0, 2)
    with in_town(town):
        aino = Landowner.objects.get(name="Aino Aalto")
    assert (aino.street, aino.language, aino.email) == ("Rantatie 9", "sv", "aino@example.org")


def test_a_list_in_the_old_encoding_of_offices_is_read(town: Municipality, plan: Plan) -> None:
    import_landowners(town=town, plan=plan, content="nimi,osoite\nÄijö,Tie 1\n".encode("cp1252"))
    with in_town(town):
        assert Landowner.objects.get().name == "Äijö"


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"nimi;osoite\n" + b"x" * 2_000_001])
def test_what_is_no_list_is_refused_whole(town: Municipality, plan: Plan, content: bytes) -> None:
    with pytest.raises(UnreadableList):
        import_landowners(town=town, plan=plan, content=content)


def test_each_sending_is_logged_once_whether_by_mail_or_post(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan)
    import_landowners(town=town, plan=plan, content=LIST.encode())
    with mail_server() as box:
        assert send_by_email(town=town, hearing=hearing, user=None) == 1
        assert log_posted(town=town, hearing=hearing, user=None) == 1
        assert log_posted(town=town, hearing=hearing, user=None) == 0
        carry_all()
    assert hearing.plan.slug in plain(box.newest("aino@example.org"))
    with in_town(town):
        assert not unwritten(hearing).exists()
        log = LandownerLetter.objects.order_by("property_code").values_list("property_code", "method")
        assert list(log) == [("491-1-2-3", "email"), ("491-1-2-4", "post")]


def test_the_log_outlives_the_addresses(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan)
    import_landowners(town=town, plan=plan, content=LIST.encode())
    log_posted(town=town, hearing=hearing, user=None)
    assert erase_landowners(town=town, plan=plan) == 2
    with in_town(town):
        assert not Landowner.objects.exists()
        letters: set[tuple[int | None, str]] = set(LandownerLetter.objects.values_list("landowner_id", "property_code"))
        assert letters == {
            (None, "491-1-2-3"),
            (None, "491-1-2-4"),
        }


@pytest.mark.parametrize(("days", "left"), [(KEPT_DAYS, 0), (KEPT_DAYS - 1, 2)])
def test_addresses_go_by_themselves_a_year_after_the_plan_came_into_force(
    town: Municipality, days: int, left: int
) -> None:
    plan = make_plan(town, state="13", in_force_on=town_today() - datetime.timedelta(days=days))
    import_landowners(town=town, plan=plan, content=LIST.encode())
    erase_due_landowners(town=town)
    with in_town(town):
        assert Landowner.objects.count() == left
