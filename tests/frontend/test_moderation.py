"""The moderators' pages, the form to report, and what people may ask about their own data, without a browser."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

from django.test import Client

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from feedback_map.campaigns import find_waves
from feedback_map.models import AbuseReport, ErasureRequest, Pin, PublishedPin, Update, Wave
from feedback_map.services import ContactInput, PinInput, PlacedPin, Sender, Whose, ask_for_erasure, place_pin
from frontend.views.moderation import ready_reasons
from geo.models import Municipality
from geo.tenancy import in_town

DESK = "/en/testila/desk/moderation"


def staff(town: Municipality, role: Role = Role.MODERATOR) -> Client:
    client = Client()
    client.force_login(create_staff(email=f"{role}@testila.fi", post=Post(town, role)).user)
    return client


def send(town: Municipality, text: str, category: str = "parks", who: str | None = None, **said: Any) -> PlacedPin:
    words = PinInput(kind="feedback", category=category, text=text, **said)
    return place_pin(town=town, pin=words, sender=Sender(token=who))


def pin_of(town: Municipality, placed: PlacedPin) -> Pin:
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def test_what_waits_is_shown_with_one_press(town: Municipality) -> None:
    placed, client = send(town, "Penkki rikki"), staff(town)
    assert "Penkki rikki" in client.get(DESK).content.decode()
    client.post(DESK, {"pin": placed.id, "decision": "shown", "version": "1"})
    assert PublishedPin.objects.get().public_id == placed.id
    assert "Nothing waits" in client.get(DESK).content.decode()


def test_hiding_needs_a_reason_which_its_sender_reads(town: Municipality) -> None:
    placed, client = send(town, "Naapuri on tyhmä", "streets"), staff(town)
    answer = client.post(DESK, {"pin": placed.id, "decision": "hidden"}, follow=True).content.decode()
    assert "Write the reason" in answer and PublishedPin.objects.exists()
    client.post(DESK, {"pin": placed.id, "decision": "hidden", "reason": "It insults somebody."})
    assert not PublishedPin.objects.exists()
    own = Client().get(f"/en/testila/pins/{placed.id}?key={placed.follow_key}").content.decode()
    assert "It insults somebody." in own
    assert Client().get(f"/en/testila/pins/{placed.id}").status_code == 404


def test_many_are_shown_together_and_other_peoples_pins_are_left_alone(town: Municipality) -> None:
    pins, client = [send(town, f"Viesti {n}") for n in range(3)], staff(town)
    client.post(DESK, {"pin": [pin.id for pin in pins[:2]] + ["0" * 22], "decision": "shown"})
    assert PublishedPin.objects.count() == 2


def test_a_decision_about_words_that_changed_is_refused_with_words(town: Municipality) -> None:
    placed, client = send(town, "Virtanen"), staff(town)
    client.post(f"/en/testila/desk/pins/{placed.id}/words", {"text": "Naapuri", "version": "1"})
    said = client.post(DESK, {"pin": placed.id, "decision": "shown", "version": "1"}, follow=True).content.decode()
    assert "has changed since you read it" in said and not PublishedPin.objects.exists()


def test_edited_words_are_marked_for_the_public_and_come_back(town: Municipality) -> None:
    placed, client = send(town, "Virtasen koira haukkuu", "streets"), staff(town)
    client.post(f"/en/testila/desk/pins/{placed.id}/words", {"text": "Koira haukkuu", "reason": "Nimi", "version": "1"})
    public = Client().get(f"/en/testila/pins/{placed.id}").content.decode()
    assert "Koira haukkuu" in public and "edited by the town" in public and "Virtasen" not in public
    assert "Virtasen" in client.get(f"{DESK}?show=edited").content.decode()
    client.post(f"/en/testila/desk/pins/{placed.id}/words/undo")
    public = Client().get(f"/en/testila/pins/{placed.id}").content.decode()
    assert "Virtasen koira" in public and "edited by the town" not in public


def test_anybody_reports_what_is_public_and_nothing_else(town: Municipality) -> None:
    shown, waiting = send(town, "Näkyy", "streets"), send(town, "Odottaa")
    page = f"/en/testila/pins/{shown.id}/report"
    assert Client().post(page, {}).status_code == 400
    assert Client().post(page, {"reason": "hostile", "text": "Ilkeä"})["Location"].endswith("?sent=1")
    assert Client().post(f"/en/testila/pins/{waiting.id}/report", {"reason": "hostile"}).status_code == 404
    assert "Ilkeä" in staff(town).get(f"{DESK}?show=reported").content.decode()
    with in_town(town):
        assert AbuseReport.objects.count() == 1


def test_a_flood_of_reports_ends(town: Municipality) -> None:
    page = f"/en/testila/pins/{send(town, 'Näkyy', 'streets').id}/report"
    answers = [Client().post(page, {"reason": "other"}).status_code for _ in range(25)]
    assert answers[19:21] == [302, 429]


def test_a_wave_is_one_line_and_is_seen_once(town: Municipality) -> None:
    for number in range(8):
        send(town, "Vastustamme puiston puiden kaatamista kaupungissa", "streets", f"asukas {number}")
    find_waves(town)
    client = staff(town)
    listed = client.get(f"{DESK}/waves").content.decode()
    assert listed.count("vastustamme puiston") == 1
    with in_town(town):
        wave = Wave.objects.get()
    assert client.get(f"{DESK}/waves/{wave.public_id}").content.decode().count("Vastustamme") == 8
    client.post(f"{DESK}/waves/{wave.public_id}", {"decision": ""})
    assert "No wave that you have not seen" in client.get(f"{DESK}/waves").content.decode()


def test_reasons_are_offered_in_the_moderators_language() -> None:
    assert len(set(ready_reasons())) == 5


# One's own data

MINE = "/en/testila/privacy/mine"
CONTACT = ContactInput(name="Aino Virtanen", email="aino@example.fi")


def files_of(answer: Any) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: archive.read(name) for name in archive.namelist()}


def test_a_message_s_key_opens_that_message_alone(town: Municipality) -> None:
    one, two = (send(town, text, "streets", "aino", contact=CONTACT) for text in ("Yksi", "Kaksi"))
    query = {"pin": one.id, "key": one.follow_key}
    page = Client().get(MINE, query)
    assert page["Cache-Control"] == "private, no-store"
    assert "Yksi" in page.content.decode() and "Kaksi" not in page.content.decode()
    assert "aino@example.fi" in page.content.decode()
    told = json.loads(files_of(Client().post(f"{MINE}/export", query))["data.json"])
    assert [message["text"] for message in told["messages"]] == ["Yksi"]
    assert told["messages"][0]["contact"]["name"] == "Aino Virtanen"
    assert Client().post(f"{MINE}/export", {"pin": two.id, "key": one.follow_key}).status_code == 404


def test_the_browsers_cookie_opens_everything_that_it_sent(town: Municipality) -> None:
    for text in ("Yksi", "Kaksi"):
        send(town, text, "streets", "aino")
    send(town, "Muun", "streets", "joku muu")
    client = Client()
    client.cookies["kuuluvuus_testila"] = "aino"
    page = client.get(MINE).content.decode()
    assert "Yksi" in page and "Kaksi" in page and "Muun" not in page
    assert b"Kaksi" in files_of(client.post(f"{MINE}/export"))["data.html"]


def test_erasure_is_asked_for_and_taken_back_on_the_page(town: Municipality) -> None:
    placed = send(town, "Yksi", "streets")
    own = {"pin": placed.id, "key": placed.follow_key}
    client = Client()
    asked = client.post(MINE, {**own, "do": "erase"}, follow=True).content.decode()
    assert re.search(r"You asked to be erased\. It happens on \d+\.\d+\.\d+", asked)
    taken_back = client.post(MINE, {**own, "do": "undo"}, follow=True).content.decode()
    assert "Ask to be erased" in taken_back
    with in_town(town):
        assert ErasureRequest.objects.get().cancelled_at is not None


def test_staff_hand_over_data_of_somebody_identified_and_it_is_noted_down(town: Municipality) -> None:
    placed, client = send(town, "Yksi", "streets", contact=CONTACT), staff(town, Role.CLERK)
    form = {"code": placed.code, "why": "Passport seen at the desk"}
    assert b"Aino" in files_of(client.post("/en/testila/desk/erasures/export", form))["data.json"]
    with in_town(town):
        look = AccessLog.objects.get()
        assert (look.subject, look.why) == (placed.id, "Passport seen at the desk")
    assert "Passport seen" in staff(town, Role.AUDITOR).get("/en/testila/desk/access-log").content.decode()
    told = Client().get(MINE, {"pin": placed.id, "key": placed.follow_key}).content.decode()
    assert "Passport seen at the desk" in told


def test_nothing_is_handed_over_without_saying_why(town: Municipality) -> None:
    placed, client = send(town, "Yksi", "streets"), staff(town, Role.CLERK)
    answer = client.post("/en/testila/desk/erasures/export", {"code": placed.code, "why": ""})
    assert answer.status_code == 400
    with in_town(town):
        assert not AccessLog.objects.exists()


def test_the_town_decides_whether_the_words_go_too(town: Municipality) -> None:
    placed, client = send(town, "Yksi", "streets"), staff(town, Role.CLERK)
    request = ask_for_erasure(town=town, whose=Whose(pin=pin_of(town, placed)))
    client.post("/en/testila/desk/erasures", {"request": request.public_id, "texts": "blank"})
    with in_town(town):
        request.refresh_from_db()
        assert (request.texts, request.decided_by.email) == ("blank", "clerk@testila.fi")  # type: ignore[union-attr]
        assert not Update.objects.exists()
