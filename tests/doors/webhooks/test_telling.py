"""What subscribers are told: of public things, as they become public, signed, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db.models.functions import Now

from delivery.models import OutboxMessage
from delivery.services import relay
from doors.models import Event, WebhookDelivery
from doors.webhooks.delivering import ATTEMPTS, send_again
from doors.webhooks.noticing import note_what_is_gone
from doors.webhooks.signing import deciphered, signature
from doors.webhooks.subscriptions import Made, try_out
from feedback_map.models import Pin
from feedback_map.services import Change, Words, moderate_pin, note_on_pin
from feedback_map.services.handling import answer_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.doors.webhooks.conftest import deliveries, subscribed
from tests.doors.webhooks.subscriber import Subscriber
from tests.feedback_map.handling import make_clerk, make_pin
from tests.zoning.factories import make_hearing, make_plan, make_version
from zoning.services.publishing import publish_plan

CANARY = "salaista-4711"


def work() -> None:
    """What the workers do, however long they would wait between two tries."""
    for _ in range(3):
        OutboxMessage.objects.filter(done_at=None, dead_at=None).update(available_at=Now())
        relay()


def test_a_published_message_is_told_with_where_to_read_it_and_without_its_words(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    pin = make_pin(town, text=f"Kuoppa {CANARY}")
    work()
    (heard,) = subscriber.heard
    assert heard.told["type"] == "pin.published"
    assert heard.told["town"] == town.slug
    assert heard.told["data"]["id"] == pin.public_id
    assert heard.told["data"]["api"].endswith(f"/api/v1/towns/{town.slug}/pins/{pin.public_id}")
    assert CANARY not in heard.body.decode()


def test_a_telling_is_signed_as_the_standard_has_it(town: Municipality, made: Made, subscriber: Subscriber) -> None:
    make_pin(town)
    work()
    (heard,) = subscriber.heard
    told_by, at = heard.headers["webhook-id"], int(heard.headers["webhook-timestamp"])
    assert heard.headers["webhook-signature"] == signature(made.secret, told_by, at, heard.body)
    assert told_by.startswith("msg_")


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_database_alone_gives_no_secret_away(made: Made) -> None:
    assert made.secret.encode() not in bytes(made.webhook.secret)
    assert deciphered(made.webhook.secret, made.webhook.public_id) == made.secret


@pytest.mark.parametrize("hidden", [{"visibility": "private"}, {"moderation": "pending"}, {"is_test": True}])
def test_of_a_message_that_is_not_published_nothing_leaves_the_house(
    town: Municipality, made: Made, subscriber: Subscriber, hidden: dict[str, Any]
) -> None:
    pin = make_pin(town, text=CANARY, **hidden)
    clerk = make_clerk(town)
    note_on_pin(town=town, pin=pin, note="sisäinen", change=Change(by=clerk))
    answer_pin(town=town, pin=pin, words=Words("Kiitos", "fi"), change=Change(by=clerk))
    if "moderation" not in hidden:
        moderate_pin(town=town, pin=pin, moderation="hidden", change=Change(by=clerk))
    work()
    assert subscriber.heard == []
    assert deliveries(made.webhook) == []


def test_a_public_answer_is_told_and_an_inner_note_is_not(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    pin, clerk = make_pin(town), make_clerk(town)
    note_on_pin(town=town, pin=pin, note="sisäinen", change=Change(by=clerk))
    work()
    assert subscriber.events == ["pin.published"]
    answer_pin(town=town, pin=pin, words=Words("Korjataan", "fi"), change=Change(by=clerk))
    work()
    assert subscriber.events == ["pin.published", "pin.updated"]
    assert subscriber.heard[1].told["data"]["update"]["kind"] == "answer"


def test_hidden_and_shown_again_is_told_each_time_and_once(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    pin, change = make_pin(town), Change(by=make_clerk(town))
    work()
    for moderation in ("hidden", "shown"):
        moderate_pin(town=town, pin=pin, moderation=moderation, change=change)
        work()
        work()
    assert subscriber.events == ["pin.published", "pin.withdrawn", "pin.published"]
    assert subscriber.heard[1].told["data"] == {"id": pin.public_id}


def test_what_was_withdrawn_while_the_telling_waited_is_not_told(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    pin = make_pin(town)
    subscriber.answers[:] = [503]
    relay()
    moderate_pin(town=town, pin=pin, moderation="hidden", change=Change(by=make_clerk(town)))
    subscriber.answers[:], before = [200], len(subscriber.heard)
    work()
    assert subscriber.events[before:] == ["pin.withdrawn"]
    assert [one.state for one in deliveries(made.webhook)] == ["passed", "sent"]


def test_what_vanished_in_any_other_way_is_found_and_told_as_withdrawn(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    pin = make_pin(town)
    work()
    with in_town(town):
        Pin.objects.filter(pk=pin.pk).update(visibility="private")
    from feedback_map.services import derive_pins

    with in_town(town):
        derive_pins(town=town, pins=[pin.pk], placed=False)
    assert note_what_is_gone(town) == 1
    work()
    assert note_what_is_gone(town) == 0
    assert subscriber.events == ["pin.published", "pin.withdrawn"]


def test_only_the_events_that_were_asked_for_are_told(town: Municipality, subscriber: Subscriber) -> None:
    subscribed(town, subscriber, Event.PIN_UPDATED)
    pin = make_pin(town)
    answer_pin(town=town, pin=pin, words=Words("Korjataan", "fi"), change=Change(by=make_clerk(town)))
    work()
    assert subscriber.events == ["pin.updated"]


def test_a_plan_and_its_hearing_are_told_when_they_are_published(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    plan = make_plan(town, "satama")
    make_hearing(plan, version=make_version(plan))
    publish_plan(town=town, plan=plan)
    work()
    assert {"plan.published", "hearing.published"} <= set(subscriber.events)
    told = next(one.told["data"] for one in subscriber.heard if one.told["type"] == "hearing.published")
    assert told["plan"]["slug"] == "satama"


def test_another_towns_subscriber_hears_nothing(town: Municipality, subscriber: Subscriber) -> None:
    from tests.factories import make_town

    subscribed(make_town(), subscriber, *Event.values)
    make_pin(town)
    work()
    assert subscriber.heard == []


def test_a_try_out_goes_the_same_way(town: Municipality, made: Made, subscriber: Subscriber) -> None:
    try_out(town=town, webhook=made.webhook)
    work()
    assert subscriber.events == ["webhook.test"]
    assert deliveries(made.webhook)[0].state == "sent"


def test_a_try_that_fails_is_repeated_with_the_same_id_until_it_is_taken(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    subscriber.answers[:] = [500, 404, 200]
    make_pin(town)
    work()
    assert len(subscriber.heard) == 3
    assert len({one.headers["webhook-id"] for one in subscriber.heard}) == 1
    (delivery,) = deliveries(made.webhook)
    assert (delivery.state, delivery.tries, delivery.status) == ("sent", 3, 200)


def test_a_connection_that_breaks_after_it_was_taken_is_repeated_with_the_same_id_and_body(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    subscriber.cut_after = 1
    make_pin(town)
    work()
    first, second = subscriber.heard
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert deliveries(made.webhook)[0].state == "sent"


def test_what_is_never_taken_is_given_up_and_a_person_can_have_it_sent_again(
    town: Municipality, made: Made, subscriber: Subscriber
) -> None:
    subscriber.answers[:] = [500]
    make_pin(town)
    for _ in range(ATTEMPTS):
        work()
    (delivery,) = deliveries(made.webhook)
    assert (delivery.state, delivery.tries) == ("dead", ATTEMPTS)
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    subscriber.answers[:] = [200]
    send_again(town=town, delivery=delivery)
    work()
    assert deliveries(made.webhook)[0].state == "sent"


def test_a_subscriber_that_says_gone_is_told_no_more(town: Municipality, made: Made, subscriber: Subscriber) -> None:
    subscriber.answers[:] = [410]
    make_pin(town)
    work()
    make_pin(town, 3, 3)
    work()
    assert len(subscriber.heard) == 1
    with in_town(town):
        assert not type(made.webhook).objects.get(pk=made.webhook.pk).is_active


def test_a_redirect_is_not_followed(town: Municipality, made: Made, subscriber: Subscriber) -> None:
    subscriber.answers[:], subscriber.leads_to = [302], subscriber.address + "/elsewhere"
    make_pin(town)
    relay()
    assert len(subscriber.heard) == 1
    assert deliveries(made.webhook)[0].status == 302


def test_the_log_of_deliveries_holds_names_and_no_words(town: Municipality, made: Made, subscriber: Subscriber) -> None:
    make_pin(town, text=CANARY)
    work()
    with in_town(town):
        kept = json.dumps(list(WebhookDelivery.objects.values()), default=str)
    assert CANARY not in kept


def test_a_secret_is_still_read_after_the_services_own_key_was_changed(made: Made, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-of-the-service", [settings.SECRET_KEY]
    assert deciphered(made.webhook.secret, made.webhook.public_id) == made.secret
