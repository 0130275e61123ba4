"""The desk's pages of rules and units, a contractor's link, and what the receipt tells of the owner."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import shapely
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Body, Role
from accounts.services import Post, create_staff
from delivery.files import new_name
from delivery.models import OutboxMessage
from feedback_map.models import Photo, Pin, RoutingRule, State, Update, WorkLink, WorkVisit
from feedback_map.services import (
    ContactInput,
    NewRule,
    NewWorkLink,
    PinInput,
    PlacedPin,
    add_rule,
    make_work_link,
    place_pin,
    revoke_work_link,
)
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town

CANARY = "Aino Kanarialintu"


@pytest.fixture
def town(db: None) -> Municipality:
    cache.clear()
    town = make_town("kokeila", phone="015 194 2100")
    make_category(town)
    return town


@pytest.fixture
def halves(town: Municipality) -> AreaSet:
    return make_halves(town)


@pytest.fixture
def contractor(town: Municipality) -> Body:
    body = Body.objects.create(
        municipality=town,
        code="urakoitsija",
        kind="other",
        names={"fi": "Talvihoito Oy"},
        is_external=True,
        outside="contractor",
        phone="040 123",
        url="https://talvi.example",
        promise_days=3,
    )
    add_rule(town=town, rule=NewRule(body))
    return body


def staff(town: Municipality, role: Role = Role.COORDINATOR) -> Client:
    client = Client()
    client.force_login(create_staff(email=f"{role}@{town.slug}.fi", post=Post(town, role)).user)
    return client


def placed(town: Municipality, **fields: Any) -> PlacedPin:
    values: dict[str, Any] = {"kind": "feedback", "text": "Hiekoitus puuttuu.", "category": "streets", **fields}
    return place_pin(town=town, pin=PinInput(**values))


def link_to(town: Municipality, body: Body, **fields: Any) -> str:
    return make_work_link(town=town, new=NewWorkLink(body, "Työnjohto", **fields))[1]


def test_without_rules_the_page_says_which_to_make_first(town: Municipality) -> None:
    page = staff(town).get("/kokeila/desk/routing").content.decode()
    assert "kaikki muu" in page.lower()
    assert "/kokeila/desk/units" in page


def test_a_rule_is_added_changed_and_ended_on_the_page(town: Municipality, halves: AreaSet, contractor: Body) -> None:
    client, west = staff(town), halves.areas.get(code="W")
    sent = {
        "category": "streets",
        "area": west.pk,
        "season_from": "1.11.",
        "season_to": "15.4",
        "body": contractor.code,
    }
    assert client.post("/kokeila/desk/routing", sent).status_code == 302
    rule = RoutingRule.objects.get(area=west)
    assert (rule.season_from, rule.season_to, rule.category and rule.category.code) == (1101, 415, "streets")
    assert rule.made_by is not None
    address = f"/kokeila/desk/routing/rules/{rule.pk}"
    assert 'value="1.11."' in client.get(address).content.decode()
    assert client.post(address, {"body": contractor.code, "area": west.pk}).status_code == 302
    changed = RoutingRule.objects.get(area=west, ended_at=None)
    assert (changed.season_from, changed.category) == (None, None)
    assert client.post(f"/kokeila/desk/routing/rules/{changed.pk}/end").status_code == 302
    assert not RoutingRule.objects.filter(area=west, ended_at=None).exists()
    assert RoutingRule.objects.filter(area=west).count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": "nobody"}, "body"),
        ({"season_from": "1.11."}, "season_to"),
        ({"season_from": "31.2.", "season_to": "1.3."}, "season_from"),
        ({"season_from": "winter", "season_to": "1.3."}, "season_from"),
        ({"category": "nothing"}, "category"),
        ({}, "body"),  # there is one for everything else
    ],
)
def test_a_rule_that_cannot_be_says_why(
    town: Municipality, contractor: Body, fields: dict[str, str], field: str
) -> None:
    other = Body.objects.create(municipality=town, code="toinen", kind="unit", names={"fi": "Toinen"})
    answer = staff(town).post("/kokeila/desk/routing", {"body": other.code, **fields})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.content.decode()


def test_holes_and_overlaps_stand_in_a_table_and_on_a_map(town: Municipality, halves: AreaSet) -> None:
    body = Body.objects.create(municipality=town, code="lansi", kind="unit", names={"fi": "Lännen tiimi"})
    add_rule(town=town, rule=NewRule(body, area=halves.areas.get(code="W")))
    page = staff(town).get("/kokeila/desk/routing").content.decode()
    assert page.count('class="ownership__hole"') == 1
    assert "50.00 km²" in page


def test_other_staff_read_the_rules_and_change_nothing(town: Municipality, contractor: Body) -> None:
    client = staff(town, Role.CLERK)
    page = client.get("/kokeila/desk/routing").content.decode()
    assert "Talvihoito Oy" in page and 'name="season_from"' not in page
    assert client.post("/kokeila/desk/routing", {"body": contractor.code, "season_from": ""}).status_code == 403
    assert client.get("/kokeila/desk/units/urakoitsija").status_code == 200
    assert client.post("/kokeila/desk/units/urakoitsija", {"name_fi": "X"}).status_code == 403
    assert client.post("/kokeila/desk/units/urakoitsija/links", {"label": "X", "days": 1}).status_code == 403


def test_messages_without_an_owner_get_one_when_the_hole_is_closed(town: Municipality) -> None:
    message = placed(town)
    body = Body.objects.create(municipality=town, code="kadut", kind="unit", names={"fi": "Kadut"}, promise_days=4)
    add_rule(town=town, rule=NewRule(body))
    client = staff(town)
    assert "/kokeila/desk/routing/waiting" in client.get("/kokeila/desk/routing").content.decode()
    client.post("/kokeila/desk/routing/waiting")
    with in_town(town):
        pin = Pin.objects.get()
    assert pin.owner == body and pin.due_on is not None
    public = Client().get(f"/api/v1/towns/kokeila/pins/{message.id}").json()["properties"]
    assert public["owner"]["code"] == "kadut"


def test_a_unit_is_added_and_changed(town: Municipality) -> None:
    client = staff(town)
    sent = {"name_fi": "Puistot ja metsät", "phone": "015 1", "promise_days": "7", "working_days": ["1", "2"]}
    assert client.post("/kokeila/desk/units", sent).headers["Location"].endswith("/desk/units/puistot-ja-metsat")
    unit = Body.objects.get(code="puistot-ja-metsat")
    assert (unit.kind, unit.phone, unit.promise_days, unit.working_days) == ("unit", "015 1", 7, [1, 2])
    sent |= {"outside": "tiekunta", "promise_days": "", "url": "https://tie.example"}
    client.post("/kokeila/desk/units/puistot-ja-metsat", sent)
    unit.refresh_from_db()
    assert (unit.is_external, unit.outside, unit.promise_days, unit.url) == (
        True,
        "tiekunta",
        None,
        "https://tie.example",
    )


def test_a_unit_of_the_same_name_or_without_working_days_is_refused(town: Municipality, contractor: Body) -> None:
    client = staff(town)
    assert client.post("/kokeila/desk/units", {"name_fi": "Urakoitsija", "working_days": ["1"]}).status_code == 400
    assert client.post("/kokeila/desk/units", {"name_fi": "Uusi"}).status_code == 400
    assert Body.objects.count() == 1


def test_the_receipt_tells_whose_it_is_and_until_when(town: Municipality, contractor: Body) -> None:
    message = placed(town)
    page = Client().get(f"/kokeila/pins/{message.id}/thanks?key={message.follow_key}").content.decode()
    assert "Talvihoito Oy" in page and 'href="tel:040123"' in page and "https://talvi.example" in page
    due = message.due_on
    assert due is not None and f"{due.day}.{due.month}.{due.year}" in page


def test_the_receipt_tells_that_no_answer_comes(town: Municipality, contractor: Body) -> None:
    make_category(town, "greetings", is_answered=False)
    message = placed(town, category="greetings")
    page = Client().get(f"/en/kokeila/pins/{message.id}/thanks?key={message.follow_key}").content.decode()
    assert "not answered one by one" in page and "You get an answer" not in page


def test_the_public_page_of_a_message_names_an_owner_outside_the_town(town: Municipality, contractor: Body) -> None:
    page = Client().get(f"/kokeila/pins/{placed(town).id}").content.decode()
    assert "Talvihoito Oy" in page and "040 123" in page and "https://talvi.example" in page


@pytest.fixture
def mine(town: Municipality, contractor: Body) -> PlacedPin:
    place = shapely.Point(WEST + 2000, SOUTH + 2000)
    contact = ContactInput(name=CANARY, email="aino.kanarialintu@example.fi", phone="0400 987 654")
    return placed(town, geometry=place, visibility="private", contact=contact)


def test_a_link_shows_the_open_messages_of_its_unit_and_no_others(
    town: Municipality, contractor: Body, mine: PlacedPin
) -> None:
    secret = link_to(town, contractor)
    add_rule(
        town=town,
        rule=NewRule(
            Body.objects.create(municipality=town, code="kadut", kind="unit", names={"fi": "Kadut"}),
            category=town.categories.get(),
        ),
    )
    others = placed(town, text="Toisen yksikön asia.")
    page = Client().get(f"/kokeila/work/{secret}").content.decode()
    assert mine.code in page and "Hiekoitus puuttuu." in page and 'href="geo:' in page
    assert re.search(r'class="work-map__mark" cx="512000" cy="-6832000" r="[0-9.]+"', page)
    assert others.code not in page and "Toisen yksikön asia." not in page


def test_a_link_may_show_some_categories_only(town: Municipality, contractor: Body, mine: PlacedPin) -> None:
    make_category(town, "parks", names={"fi": "Puistot"})
    park = placed(town, category="parks", text="Penkki puuttuu.")
    client, address = staff(town), "/kokeila/desk/units/urakoitsija"
    said = {"label": "Puistourakka", "days": "30"}
    made = client.post(f"{address}/links", {**said, "category": ["parks"]}).content.decode()
    assert "<b>Puistourakka</b>: Puistot" in made
    page = Client().get(f"/kokeila/work/{made.partition('/kokeila/work/')[2].partition(chr(34))[0]}").content.decode()
    assert park.code in page and mine.code not in page
    wrong = client.post(f"{address}/links", {**said, "category": ["no-such"]})
    assert wrong.status_code == 400
    with in_town(town):
        assert WorkLink.objects.count() == 1


def test_a_link_tells_nothing_of_who_sent_it(town: Municipality, contractor: Body, mine: PlacedPin) -> None:
    page = Client().get(f"/kokeila/work/{link_to(town, contractor)}").content.decode()
    for secret in (CANARY, "kanarialintu@", "0400 987 654", mine.follow_key, mine.participant_token or "?"):
        assert secret not in page


def test_hidden_closed_and_test_messages_are_not_shown(town: Municipality, contractor: Body, mine: PlacedPin) -> None:
    address = f"/kokeila/work/{link_to(town, contractor)}"
    for change in (
        {"moderation": "hidden"},
        {"moderation": "waiting"},
        {"is_test": True},
        {"closed_at": timezone.now()},
    ):
        with in_town(town):
            Pin.objects.update(**{"moderation": "shown", "is_test": False, "closed_at": None, **change})
        assert mine.code not in Client().get(address).content.decode(), change


def test_a_link_is_for_no_cache_no_index_and_no_referrer(town: Municipality, contractor: Body) -> None:
    answer = Client().get(f"/kokeila/work/{link_to(town, contractor)}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_unknown_ended_expired_and_foreign_links_are_alike(town: Municipality, contractor: Body) -> None:
    elsewhere = make_town("muualla")
    stranger = Body.objects.create(municipality=elsewhere, code="u", kind="unit", names={"fi": "U"})
    ended, expired, foreign = link_to(town, contractor), link_to(town, contractor), link_to(elsewhere, stranger)
    with in_town(town):
        first, second = WorkLink.objects.order_by("pk")
        revoke_work_link(town=town, link=first)
        WorkLink.objects.filter(pk=second.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    answers = [Client().get(f"/kokeila/work/{secret}") for secret in ("x" * len(ended), ended, expired, foreign)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content.decode().replace(answer.wsgi_request.path, "") for answer in answers}) == 1


def test_seen_and_done_enter_the_history_as_another_systems(
    town: Municipality, contractor: Body, mine: PlacedPin
) -> None:
    State.objects.get_or_create(municipality=town, type="done", defaults={"code": "done", "names": {"fi": "Tehty"}})
    client, address = Client(), f"/kokeila/work/{link_to(town, contractor)}"
    for act in ("seen", "done"):
        sent = {"act": act, "note": f"Huomio {act}", "version": _version(town)}
        assert client.post(f"{address}/pins/{mine.id}", sent).status_code == 302
    with in_town(town):
        updates = list(Update.objects.order_by("pk").values_list("kind", "author", "internal_note", "public_text"))
        pin = Pin.objects.select_related("state").get()
    assert updates == [("acknowledged", "peer", "Huomio seen", ""), ("state", "peer", "Huomio done", "")]
    assert pin.acknowledged_at and pin.closed_at and pin.state and pin.state.type == "done"
    assert OutboxMessage.objects.filter(topic="pin.updated").count() == 2
    assert mine.code not in client.get(address).content.decode()


def test_seen_twice_is_seen_once(town: Municipality, contractor: Body, mine: PlacedPin) -> None:
    address = f"/kokeila/work/{link_to(town, contractor)}/pins/{mine.id}"
    for _turn in range(2):
        Client().post(address, {"act": "seen", "version": _version(town)})
    with in_town(town):
        assert Update.objects.count() == 1


def test_a_mark_upon_what_changed_meanwhile_is_refused_and_keeps_the_note(
    town: Municipality, contractor: Body, mine: PlacedPin
) -> None:
    address = f"/kokeila/work/{link_to(town, contractor)}/pins/{mine.id}"
    version = _version(town)
    with in_town(town):
        Pin.objects.update(version=version + 1)
    answer = Client().post(address, {"act": "done", "note": "Hiekoitettu klo 8", "version": version})
    assert answer.status_code == 412
    assert "Hiekoitettu klo 8" in answer.content.decode()


def test_a_link_marks_nothing_of_another_unit(town: Municipality, contractor: Body, mine: PlacedPin) -> None:
    other = Body.objects.create(municipality=town, code="muu", kind="unit", names={"fi": "Muu"})
    address = f"/kokeila/work/{link_to(town, other)}/pins/{mine.id}"
    assert Client().post(address, {"act": "done", "version": 1}).status_code == 404
    with in_town(town):
        assert not Update.objects.exists()


def test_pictures_are_those_shown_of_its_own_messages(town: Municipality, contractor: Body, mine: PlacedPin) -> None:
    secret = link_to(town, contractor)
    with in_town(town):
        photo = Photo.objects.create(
            municipality=town,
            pin=Pin.objects.get(),
            file=new_name(),
            sha256=b"",
            width=1,
            height=1,
            added_at=timezone.now(),
        )
    page = Client().get(f"/kokeila/work/{secret}").content.decode()
    assert photo.public_id not in page
    assert Client().get(f"/kokeila/work/{secret}/photos/{photo.public_id}.jpg").status_code == 404
    with in_town(town):
        assert not WorkVisit.objects.filter(act="photo").exists()
        Photo.objects.update(shown="shown")
    assert f"{secret}/photos/{photo.public_id}.jpg" in Client().get(f"/kokeila/work/{secret}").content.decode()
    Client().get(f"/kokeila/work/{secret}/photos/{photo.public_id}.jpg")
    with in_town(town):
        assert WorkVisit.objects.filter(act="photo").count() == 1


def test_each_look_and_each_mark_is_noted_down_and_shown_at_the_desk(
    town: Municipality, contractor: Body, mine: PlacedPin
) -> None:
    address = f"/kokeila/work/{link_to(town, contractor)}"
    Client().get(address)
    Client().post(f"{address}/pins/{mine.id}", {"act": "seen", "version": _version(town)})
    with in_town(town):
        assert list(WorkVisit.objects.order_by("pk").values_list("act", "pins")) == [("looked", 1), ("seen", 0)]
    page = staff(town).get("/kokeila/desk/units/urakoitsija").content.decode()
    assert "Työnjohto" in page and mine.code in page


def test_a_link_is_made_once_shown_once_and_ended_at_the_desk(town: Municipality, contractor: Body) -> None:
    client, address = staff(town), "/kokeila/desk/units/urakoitsija"
    made = client.post(f"{address}/links", {"label": "Työnjohto", "days": "30"}).content.decode()
    secret = made.partition("/kokeila/work/")[2].partition('"')[0]
    assert Client().get(f"/kokeila/work/{secret}").status_code == 200
    assert secret not in client.get(address).content.decode()
    with in_town(town):
        link = WorkLink.objects.get()
    assert secret.encode() not in bytes(link.token_hash)
    client.post(f"{address}/links/{link.public_id}/end")
    assert Client().get(f"/kokeila/work/{secret}").status_code == 404


@pytest.mark.usefixtures("town", "contractor")
def test_whoever_tries_secrets_is_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontend.views.work.LOOKS", 3)
    answers = [Client().get(f"/kokeila/work/guess{number}").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def _version(town: Municipality) -> int:
    with in_town(town):
        return Pin.objects.get().version
