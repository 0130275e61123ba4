from collections.abc import Iterator
from typing import Any

import pytest

from doors.models import Event, Webhook, WebhookDelivery
from doors.webhooks.subscriptions import Made, WebhookInput, make_webhook
from geo.models import Municipality
from geo.tenancy import in_town
from tests.doors.webhooks.subscriber import Subscriber, listening
from tests.factories import make_category, make_town


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_category(town)
    return town


@pytest.fixture
def subscriber(settings: Any) -> Iterator[Subscriber]:
    settings.WEBHOOKS_PRIVATE = True  # this machine is the only one that a test may post to
    with listening() as subscriber:
        yield subscriber


@pytest.fixture
def made(town: Municipality, subscriber: Subscriber) -> Made:
    return subscribed(town, subscriber, *Event.values)


def subscribed(town: Municipality, subscriber: Subscriber, *events: str) -> Made:
    return make_webhook(town=town, said=WebhookInput("Kirjaamo", subscriber.address, events))


def deliveries(webhook: Webhook) -> list[WebhookDelivery]:
    with in_town(webhook.municipality_id):
        return list(WebhookDelivery.objects.filter(webhook=webhook).order_by("pk"))
