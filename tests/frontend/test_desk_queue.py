"""The desk as a clerk uses it: the queue by its filters, one message, two clerks at once, many, a phone call."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback_map.models import Contact, Pin, Update
from feedback_map.services import PinInput, PlacedPin, place_pin
from feedback_map.services.states import make_first_states
from geo import crs
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant, ParticipantHome
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town
from tests.frontend.test_desk import staff


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testtown")
    make_category(town)
    make_category(town, "parks", names={"fi": "Puistot"})
    make_halves(town)
    make_first_states(town)
    return town


@pytest.fixture
def clerk(town: Municipality) -> Client:
    return staff(town, "clerk")


def say(town: Municipality, text: str, east: float = 2, **said: Any) -> PlacedPin:
    place = shapely.Point(WEST + east * 1000, SOUTH + 2000)
    values = {"kind": "feedback", "category": "streets", "geometry": place, **said}
    return place_pin(town=town, pin=PinInput(text=text, **values))


def queue(client: Client, **asked: str) -> set[str]:
    """The texts of the rows."""
    response = client.get("/en/testtown/desk/", asked)
    assert response.status_code == 200
    return set(re.findall(r'desk-row__text"[^>]*>([^<]*)<', response.content.decode()))


def pin(town: Municipality, placed: PlacedPin) -> Pin:
    with in_town(town):
        return Pin.objects.select_related("state").get(public_id=placed.id)


def act(client: Client, placed: PlacedPin, **said: Any) -> Any:
    return client.post(f"/en/testtown/desk/pins/{placed.id}/act", said)


def test_filters_are_links_that_choose_the_rows(town: Municipality, clerk: Client) -> None:
    say(town, "Lamppu")
    say(town, "Penkki", 8, category="parks", kind="thanks")
    done = say(town, "Kuoppa", geometry=None, visibility="private")
    assert act(clerk, done, act="state", state="done", version="1").status_code == 302
    assert queue(clerk) == {"Lamppu", "Penkki"}
    assert queue(clerk, state="all") == {"Lamppu", "Penkki", "Kuoppa"}
    assert queue(clerk, state="done") == {"Kuoppa"}
    assert queue(clerk, category="parks") == {"Penkki"}
    assert queue(clerk, kind="thanks") == {"Penkki"}
    assert queue(clerk, area="district/W") == {"Lamppu"}
    assert queue(clerk, owner="none") == {"Lamppu", "Penkki"}
    assert queue(clerk, text=pin(town, done).code, state="all") == {"Kuoppa"}
    assert queue(clerk, assignee="me") == set()


def test_a_drawn_area_chooses_what_is_inside_it(town: Municipality, clerk: Client) -> None:
    say(town, "Lamppu", 2)
    say(town, "Penkki", 8)
    ring = [(WEST + x, SOUTH + y) for x, y in ((1000, 1000), (3000, 1000), (3000, 3000), (1000, 3000))]
    lon, lat = crs.to_wire([x for x, _ in ring], [y for _, y in ring])
    outline = ";".join(f"{x:.5f},{y:.5f}" for x, y in zip(lon, lat, strict=True))
    assert queue(clerk, **{"in": outline}) == {"Lamppu"}


@pytest.mark.parametrize("outline", ["nan,nan;1,2;3,4", "1,2", "a,b;c,d;e,f", "1,1;1,1;1,1", "9e999,1;2,2;3,3"])
def test_a_drawn_area_that_is_none_is_left_out(town: Municipality, clerk: Client, outline: str) -> None:
    say(town, "Lamppu")
    assert queue(clerk, **{"in": outline}) == {"Lamppu"}


def test_a_board_member_sees_published_messages_only(town: Municipality) -> None:
    say(town, "Salainen", visibility="private")
    placed = say(town, "Julkinen")
    board = staff(town, "board")
    assert queue(board) == {"Julkinen"}
    assert board.get(f"/testtown/desk/pins/{placed.id}").status_code == 403


def test_the_queue_reads_at_most_twelve_times_after_knowing_who_asks(town: Municipality, clerk: Client) -> None:
    for number in range(12):
        say(town, f"Lamppu {number}", 1 + number / 2)
    queue(clerk)
    with CaptureQueriesContext(connection) as asked:
        assert len(queue(clerk)) == 12
    reads = [one["sql"] for one in asked.captured_queries if " FROM " in one["sql"]]
    assert len(reads) <= 12 + 3  # the session, the user and the memberships


def test_an_answer_reaches_the_message_and_its_public_page(town: Municipality, clerk: Client) -> None:
    placed = say(town, "Lamppu")
    page = clerk.get(f"/en/testtown/desk/pins/{placed.id}").content.decode()
    assert "Lamppu" in page and 'name="version" value="1"' in page
    assert act(clerk, placed, act="answer", text="Vaihdettu uuteen", state="done", version="1").status_code == 302
    found = pin(town, placed)
    assert found.state is not None and found.state.type == "done" and found.answered_at is not None
    assert "Vaihdettu uuteen" in Client().get(f"/testtown/pins/{placed.id}").content.decode()


def test_of_two_clerks_the_later_gets_both_versions_and_loses_no_word(town: Municipality, clerk: Client) -> None:
    placed = say(town, "Lamppu")
    act(clerk, placed, act="answer", text="Ensimmäinen vastaus", version="1")
    late = act(staff(town, "planner"), placed, act="answer", text="Toinen vastaus", version="1")
    html = late.content.decode()
    assert late.status_code == 412
    assert "Ensimmäinen vastaus" in html and "Toinen vastaus</textarea>" in html
    with in_town(town):
        assert Update.objects.filter(kind="answer").count() == 1
    version = re.findall(r'name="version" value="(\d+)"', html)[0]
    act(staff(town, "admin"), placed, act="answer", text="Toinen vastaus", version=version)
    with in_town(town):
        assert Update.objects.filter(kind="answer").count() == 2


def test_what_cannot_be_done_is_told_and_the_words_are_kept(town: Municipality, clerk: Client) -> None:
    placed = say(town, "Lamppu")
    refused = act(clerk, placed, act="answer", text="Sanat", state="olematon", version="1")
    assert refused.status_code == 400
    assert "Sanat</textarea>" in refused.content.decode()
    assert act(clerk, placed, act="answer", text="", version="1").status_code == 400
    assert act(clerk, placed, act="dance", version="1").status_code == 400
    assert act(clerk, placed, act="merge", code="Kuusi 0000").status_code == 400


def test_messages_are_joined_by_the_code_and_parted_again(town: Municipality, clerk: Client) -> None:
    kept, other = say(town, "Kuoppa"), say(town, "Sama kuoppa")
    assert act(clerk, other, act="merge", code=kept.code.lower()).status_code == 302
    assert pin(town, other).merged_into_id == pin(town, kept).pk
    assert act(clerk, other, act="part", version=str(pin(town, other).version)).status_code == 302
    assert pin(town, other).merged_into_id is None


def test_one_answer_goes_to_many_after_a_look_and_is_taken_back(town: Municipality, clerk: Client) -> None:
    told = [say(town, f"Sama kuoppa {number}") for number in range(3)]
    form = {"act": "answer", "text": "Paikataan", "pin": [one.id for one in told]}
    preview = clerk.post("/en/testtown/desk/bulk", form).content.decode()
    assert all(one.code in preview for one in told)
    assert all(pin(town, one).answered_at is None for one in told)
    done = clerk.post("/en/testtown/desk/bulk", {**form, "step": "run"})
    assert all(pin(town, one).answered_at is not None for one in told)
    batch = re.findall(r"batch=([\w-]+)", done["Location"])[0]
    assert f"/desk/bulk/{batch}/undo" in clerk.get(done["Location"]).content.decode()
    assert clerk.post(f"/en/testtown/desk/bulk/{batch}/undo").status_code == 302
    with in_town(town):
        assert Update.objects.filter(kind="undone").count() == 3


def test_a_phone_call_is_entered_with_who_called_and_keeps_what_the_next_shares(
    town: Municipality, clerk: Client
) -> None:
    form = {"text": "Tie on liukas", "category": "streets", "channel": "phone", "kind": "feedback", "area": "W"}
    form |= {"visibility": "private", "name": "Maija", "phone": "040 123", "home": "E", "resident_type": "permanent"}
    answers = [clerk.post("/en/testtown/desk/enter", {**form, "key": "one"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    with in_town(town):
        placed, contact, home = Pin.objects.get(), Contact.objects.get(), ParticipantHome.objects.get()
        assert Participant.objects.get().identity == "shared"
    assert (placed.channel, placed.visibility, contact.name, contact.phone) == ("phone", "private", "Maija", "040 123")
    assert home.area is not None and home.area.code == "E"
    following = clerk.get(answers[0]["Location"]).content.decode()
    assert placed.code in following and "Maija" not in following
    assert 'value="streets" selected' in following


def test_a_wrong_entry_is_told_and_nothing_is_kept(town: Municipality, clerk: Client) -> None:
    assert clerk.post("/en/testtown/desk/enter", {"channel": "phone", "kind": "feedback"}).status_code == 400
    wrong = {"text": "x", "channel": "web", "kind": "feedback", "visibility": "private"}
    assert clerk.post("/en/testtown/desk/enter", wrong).status_code == 400
    with in_town(town):
        assert not Pin.objects.exists()
