"""What did not get through to another system, as an administrator sees it and has it sent again."""

from __future__ import annotations

import pytest

from feedback_map.models import Open311Peer, Open311Sending, Pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_halves, make_town
from tests.frontend.conftest import pin_at
from tests.frontend.test_desk import staff


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testtown")
    make_category(town)
    make_halves(town)
    return town


def sending_of(town: Municipality, state: str, **said: str) -> tuple[Pin, Open311Sending]:
    placed = pin_at(town, 2, 2, text="Kuoppa")
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        peer, _new = Open311Peer.objects.get_or_create(
            municipality=town, code="ely", name="ELY", endpoint="https://a.example/"
        )
        return pin, Open311Sending.objects.create(municipality=town, peer=peer, pin=pin, state=state, **said)


def test_only_what_was_refused_can_be_sent_again_and_leads_to_its_message(town: Municipality) -> None:
    moving, on_its_way = sending_of(town, "waiting")
    pin, refused = sending_of(town, "refused", why="no such service")
    admin = staff(town, "admin")
    page = admin.get("/en/testtown/desk/open311").content.decode()
    assert f"/en/testtown/desk/pins/{pin.public_id}" in page and moving.code in page and "no such service" in page
    assert f"sendings/{refused.pk}/again" in page and f"sendings/{on_its_way.pk}/again" not in page


def test_a_page_that_was_left_open_sends_nothing_twice(town: Municipality) -> None:
    _pin, sending = sending_of(town, "sent")
    told = staff(town, "admin").post(f"/en/testtown/desk/open311/sendings/{sending.pk}/again", follow=True)
    assert "Nothing was sent twice" in told.content.decode()
    with in_town(town):
        sending.refresh_from_db()
    assert sending.state == "sent"
