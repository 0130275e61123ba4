"""The desk's page of the rules of moderation: what is set there is what happens to the next message."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Membership, Role, StaffChange
from accounts.services import Post, create_staff
from feedback_map.models import Category, ModeratorCategory, Pin
from feedback_map.moderation_queue import moderated_by
from feedback_map.services import PinInput, Sender, moderate_pin, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_town

pytestmark = pytest.mark.django_db
KNOWN = Sender("a-token-of-somebody-who-writes-often")


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila")
    make_category(town, shown_when="moderated")
    make_category(town, "parks", names={"fi": "Puistot"})
    return town


def staff(town: Municipality, role: Role) -> tuple[Client, Membership]:
    user = create_staff(email=f"{role.value}@kokeila.example", post=Post(town, role)).user
    client = Client()
    client.force_login(user)
    return client, user.memberships.get()


def say(town: Municipality, category: str = "streets", text: str = "Kuoppa") -> Pin:
    placed = place_pin(town=town, pin=PinInput(kind="feedback", text=text, category=category), sender=KNOWN)
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def test_what_is_set_on_the_page_decides_about_the_next_message(town: Municipality) -> None:
    admin, _held = staff(town, Role.ADMIN)
    page = admin.get("/kokeila/desk/moderation/rules").content.decode()
    assert 'name="trusted_after_streets"' in page and 'value="3"' in page
    said = {"shown_when_streets": "trusted", "trusted_after_streets": "1"}
    said |= {"shown_when_parks": "at_once", "trusted_after_parks": "2"}
    assert admin.post("/kokeila/desk/moderation/rules", said).status_code == 302
    first = say(town)
    assert first.moderation == "waiting"
    moderate_pin(town=town, pin=first, moderation="shown")
    assert say(town, text="Suojatie puuttuu koulun edestä.").moderation == "shown"


def test_a_rule_that_cannot_be_saves_nothing_and_says_why(town: Municipality) -> None:
    coordinator, _held = staff(town, Role.COORDINATOR)
    said = {"shown_when_streets": "at_once", "trusted_after_streets": "5"}
    said |= {"shown_when_parks": "at_once", "trusted_after_parks": "monta"}
    answer = coordinator.post("/kokeila/desk/moderation/rules", said)
    assert answer.status_code == 400
    assert 'href="#trusted_after_parks"' in answer.content.decode() and 'value="monta"' in answer.content.decode()
    assert set(Category.objects.values_list("code", "trusted_after")) == {("streets", 3), ("parks", 3)}
    assert Category.objects.get(code="streets").shown_when == "moderated"


def test_a_moderator_decides_about_the_categories_that_are_ticked(town: Municipality) -> None:
    admin, _held = staff(town, Role.ADMIN)
    _client, held = staff(town, Role.MODERATOR)
    street, park = say(town), say(town, "parks")
    address = f"/kokeila/desk/moderation/rules/{held.pk}"
    assert admin.post(address, {"category": ["parks"]}).status_code == 302
    with in_town(town):
        assert list(Pin.objects.filter(moderated_by(held.user, town))) == [park]
    assert admin.post(address, {}).status_code == 302
    with in_town(town):
        assert set(Pin.objects.filter(moderated_by(held.user, town))) == {street, park}
        changes = StaffChange.objects.filter(user=held.user, by__isnull=False).order_by("pk")
        assert list(changes.values_list("detail", flat=True)) == ["parks", ""]
    assert not ModeratorCategory.objects.exists()


def test_a_category_that_goes_out_of_use_does_not_give_its_moderator_all_others(town: Municipality) -> None:
    admin, _held = staff(town, Role.ADMIN)
    _client, held = staff(town, Role.MODERATOR)
    address = f"/kokeila/desk/moderation/rules/{held.pk}"
    admin.post(address, {"category": ["parks"]})
    Category.objects.filter(code="parks").update(is_active=False)
    page = admin.get("/kokeila/desk/moderation/rules").content.decode()
    assert 'value="parks" checked> Puistot (ei käytössä)' in page
    admin.post(address, {"category": ["parks"]})  # as the form shows it
    assert "Mitään ei tallennettu" in admin.post(address, {"category": ["no-such"]}, follow=True).content.decode()
    assert list(ModeratorCategory.objects.values_list("category__code", flat=True)) == ["parks"]
    street = say(town)
    with in_town(town):
        assert not Pin.objects.filter(moderated_by(held.user, town), pk=street.pk).exists()


def test_whoever_moderates_does_not_set_the_rules(town: Municipality) -> None:
    moderator, held = staff(town, Role.MODERATOR)
    assert moderator.get("/kokeila/desk/moderation/rules").status_code == 403
    assert moderator.post(f"/kokeila/desk/moderation/rules/{held.pk}", {"category": "parks"}).status_code == 403
    assert "moderation/rules" not in moderator.get("/kokeila/desk/moderation").content.decode()


def test_who_does_not_moderate_has_no_categories_to_decide_about(town: Municipality) -> None:
    admin, _held = staff(town, Role.ADMIN)
    _client, clerk = staff(town, Role.CLERK)
    assert admin.post(f"/kokeila/desk/moderation/rules/{clerk.pk}", {"category": "parks"}).status_code == 404
