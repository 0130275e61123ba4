"""The desk as a clerk uses it: the queue by its filters, one message, two clerks at once, many, a phone call."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from budgeting.models import Proposal
from budgeting.services.publishing import rebuild_proposals
from feedback_map.desk_list import COUNTED_IN_SEARCH
from feedback_map.models import Contact, Pin, Update
from feedback_map.services import PinInput, PlacedPin, place_pin
from feedback_map.services.states import make_first_states
from geo import crs
from geo.api import cursors
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant, ParticipantHome
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town, spot
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


NOT_UNDERSTOOD = "Not understood in the address, so the list is not narrowed by it:"


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


def square() -> str:
    """Four square kilometres as the address has them."""
    ring = [(WEST + x, SOUTH + y) for x, y in ((1000, 1000), (3000, 1000), (3000, 3000), (1000, 3000))]
    lon, lat = crs.to_wire([x for x, _ in ring], [y for _, y in ring])
    return ";".join(f"{x:.5f},{y:.5f}" for x, y in zip(lon, lat, strict=True))


def test_a_drawn_area_chooses_what_is_inside_it(town: Municipality, clerk: Client) -> None:
    say(town, "Lamppu", 2)
    say(town, "Penkki", 8)
    outline = square()
    assert queue(clerk, **{"in": outline}) == {"Lamppu"}
    page = clerk.get("/en/testtown/desk/", {"in": outline}).content.decode()
    told = json.loads(re.findall(r'id="map-settings" type="application/json">([^<]*)<', page)[0])
    assert len(told["outline"]["coordinates"][0]) == 5


@pytest.mark.parametrize("outline", ["nan,nan;1,2;3,4", "1,2", "a,b;c,d;e,f", "1,1;1,1;1,1", "9e999,1;2,2;3,3"])
def test_a_drawn_area_that_is_none_is_left_out(town: Municipality, clerk: Client, outline: str) -> None:
    say(town, "Lamppu")
    assert queue(clerk, **{"in": outline}) == {"Lamppu"}
    assert NOT_UNDERSTOOD in clerk.get("/en/testtown/desk/", {"in": outline}).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"owner": "nobody-such"},
        {"owner": "mine"},
        {"assignee": "somebody@example.org"},
        {"state": "eaten"},
        {"category": "streets,eaten"},
        {"kind": "eaten"},
        {"moderation": "eaten"},
        {"area": "district/X"},
        {"area": "eaten/-"},
        {"plan": "eaten"},
        {"order": "eaten"},
        {"text": "a" * 101},
    ],
)
def test_a_filter_that_is_not_understood_is_told_and_not_passed_over(
    town: Municipality, clerk: Client, asked: dict[str, str]
) -> None:
    page = clerk.get("/en/testtown/desk/", asked).content.decode()
    ((name, value),) = asked.items()
    assert f"{NOT_UNDERSTOOD} {name}={value[:60]}<" in page


def test_filters_that_are_understood_are_not_complained_of(town: Municipality, clerk: Client) -> None:
    asked = {"owner": "none", "assignee": "me", "state": "all", "category": "streets,parks", "kind": "idea"}
    asked |= {"moderation": "waiting", "area": "district/-", "order": "due", "text": "lamppu", "overdue": "1"}
    assert NOT_UNDERSTOOD not in clerk.get("/en/testtown/desk/", asked).content.decode()


def test_a_board_member_sees_published_messages_only(town: Municipality) -> None:
    say(town, "Salainen", visibility="private")
    placed = say(town, "Julkinen")
    board = staff(town, "board")
    assert queue(board) == {"Julkinen"}
    assert board.get(f"/testtown/desk/pins/{placed.id}").status_code == 403


def test_the_queue_reads_at_most_fifteen_times_after_knowing_who_asks(town: Municipality, clerk: Client) -> None:
    for number in range(12):
        say(town, f"Lamppu {number}", 1 + number / 2)
    queue(clerk)
    with CaptureQueriesContext(connection) as asked:
        assert len(queue(clerk)) == 12
    reads = [one["sql"] for one in asked.captured_queries if " FROM " in one["sql"]]
    assert len(reads) <= 15 + 3  # the session, the user and the memberships


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


def test_both_versions_show_what_was_chosen_too(town: Municipality, clerk: Client) -> None:
    placed = say(town, "Lamppu")
    act(clerk, placed, act="assign", person=str(User.objects.get(email="clerk@example.org").pk), version="1")
    late = act(clerk, placed, act="answer", text="Tehty", state="done", version="1").content.decode()
    assert re.search(r"<dt>State</dt><dd>[^<]+</dd>", late)
    assert "clerk@example.org</p>" in late
    late = act(clerk, placed, act="assign", person="", version="1").content.decode()
    assert "<dt>Person</dt><dd>Nobody</dd>" in late


def test_what_cannot_be_done_is_told_and_the_words_are_kept(town: Municipality, clerk: Client) -> None:
    placed = say(town, "Lamppu")
    refused = act(clerk, placed, act="answer", text="Sanat", state="olematon", version="1")
    assert refused.status_code == 400
    assert "Sanat</textarea>" in refused.content.decode()
    assert act(clerk, placed, act="answer", text="", version="1").status_code == 400
    assert act(clerk, placed, act="dance", version="1").status_code == 400
    assert act(clerk, placed, act="merge", code="Kuusi 0000").status_code == 400
    assert act(clerk, placed, act="assign", person="9" * 5_000, version="1").status_code == 400
    assert act(clerk, placed, act="reroute", owner="a\x00", version="1").status_code == 400
    assert act(clerk, placed, act="answer", text="Sanat", state="a\x00", version="1").status_code == 400
    assert act(clerk, placed, act="answer", text="Sanat", version="9" * 5_000).status_code == 412


def test_a_state_alone_must_be_chosen(town: Municipality, clerk: Client) -> None:
    """ "As it is" once opened a closed message again, without a word."""
    placed = say(town, "Kuoppa")
    act(clerk, placed, act="state", state="done", version="1")
    assert act(clerk, placed, act="state", state="", version="2").status_code == 400
    found = pin(town, placed)
    assert found.state is not None and found.state.type == "done"


def test_a_message_is_not_joined_by_who_saw_an_older_version_of_it(town: Municipality, clerk: Client) -> None:
    kept, other = say(town, "Kuoppa"), say(town, "Sama kuoppa")
    act(clerk, other, act="answer", text="Paikattu", version="1")
    late = act(clerk, other, act="merge", code=kept.code, version="1")
    assert late.status_code == 412 and "Paikattu" in late.content.decode()
    assert pin(town, other).merged_into_id is None


def test_what_budgets_propose_at_the_place_stands_beside_the_message(town: Municipality, clerk: Client) -> None:
    said = make_round(town)
    here = spot(2, 2)
    make_proposal(said, "Valot polulle", geom=here)
    make_proposal(said, "Penkki toisaalla", geom=spot(8, 2))
    make_proposal(said, "Yhdistetty", geom=here, state=Proposal.State.MERGED)
    rebuild_proposals(town)
    page = clerk.get(f"/en/testtown/desk/pins/{say(town, 'Lamppu').id}").content.decode()
    assert "Valot polulle" in page and "Penkki toisaalla" not in page and "Yhdistetty" not in page


def test_beside_a_message_stands_its_page_of_the_queue_and_what_is_next(town: Municipality, clerk: Client) -> None:
    first, second = say(town, "Ensin"), say(town, "Sitten")
    page = clerk.get(f"/en/testtown/desk/pins/{second.id}?kind=feedback").content.decode()
    assert f'pins/{first.id}?kind=feedback" rel="next"' in page
    assert 'rel="next"' not in clerk.get(f"/en/testtown/desk/pins/{first.id}").content.decode()
    row = pin(town, second)
    sealed = cursors.sealed("desk", [row.received_at.isoformat(), row.pk])
    page = clerk.get("/en/testtown/desk/", {"after": sealed}).content.decode()
    assert f"pins/{first.id}?after=" in page and second.code not in page


def test_messages_are_joined_by_the_code_and_parted_again(town: Municipality, clerk: Client) -> None:
    kept, other = say(town, "Kuoppa"), say(town, "Sama kuoppa")
    assert act(clerk, other, act="merge", code=kept.code.lower(), version="1").status_code == 302
    assert pin(town, other).merged_into_id == pin(town, kept).pk
    assert act(clerk, other, act="part", version=str(pin(town, other).version)).status_code == 302
    assert pin(town, other).merged_into_id is None


def test_one_answer_goes_to_many_after_a_look_and_is_taken_back(town: Municipality, clerk: Client) -> None:
    told = [say(town, f"Sama kuoppa {number}") for number in range(3)]
    form = {"act": "answer", "text": "Paikataan", "pin": [one.id for one in told]}
    preview = clerk.post("/en/testtown/desk/bulk", form).content.decode()
    assert all(one.code in preview for one in told)
    assert all(pin(town, one).answered_at is None for one in told)
    assert clerk.post("/en/testtown/desk/bulk", {**form, "step": "run"}).status_code == 200  # nobody looked
    assert all(pin(town, one).answered_at is None for one in told)
    done = clerk.post("/en/testtown/desk/bulk", {**form, **seen(preview), "back": "kind=feedback"})
    assert all(pin(town, one).answered_at is not None for one in told)
    assert done["Location"].endswith("&kind=feedback")
    batch = re.findall(r"batch=([\w-]+)", done["Location"])[0]
    assert f"/desk/bulk/{batch}/undo" in clerk.get(done["Location"]).content.decode()
    assert f"/desk/bulk/{batch}/undo" in clerk.get(f"/en/testtown/desk/pins/{told[0].id}").content.decode()
    assert clerk.post(f"/en/testtown/desk/bulk/{batch}/undo").status_code == 302
    with in_town(town):
        assert Update.objects.filter(kind="undone").count() == 3


def seen(preview: str) -> dict[str, Any]:
    """What the preview's button sends beside the act."""
    return {"step": "run", "seen": re.findall(r'name="seen" value="([^"]+)"', preview)}


