"""A ballot in a real browser: by touch on a phone and by keys alone on a desk, kept in the browser until it is cast."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from budgeting.models import Ballot, Proposal
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import printed
from tests.frontend.test_accessible import SMALL, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def choices(town: Municipality) -> list[list[int]]:
    with in_town(town):
        return [each.choices for each in Ballot.objects.order_by("pk")]


def has_no_barrier(page: Page, axe: str) -> None:
    assert [violations(page, axe), page.evaluate(SMALL)] == [[], []]


def test_a_ballot_is_cast_by_touch_and_by_keys(
    live_server: LiveServer, live_town: Municipality, phone: Page, desktop: Page, axe: str
) -> None:
    of = make_round(live_town, "kierros", money=50_000, ballot="knapsack")
    bench, swing, _pier = (
        make_proposal(of, title, cost) for title, cost in (("Penkki", 10_000), ("Keinu", 25_000), ("Laituri", 40_000))
    )
    by_touch, by_keys = printed(of, 2)
    address = f"{live_server.url}/en/testila/budget/kierros/vote"
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(_said(request)))

    phone.goto(f"{address}#c={by_touch}")
    expect(phone.locator("#code")).to_have_value(by_touch)
    assert by_touch not in phone.url
    has_no_barrier(phone, axe)
    phone.get_by_role("button", name="Open my ballot").tap()
    phone.locator(".is-live[data-island=ballot-form]").wait_for()
    has_no_barrier(phone, axe)
    sent.clear()
    for title in ("Penkki", "Laituri", "Keinu"):
        phone.locator(".ballot-item label", has_text=title).tap()
    status = phone.locator("[data-part=status]")
    expect(status).to_have_text("3 proposals chosen · €25,000 too much")
    phone.locator(".ballot-item label", has_text="Laituri").tap()
    expect(status).to_have_text("2 proposals chosen · €15,000 left")
    assert not [each for each in sent if bench.public_id in each]
    phone.goto(f"{address}/ballot")
    expect(status).to_have_text("2 proposals chosen · €15,000 left")
    phone.get_by_role("button", name="Check my ballot").tap()
    phone.get_by_role("heading", name="Is this your ballot?").wait_for()
    has_no_barrier(phone, axe)
    phone.get_by_role("button", name="Cast my ballot").tap()
    phone.get_by_role("heading", name="Your ballot is cast").wait_for()
    has_no_barrier(phone, axe)
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert choices(live_town) == [[bench.pk, swing.pk]]

    desktop.goto(address)
    desktop.locator("#code").focus()
    desktop.keyboard.type(by_keys)
    desktop.keyboard.press("Enter")
    desktop.locator(".is-live[data-island=ballot-form]").wait_for()
    desktop.locator(".ballot__map .stage canvas").first.wait_for()
    press_until(desktop, f"input[value='{swing.public_id}']", "Space")
    expect(desktop.locator("[data-part=left]")).to_have_text("€25,000")
    press_until(desktop, "button[value=check]", "Enter")
    press_until(desktop, "button[value=cast]", "Enter")
    desktop.get_by_role("heading", name="Your ballot is cast").wait_for()
    assert choices(live_town) == [[bench.pk, swing.pk], [swing.pk]]
    with in_town(live_town):
        assert Proposal.objects.count() == 3


def press_until(page: Page, wanted: str, then: str) -> None:
    """Tab from where one is, as somebody without a mouse does."""
    page.locator(wanted).wait_for()
    for _press in range(80):
        if page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", wanted):
            page.keyboard.press(then)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No way to {wanted} by keys")


def _said(request: Request) -> str:
    return f"{request.url} {request.post_data or ''}"
