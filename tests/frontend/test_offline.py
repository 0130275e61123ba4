"""Without a line: what the server gives the browser for it, and the door by which an outbox sends."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from feedback_map.models import CollectionLink, Photo, Pin
from feedback_map.services import upload_photo
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.test_photos import data

pytestmark = pytest.mark.django_db

WAITED = {
    "where": "near",
    "near": "laavulla",
    "kind": "feedback",
    "text": "Valot rikki",
    "visibility": "public",
    "key": "0b5c7a52-2d0a-4b3e-9a53-1f1f4c7b6d55",
    "step": "check",
    "go": "send",
}


def sent(client: Client, **changes: Any) -> Any:
    return client.post("/testila/outbox/send", {**WAITED, **changes})


def test_a_message_that_waited_arrives_once_however_often_it_is_sent(town: Municipality, client: Client) -> None:
    first, again = sent(client), sent(client)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json() and first.json()["state"] == "sent"
    assert client.get(first.json()["url"]).status_code == 200
    with in_town(town):
        assert list(Pin.objects.values_list("text", "place_note")) == [("Valot rikki", "laavulla")]


def test_the_form_and_the_outbox_share_their_keys(town: Municipality, client: Client) -> None:
    """A form that arrived although its answer was lost is not doubled by the outbox."""
    assert client.post("/testila/pins/new", WAITED).status_code == 303
    assert sent(client).json()["state"] == "sent"
    with in_town(town):
        assert Pin.objects.count() == 1


def test_pictures_come_ahead_and_go_with_it(town: Municipality, client: Client) -> None:
    token = upload_photo(town=town, data=data()).token
    pictures = {"photo_token": [token], "photo_alt": ["Pimeä laavu"]}
    assert sent(client, **pictures).json() == sent(client, **pictures).json()
    with in_town(town):
        assert Photo.objects.get().alt == {"fi": "Pimeä laavu"}


def test_what_is_refused_says_why(town: Municipality, client: Client) -> None:
    refused = sent(client, text="")
    assert refused.status_code == 422 and refused.json()["state"] == "refused" and refused.json()["reasons"]
    lost = sent(client, photo_token=["expired"], photo_alt=[""])
    assert lost.json()["codes"] == ["unknown_photo"] and lost.json()["reasons"]
    assert sent(client).json()["state"] == "sent", "a refusal does not use the key up"
    assert sent(client, text="Toisin sanoin").json()["codes"] == ["sent_before"]


def test_outboxes_send_with_a_token_of_their_own_visit(town: Municipality) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sent(strict).status_code == 403
    token = strict.get("/testila/outbox/send")
    assert token["Cache-Control"] == "private, no-store"
    assert sent(strict, csrfmiddlewaretoken=token.json()["csrf"]).status_code == 200


def test_the_pages_without_a_line_are_the_same_for_everybody(town: Municipality, client: Client) -> None:
    for address in ("/testila/outbox", "/testila/outbox/new", "/testila/"):
        mine, other = client.get(address), Client().get(address)
        assert mine.content == other.content and "csrfmiddlewaretoken" not in mine.content.decode()
        assert "no-store" not in mine.get("Cache-Control", "") and "private" not in mine.get("Cache-Control", "")


def test_the_worker_is_new_with_each_build_and_keeps_files_that_are_there(client: Client) -> None:
    worker = client.get("/worker.js")
    assert worker["Cache-Control"] == "no-cache" and worker["Content-Type"].startswith("text/javascript")
    found = re.match(r"self\.KUULUVUUS_SHELL=(\{.*?\});\n", worker.content.decode())
    assert found
    shell = json.loads(found[1])
    assert any("/main." in name for name in shell["files"]) and shell["version"]
    assert all(finders.find(name.removeprefix(settings.STATIC_URL)) for name in shell["files"])


def test_the_page_can_be_installed(town: Municipality, client: Client) -> None:
    manifest = client.get("/sv/testila/app.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    described = manifest.json()
    assert (
        described["start_url"] == "/sv/testila/" and described["display"] == "standalone" and described["lang"] == "sv"
    )
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in described["icons"]}
    assert '<link rel="manifest" href="/testila/app.webmanifest">' in client.get("/testila/").content.decode()


def test_a_shared_device_is_told_to_keep_nothing(town: Municipality, client: Client) -> None:
    CollectionLink.objects.create(municipality=town, token="kirjasto", shared_device=True)
    page = client.get("/testila/pins/new?c=kirjasto").content.decode()
    assert 'data-island="offline"' not in page and 'name="keeps" value="nothing"' in page
    assert 'data-island="offline"' in client.get("/testila/pins/new").content.decode()