def test_what_somebody_changes_after_the_look_is_left_alone_and_told(town: Municipality, clerk: Client) -> None:
    told = [say(town, f"Sama kuoppa {number}") for number in range(2)]
    form = {"act": "state", "state": "done", "pin": [one.id for one in told]}
    preview = clerk.post("/en/testtown/desk/bulk", form).content.decode()
    assert "Received → <b>" in preview
    act(clerk, told[0], act="answer", text="Ei meidän", version="1")
    done = clerk.post("/en/testtown/desk/bulk", {**form, **seen(preview)}, follow=True).content.decode()
    assert f"{told[0].code}: Somebody changed this message since." in done
    assert pin(town, told[0]).state is None and pin(town, told[1]).closed_at is not None


def test_a_note_for_many_stays_in_the_house(town: Municipality, clerk: Client) -> None:
    told = [say(town, f"Sama kuoppa {number}") for number in range(2)]
    form = {"act": "note", "text": "Soita urakoitsijalle", "pin": [one.id for one in told]}
    preview = clerk.post("/en/testtown/desk/bulk", form).content.decode()
    clerk.post("/en/testtown/desk/bulk", {**form, **seen(preview)})
    with in_town(town):
        notes = list(Update.objects.filter(kind="note").values_list("internal_note", "public_text"))
    assert notes == [("Soita urakoitsijalle", "")] * 2


