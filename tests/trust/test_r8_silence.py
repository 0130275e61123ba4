"""R8: mail, base map and geocoder that take everything and never answer: messages come in, the map shows the town."""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Iterator

import mapbox_vector_tile
import pytest
from django.test import Client
from pytest_django import Settings

from delivery.models import OutboxMessage
from delivery.services import relay
from geo import basemaps, places
from geo.models import Municipality
from tests.delivery.drill import register_topics
from tests.factories import make_category, make_halves, make_town
from tests.trust.service import Service
from tests.trust.silence import Silence, silent_server
from tests.trust.traffic import Traffic, ask, pin_of

AREAS = "/tiles/drill/areas/WebMercatorQuad/9/294/143.mvt"
BASE_TILE = "/basemap/drill/background/9/294/143"


@pytest.fixture
def silence(settings: Settings) -> Iterator[Silence]:
    with silent_server() as silence:
        port = silence.port
        settings.BASE_MAP_URL = f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png"
        settings.GEOCODER_URL = f"http://127.0.0.1:{port}/search?q={{q}}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        yield silence
        host = f"127.0.0.1:{port}"
        basemaps._resting_until.pop(host, None)
        places.patience.resting_until = 0.0


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("drill")
    make_category(town)
    make_halves(town)
    return town


def test_a_message_is_taken_and_its_letter_waits_while_all_else_goes_on(town: Municipality, silence: Silence) -> None:
    register_topics()
    OutboxMessage.objects.create(topic="mail", payload={"kind": "drill"}, dedupe="a letter")
    answer = Client().post("/api/v1/towns/drill/pins", pin_of("Penkki puuttuu"), content_type="application/json")
    assert answer.status_code == 201
    relay()
    letter = OutboxMessage.objects.get(topic="mail")
    assert letter.done_at is None and letter.dead_at is None and letter.attempts == 1
    assert not OutboxMessage.objects.filter(done_at=None).exclude(topic="mail").exists()


def test_addresses_are_searched_among_the_towns_own(town: Municipality, silence: Silence) -> None:
    found = Client().get("/api/v1/towns/drill/places", {"q": "Alue W"})
    assert found.status_code == 200


def test_the_map_shows_the_towns_own_borders_and_says_that_the_base_map_is_away(
    town: Municipality, silence: Silence
) -> None:
    client = Client()
    assert client.get("/drill/").status_code == 200
    assert client.get(BASE_TILE).status_code in (502, 503, 504)
    tile = client.get(AREAS)
    assert tile.status_code == 200 and mapbox_vector_tile.decode(tile.content)


@pytest.mark.django_db(transaction=True)
def test_a_silent_base_map_never_holds_all_threads(town: Municipality, silence: Silence) -> None:
    """Many readers ask for tiles that nobody has yet; all but two learn at once that there are none."""
    basemaps._known_to_answer.add(f"127.0.0.1:{silence.port}")
    answered: list[int] = []

    def read(x: int) -> None:
        answered.append(Client().get(f"/basemap/drill/background/9/{294 + x % 2}/143").status_code)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answered == [503] * 6
    assert len(silence.held) <= 2, "the others did not wait for a service that says nothing"


@pytest.mark.heavy
def test_a_whole_service_among_silent_ones_takes_messages_at_once(spare_service: Service) -> None:
    with silent_server() as silence:
        port = silence.port
        spare_service.start_web_with(
            KUULUVUUS_BASE_MAP_URL=f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png",
            KUULUVUUS_GEOCODER_URL=f"http://127.0.0.1:{port}/search?q={{q}}",
            KUULUVUUS_MAIL_HOST="127.0.0.1",
            KUULUVUUS_MAIL_PORT=str(port),
        )
        with Traffic(spare_service.port, clients=3, pause_s=0.1).flowing() as traffic:
            for number in range(60):
                ask(spare_service.port, f"/basemap/drill/background/10/{588 + number % 3}/{286 + number % 3}")
                ask(spare_service.port, f"/api/v1/towns/drill/places?q=katu{number}")
                time.sleep(0.1)
    sent = [one for one in traffic.answers if one.path.endswith("/pins")]
    assert traffic.wrong() == [] and {one.status for one in sent} == {201}
    took = sorted(one.took_s for one in sent)
    told = f"{len(sent)} messages among silent services: median {statistics.median(took) * 1000:.0f} ms"
    sys.stderr.write(f"{told}, the slowest {took[-1] * 1000:.0f} ms\n")
