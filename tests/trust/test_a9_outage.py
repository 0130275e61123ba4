"""A9: sent while the service was down, a statement waits in the browser, arrives once, and says when it was sent."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from geo.tenancy import in_town
from tests.zoning.factories import make_hearing, make_plan
from zoning.models import Statement
from zoning.services.outages import log_outage, sent_in_outage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def test_a_statement_sent_while_the_service_was_down_arrives_once_with_its_claim(
    live_server: LiveServer, live_town: Municipality, chromium: Browser
) -> None:
    plan = make_plan(live_town, "rantatie", state="04")
    make_hearing(plan)
    phone = chromium.new_context(service_workers="block").new_page()
    phone.set_default_timeout(60_000)
    phone.goto(f"{live_server.url}/testila/plans/rantatie/statement")
    phone.fill("#text", "Ranta jää kaikille.")
    phone.fill("#name", "Aino Esimerkki")
    phone.fill("#email", "aino@x.example")
    phone.click("button[value=next]")
    phone.locator("[data-island=statement-form].is-live").wait_for()
    began = timezone.now() - datetime.timedelta(seconds=5)
    phone.route("**/outbox/send", lambda route: route.abort())
    phone.click("button[value=send]")
    phone.locator("[data-part=status].notice").wait_for()
    with in_town(live_town):
        assert not Statement.objects.exists()
    ended = timezone.now()
    phone.unroute("**/outbox/send")
    phone.goto(f"{live_server.url}/testila/outbox")
    phone.locator(".outbox__one[data-state=sent]").wait_for()
    phone.reload()
    with in_town(live_town):
        said = Statement.objects.get()
    assert said.claimed_sent_at is not None
    assert began <= said.claimed_sent_at <= ended <= said.received_at
    outage = log_outage(town=live_town, began_at=began, ended_at=ended)
    assert sent_in_outage(live_town, [said]) == {said.pk: outage}
    phone.context.close()