def test_many_are_given_to_a_person_and_wrong_choices_are_told(town: Municipality, clerk: Client) -> None:
    placed = say(town, "Kuoppa")
    person = User.objects.get(email="clerk@example.org")
    assert f'<option value="{person.pk}">' in clerk.get("/en/testtown/desk/").content.decode()
    form = {"act": "assign", "person": person.pk, "pin": [placed.id]}
    preview = clerk.post("/en/testtown/desk/bulk", form).content.decode()
    clerk.post("/en/testtown/desk/bulk", {**form, **seen(preview)})
    assert pin(town, placed).assignee_id == person.pk
    for wrong in ({"person": "9" * 5_000}, {"act": "state", "state": ""}, {"act": "state", "state": "\x00"}):
        assert clerk.post("/en/testtown/desk/bulk", {**form, **wrong}).status_code == 400
    assert clerk.post("/en/testtown/desk/bulk", {**form, "pin": ["a\x00", placed.id]}).status_code == 200


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


def test_how_many_are_found_is_never_said_to_be_more_than_were_counted(town: Municipality, clerk: Client) -> None:
    here, now = spot(2, 2), timezone.now()
    with in_town(town):
        Pin.objects.bulk_create(
            Pin(municipality=town, kind="feedback", text="Kuoppa", code=f"Kuusi {n}", geom=here, received_at=now)
            for n in range(COUNTED_IN_SEARCH + 2)
        )
    page = clerk.get("/fi/testtown/desk/", {"in": square(), "state": "all"}).content.decode()
    assert f"Yli {COUNTED_IN_SEARCH} viestiä" in page
