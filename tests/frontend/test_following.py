"""Following by the pages: chosen without a script, confirmed by mail, seen by a secret link, ended by one click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from feedback_map.models import Contact, Pin
from feedback_map.services import ContactInput, PinInput, place_pin
from feedback_map.services.changing import Change, Words
from feedback_map.services.handling import answer_pin
from geo.models import Municipality
from geo.tenancy import in_town
from participation.digests import ask_for_digests
from participation.models import Follow, Follower
from tests.frontend.conftest import pin_at
from tests.mail import Letterbox, carry_all, html, links, mail_server, plain, stop_link

pytestmark = pytest.mark.django_db
READER = "risto@example.fi"
MORNING = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)  # a Monday, half past seven in Finland


@pytest.fixture
def box(town: Municipality) -> Iterator[Letterbox]:
    with mail_server() as box:
        yield box


def follow(client: Client, language: str = "", **fields: str) -> None:
    prefix = f"/{language}" if language else ""
    response = client.post(f"{prefix}/testila/follow", {"email": READER, "rhythm": "daily", **fields})
    assert response.status_code == 302, response.content.decode()
    carry_all()


def confirm(client: Client, box: Letterbox) -> None:
    link = links(box.newest(READER))[0]
    assert client.get(link).status_code == 200
    with_nothing = len(box.came)
    assert client.post(link).status_code == 302
    carry_all()
    assert len(box.came) == with_nothing


def digest(box: Letterbox, at: datetime = MORNING) -> list[str]:
    """The letters of that morning."""
    before = len(box.came)
    ask_for_digests(now=at)
    carry_all()
    return [plain(letter) for letter in box.came[before:]]


def test_a_part_of_the_town_is_followed_by_a_daily_letter(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="area", area="district/W")
    confirm(client, box)
    inside, outside = pin_at(town, 2, 2, text="Lännessä on pimeää."), pin_at(town, 8, 8, text="Idässä on pimeää.")
    (letter,) = digest(box)
    assert inside.code in letter
    assert "Lännessä on pimeää." in letter
    assert outside.code not in letter


def test_before_the_address_is_confirmed_nothing_is_followed(
    town: Municipality, client: Client, box: Letterbox
) -> None:
    follow(client, topic="area", area="district/W")
    pin_at(town, 2, 2)
    assert digest(box) == []


def test_opening_the_link_alone_confirms_nothing(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="area", area="district/W")
    client.get(links(box.newest(READER))[0])
    with in_town(town):
        assert not Follow.objects.running(town).exists()


def test_nothing_comes_when_nothing_is_new_and_each_thing_comes_once(
    town: Municipality, client: Client, box: Letterbox
) -> None:
    follow(client, topic="category", category="streets")
    confirm(client, box)
    assert digest(box) == []
    pin_at(town, 2, 2)
    assert len(digest(box, datetime(2026, 11, 24, 5, 30, tzinfo=UTC))) == 1
    assert digest(box, datetime(2026, 11, 25, 5, 30, tzinfo=UTC)) == []


def test_a_digest_goes_out_at_seven_and_once_a_day(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="category", category="streets")
    confirm(client, box)
    pin_at(town, 2, 2)
    assert digest(box, datetime(2026, 11, 24, 4, 59, tzinfo=UTC)) == []
    assert len(digest(box, datetime(2026, 11, 24, 5, 0, tzinfo=UTC))) == 1
    pin_at(town, 3, 3)
    assert digest(box, datetime(2026, 11, 24, 18, 0, tzinfo=UTC)) == []


def test_a_weekly_digest_waits_for_monday(town: Municipality, client: Client, box: Letterbox) -> None:
    digest(box, datetime(2026, 11, 16, 6, 0, tzinfo=UTC))
    follow(client, topic="category", category="streets", rhythm="weekly")
    confirm(client, box)
    pin_at(town, 2, 2)
    assert digest(box, datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) == []
    assert len(digest(box, MORNING)) == 1


def test_two_things_that_hold_the_same_message_tell_it_once(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="category", category="streets")
    confirm(client, box)
    follow(client, topic="area", area="district/W")
    confirm(client, box)
    placed = pin_at(town, 2, 2)
    (letter,) = digest(box)
    assert letter.count(placed.code) == 1


def test_what_is_not_published_is_in_no_digest(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="area", area="district/W")
    confirm(client, box)
    pin_at(town, 2, 2, text="SALAISUUS", visibility="private")
    pin_at(town, 2, 2, text="ODOTTAA", category="parks")
    assert digest(box) == []


def test_a_radius_around_a_place_is_followed(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="near", search="Testitori", radius="500")
    confirm(client, box)
    near, far = pin_at(town, 2.3, 2), pin_at(town, 2.7, 2)
    (letter,) = digest(box)
    assert near.code in letter
    assert far.code not in letter


def test_a_street_is_followed_by_its_name_in_any_case(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="street", street="Maaherrankatu")
    confirm(client, box)
    named = pin_at(town, 2, 2, text="Maaherrankadulla on kuoppa.")
    other = pin_at(town, 2, 2, text="Torilla on kuoppa.")
    (letter,) = digest(box)
    assert named.code in letter
    assert other.code not in letter


def test_who_follows_a_message_hears_of_its_answer_at_once_in_their_language(
    town: Municipality, client: Client, box: Letterbox
) -> None:
    placed = pin_at(town, 2, 2)
    follow(client, "sv", topic="pin", reference=placed.id)
    confirm(client, box)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    answer_pin(town=town, pin=pin, words=Words("Lamppu vaihdetaan.", "fi"), change=Change())
    carry_all()
    letter = box.newest(READER)
    assert "Lamppu vaihdetaan." in plain(letter)
    assert '<html lang="sv">' in html(letter)
    assert letter["Subject"] == f"{placed.code} – Testby"
    assert "key=" not in plain(letter).split("-- ")[0]


def test_the_sender_who_also_follows_gets_one_letter(town: Municipality, client: Client, box: Letterbox) -> None:
    placed = place_pin(
        town=town,
        pin=PinInput(kind="feedback", text="Pimeää.", category="streets", contact=ContactInput(email=READER)),
    )
    carry_all()
    client.post(links(box.newest(READER))[0])
    follow(client, topic="pin", reference=placed.id)
    confirm(client, box)
    before = len(box.came)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    answer_pin(town=town, pin=pin, words=Words("Lamppu vaihdetaan.", "fi"), change=Change())
    carry_all()
    assert len(box.came) == before + 1


def test_one_click_of_the_mail_program_ends_it_and_opening_the_page_does_not(
    town: Municipality, client: Client, box: Letterbox
) -> None:
    follow(client, topic="area", area="district/W")
    confirm(client, box)
    pin_at(town, 2, 2)
    digest(box)
    letter = box.newest(READER)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    assert program.get(stop_link(letter)).status_code == 200
    with in_town(town):
        assert Follow.objects.running(town).exists()
    assert program.post(stop_link(letter), {"List-Unsubscribe": "One-Click"}).status_code == 200
    with in_town(town):
        assert not Follow.objects.running(town).exists()


def test_without_an_address_a_secret_link_shows_what_is_new(town: Municipality, client: Client) -> None:
    response = client.post("/testila/follow", {"topic": "area", "area": "district/W", "rhythm": "daily"})
    placed = pin_at(town, 2, 2)
    ask_for_digests(now=MORNING)
    carry_all()
    page = client.get(response["Location"])
    assert placed.code in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_everything_is_erased_by_the_reader(town: Municipality, client: Client, box: Letterbox) -> None:
    follow(client, topic="area", area="district/W")
    link = links(box.newest(READER))[0]
    mine = client.post(link)["Location"].partition("?")[0]
    client.post(mine, {"do": "forget"})
    with in_town(town):
        assert not Follower.objects.exists()
    assert client.get(mine).status_code == 404


def test_the_sender_gives_an_address_after_sending(town: Municipality, client: Client, box: Letterbox) -> None:
    placed = pin_at(town, 2, 2)
    here = f"/testila/pins/{placed.id}"
    assert client.post(f"{here}/contact?key=wrong", {"email": READER}).status_code == 404
    assert client.post(f"{here}/contact?key={placed.follow_key}", {"email": "no"}).status_code == 422
    assert client.post(f"{here}/contact?key={placed.follow_key}", {"email": READER}).status_code == 302
    carry_all()
    client.post(links(box.newest(READER))[0])
    carry_all()
    assert placed.code in plain(box.newest(READER))
    letters = client.get(f"{here}?key={placed.follow_key}").content.decode()
    assert f"{here}/letters?key=" in letters
    Client(enforce_csrf_checks=True).post(stop_link(box.newest(READER)))
    with in_town(town):
        assert Contact.objects.get().stopped_at is not None


def test_the_form_asks_again_when_nothing_was_chosen(town: Municipality, client: Client) -> None:
    assert client.post("/testila/follow", {"email": READER}).status_code == 422
    assert client.post("/testila/follow", {"topic": "area", "area": "district/X"}).status_code == 422
    assert client.post("/testila/follow", {"topic": "near", "search": "Ei ole"}).status_code == 422
    with in_town(town):
        assert not Follower.objects.exists()
