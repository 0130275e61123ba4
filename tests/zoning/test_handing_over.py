"""The registry gets each statement as a package, by itself; what is cut off on the way is tried again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree.ElementTree import fromstring

import pytest
from django.test import override_settings
from pypdf import PdfReader

from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town
from tests.mail import carry_all, due_at_once, mail_server, plain
from tests.zoning.factories import make_plan
from tests.zoning.said import AINO, state
from zoning.attachments import Attachment
from zoning.hand_over import package_of
from zoning.handing_over import ATTEMPTS
from zoning.models import Plan, Registry, Statement, StatementEvent

pytestmark = pytest.mark.django_db(transaction=True)
PDF = Attachment("kartta.pdf", "application/pdf", ".pdf", b"%PDF-1.7 x")


@pytest.fixture
def plan() -> Plan:
    return make_plan(make_town(email="kirjaamo@x.example"), case_number="MliDno-2026-1")


def registry(plan: Plan, method: str, **fields: str) -> None:
    with in_town(plan.municipality):
        Registry.objects.create(municipality=plan.municipality, method=method, **fields)


def events(town: Municipality) -> list[str]:
    with in_town(town):
        return list(StatementEvent.objects.order_by("id").values_list("kind", flat=True))


def test_the_receipt_comes_by_mail_with_code_time_and_hash_and_nothing_of_what_was_said(plan: Plan) -> None:
    with mail_server() as box:
        receipt = state(plan, text="Salainen asia", language="en")
        carry_all()
    letter = box.newest(AINO.email)
    assert letter["Subject"].startswith(receipt.code)
    assert receipt.hash in plain(letter)
    assert f"/statements/{receipt.id}?key={receipt.key}" in plain(letter)
    assert "Salainen" not in letter.as_string()
    assert events(plan.municipality) == ["receipt"]


def test_the_package_holds_a_pdf_for_the_archive_the_files_and_the_metadata(plan: Plan) -> None:
    receipt = state(plan, text="Katu \x0b on leveä", attachments=(PDF,), wants_position=True)
    with in_town(plan.municipality):
        statement = Statement.objects.select_related("plan").get(public_id=receipt.id)
        package = zipfile.ZipFile(io.BytesIO(package_of(plan.municipality, statement)))
    pdf = PdfReader(io.BytesIO(package.read(f"{receipt.code}.pdf")))
    assert pdf.xmp_metadata is not None
    assert b"pdfaid" in pdf.xmp_metadata.stream.get_data()
    assert "Katu" in pdf.pages[0].extract_text().replace("\x00", "")
    assert package.read("attachments/01-kartta.pdf") == PDF.content
    said = json.loads(package.read("metadata.json"))
    assert (said["receipt_code"], said["plan"]["case_number"]) == (receipt.code, "MliDno-2026-1")
    assert (said["chain_hash"], said["sender"]["name"]) == (receipt.hash, "Aino Esimerkki")
    assert said["attachments"][0]["sha256"] == PDF.sha256.hex()
    assert fromstring(package.read("metadata.xml")).findtext("receipt_code") == receipt.code  # noqa: S314


def test_the_registry_gets_it_by_mail_once(plan: Plan) -> None:
    registry(plan, "email", email="diaari@x.example")
    with mail_server() as box:
        receipt = state(plan)
        carry_all()
        carry_all()
    (letter,) = box.to("diaari@x.example")
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == f"{receipt.code}-{receipt.id}.zip"
    assert events(plan.municipality) == ["receipt", "handed_over"]


def test_a_folder_gets_whole_packages(plan: Plan, tmp_path: Path) -> None:
    registry(plan, "folder")
    with override_settings(HAND_OVER_FOLDER=str(tmp_path)):
        receipt = state(plan)
        carry_all()
    (found,) = (tmp_path / plan.municipality.slug).iterdir()
    assert found.name == f"{receipt.code}-{receipt.id}.zip"
    assert zipfile.is_zipfile(found)


def test_an_interface_gets_one_key_at_every_try_and_its_number_is_kept(plan: Plan) -> None:
    with an_interface(fails=1) as (address, came):
        registry(plan, "api", url=address, api_key="k")
        receipt = state(plan)
        carry_all()
        assert "handed_over" not in events(plan.municipality)
        due_at_once()
        carry_all()
    assert [headers["Idempotency-Key"] for headers, _body in came] == [receipt.id, receipt.id]
    assert came[0][0]["Authorization"] == "Bearer k"
    assert zipfile.is_zipfile(io.BytesIO(came[1][1]))
    with in_town(plan.municipality):
        assert StatementEvent.objects.get(kind="case_number").detail == {"case_number": "MliDno 77"}


def test_what_could_not_be_handed_over_is_seen(plan: Plan) -> None:
    registry(plan, "folder")
    with override_settings(HAND_OVER_FOLDER=""):
        state(plan)
        carry_all()
        OutboxMessage.objects.filter(topic="statement.hand_over").update(attempts=ATTEMPTS - 1)
        due_at_once()
        carry_all()
    assert "hand_over_failed" in events(plan.municipality)
    assert OutboxMessage.objects.filter(topic="statement.hand_over", dead_at__isnull=False).count() == 1


def test_a_town_without_a_way_hands_nothing_over(plan: Plan) -> None:
    state(plan)
    carry_all()
    assert not OutboxMessage.objects.filter(topic="statement.hand_over").exists()


@contextmanager
def an_interface(fails: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A registry's interface that fails so many times, then takes the package and gives its number."""
    came: list[tuple[dict[str, str], bytes]] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(503 if len(came) <= fails else 200)
            self.end_headers()
            self.wfile.write(b'{"case_number": "MliDno 77"}')

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", came
    finally:
        server.shutdown()
