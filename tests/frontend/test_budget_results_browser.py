"""What my ballot bought, in a browser that tells nobody."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Request, expect
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.budgeting.factories import make_round
from tests.budgeting.polls import same_ideas, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def test_what_a_ballot_bought_is_worked_out_without_telling_anybody(
    live_server: LiveServer, live_town: Municipality, chromium: Browser
) -> None:
    ideas = same_ideas(make_round(live_town, "kierros", money=50_000))
    of = told(ideas.of, *ideas.wishes)
    browser = chromium.new_page()
    kept = {"kind": "approval", "marks": {ideas.proposals["Ulkokuntosali"].public_id: 1}, "cast": True}
    browser.add_init_script(f"localStorage.setItem('ballot:{of.public_id}', {json.dumps(json.dumps(kept))})")
    browser.goto(f"{live_server.url}/en/{live_town.slug}/budget/kierros/results/", wait_until="networkidle")
    answer = browser.locator("[data-part=answer]")
    expect(answer).to_contain_text("Ulkokuntosali: you paid €761.90.")
    sent: list[Request] = []

    def keep(request: Request) -> None:
        sent.append(request)

    browser.on("request", keep)
    browser.get_by_role("checkbox", name="Laavu rantaan").check()
    expect(answer).to_contain_text("Laavu rantaan: you paid €0.10.")
    expect(answer).to_contain_text("€0.00 of your share was not used.")
    browser.get_by_role("checkbox", name="Ulkokuntosali").focus()
    browser.keyboard.press("Space")
    expect(answer).to_contain_text("Laavu rantaan: you paid €560")
    browser.close()
    assert sent == []
