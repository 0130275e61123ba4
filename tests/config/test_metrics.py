"""What Prometheus reads: right over several processes, and without anything about anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from prometheus_client.parser import text_string_to_metric_families

from config.metrics import Counted
from tests.factories import make_category, make_town

COUNTING = """
import sys, django
django.setup()
from config import metrics
for status in sys.argv[1:]:
    metrics.count({"kuuluvuus.route": "<town>/", "REQUEST_METHOD": "GET"}, status, 0.03)
print(metrics.of_requests().decode())
"""


def values(text: str) -> dict[tuple[str, ...], float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[(sample.name, *sample.labels.values())] = sample.value
    return found


def asked() -> dict[tuple[str, ...], float]:
    return values(Client().get("/metrics").content.decode())


def test_processes_are_added_up(tmp_path: Path) -> None:
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    environment = {**os.environ, **own, "PYTHONPATH": str(settings.BASE_DIR)}
    for statuses in (["200", "200", "503"], ["200"]):
        command = [sys.executable, "-c", COUNTING, *statuses]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=tmp_path)
    found = values(done.stdout)
    assert found["kuuluvuus_requests_total", "GET", "<town>/", "200"] == 3
    assert found["kuuluvuus_requests_total", "GET", "<town>/", "503"] == 1
    assert found["kuuluvuus_request_seconds_count", "<town>/"] == 4


@pytest.mark.django_db(transaction=True)
def test_a_request_is_counted_by_its_route_and_never_by_its_address() -> None:
    make_town("kokeila")
    from config.wsgi import application  # reads the database when it is loaded

    assert isinstance(application, Counted)
    for path in ("/kokeila/", "/kokeila/pins/kanarialintu", "/ei/ole"):
        environ = RequestFactory().get(path, {"q": "kanarialintu"}).environ
        list(application(environ, lambda *_: None))
    text = Client().get("/metrics").content.decode()
    assert 'kuuluvuus_requests_total{method="GET",route="<town>/",status="200"}' in text
    assert "kanarialintu" not in text and "kokeila" not in text


@pytest.mark.django_db
def test_parts_and_database_are_told() -> None:
    make_category(make_town("kokeila"))
    found = asked()
    assert found["kuuluvuus_ok", "database"] == 1
    assert found["kuuluvuus_ok", "worker"] == 0
    assert found["kuuluvuus_queue_jobs",] == 0
    assert found["kuuluvuus_database_connections",] >= 1
    assert ("kuuluvuus_database_inserted_total", "feedback_map_pin") in found
