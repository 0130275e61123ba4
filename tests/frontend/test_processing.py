"""Privacy notice, record of processing and accessibility statement say what the service does, because they ask it."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Body
from delivery.services import relay
from feedback_map.models import Category, Contact, Pin
from feedback_map.services import ContactInput, PinInput, Sender, erase_by_rule, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_halves, make_town

pytestmark = pytest.mark.django_db
RECORD, NOTICE, ACCESSIBILITY = (f"/en/testtown/{name}" for name in ("processing-record", "privacy", "accessibility"))


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testtown", controller={"en": "The board of Testtown"}, privacy_contact={"en": "Tina Privacy"})
    make_halves(town)
    make_category(town, names={"en": "Streets"})
    return town


def told(client: Client, path: str) -> str:
    html = client.get(path).content.decode().replace("</th><td>", ": ").replace("</td><td>", " ")
    return " ".join(html.split())


def sent(town: Municipality) -> None:
    contact = ContactInput(name="Aino", email="aino@example.fi")
    pin = PinInput(kind="feedback", category="streets", text="Valo ei pala.", contact=contact)
    place_pin(town=town, pin=pin, sender=Sender(token="aino"))


def test_the_record_names_who_answers_on_what_ground_and_how_long(client: Client, town: Municipality) -> None:
    html = told(client, RECORD)
    for said in ("The board of Testtown", "Tina Privacy", "Article 6(1)(e)", "Nobody outside", "48 hours", "30 days"):
        assert said in html, said


@pytest.mark.parametrize("days", [3, 9])
def test_the_time_to_confirm_is_one_in_text_and_deed(
    client: Client, town: Municipality, settings: Settings, days: int
) -> None:
    settings.CONFIRM_WITHIN_DAYS = days
    for path in (RECORD, NOTICE):
        assert f"An address that was not confirmed: {days} days" in told(client, path)
    sent(town)
    relay()
    with in_town(town):
        until = Contact.objects.get().confirm_until
    assert until and abs(until - timezone.now() - datetime.timedelta(days=days)) < datetime.timedelta(minutes=5)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_months_of_a_category_are_one_in_text_and_deed(client: Client, town: Municipality) -> None:
    sent(town)
    with in_town(town):
        Pin.objects.update(closed_at=timezone.now() - datetime.timedelta(days=31 * 8))
    for months, erased in ((12, 0), (6, 1)):
        Category.objects.update(contact_months=months)
        assert f"senders: {months} months after the matter was closed" in told(client, NOTICE)
        assert erase_by_rule(town)["contacts"] == erased


def test_categories_that_differ_are_told_apart(client: Client, town: Municipality) -> None:
    make_category(town, code="schools", names={"en": "Schools"}, contact_months=6)
    make_category(town, code="parks", names={"en": "Parks"}, anonymise_months=36)
    html = told(client, NOTICE)
    assert "senders: Schools: 6 months" in html and "senders: Parks, Streets: 24 months" in html
    assert "message: Parks: 36 months" in html and "message: Schools" not in html


def test_who_gets_data_is_who_is_set_up_to_get_it(client: Client, town: Municipality, settings: Settings) -> None:
    Body.objects.create(municipality=town, kind="unit", code="roads", names={"en": "State roads"}, is_external=True)
    settings.EMAIL_HOST = "mail.example.fi"
    for path in (RECORD, NOTICE):
        assert "State roads: place and text" in told(client, path)
        assert "The mail server mail.example.fi" in told(client, path)


def test_protection_is_told_as_it_is_set(client: Client, town: Municipality, settings: Settings) -> None:
    settings.STAFF_TOTP, settings.BACKUP_RECIPIENT, settings.BACKUP_DAYS = "required", "age1abc", 21
    html = told(client, RECORD)
    assert "second factor." in html and "Backups are encrypted" in html and "meanwhile: 21 days" in html
    settings.STAFF_TOTP, settings.BACKUP_RECIPIENT = "optional", ""
    html = told(client, RECORD)
    assert "second factor is optional" in html and "Backups are encrypted" not in html


def test_the_accessibility_statement_tells_of_this_town(client: Client, town: Municipality) -> None:
    assert "has not told yet where a person helps" in told(client, ACCESSIBILITY)
    Municipality.objects.update(phone="015 1", languages=["sv", "en"])
    html = told(client, ACCESSIBILITY)
    assert "by phone or at the desk" in html
    assert "languages: Svenska, English." in html and "Plain Finnish" not in html
    assert "within 14 days" in html


def test_the_command_writes_the_same_record(town: Municipality) -> None:
    out = StringIO()
    call_command("processing_record", "testtown", "--language", "sv", stdout=out)
    assert "artikel 6.1 e" in out.getvalue() and "En adress som inte bekräftades: 7 dagar" in out.getvalue()
    with pytest.raises(CommandError, match="There is no town"):
        call_command("processing_record", "nowhere")
