"""R7: on a full disk nothing is half-written and no row names a file that is not there; messages still come in."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from feedback_map.models import PhotoUpload
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.frontend.test_statements import sent
from tests.trust.full_disk import SmallDisk, small_disk
from tests.trust.service import running_service
from tests.trust.traffic import TOWN, Traffic, ask, pin_of
from tests.zoning.factories import make_hearing, make_plan, make_version
from zoning.models import Statement, StatementAttachment


@pytest.fixture
def disk(tmp_path: Path, settings: Settings) -> Iterator[SmallDisk]:
    """The store of files, on a disk that is full but for what its folders take."""
    with small_disk(tmp_path / "files", 1) as disk:
        settings.FILES_ROOT = disk.folder
        disk.fill()
        yield disk


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("mikkeli")
    make_category(town)
    plan = make_plan(town, "paja", state="04")
    make_hearing(plan, "proposal", make_version(plan))
    return town


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((600, 400), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def files_on(disk: SmallDisk) -> list[str]:
    return [path.name for path in disk.folder.rglob("*") if path.is_file() and path.name != "ballast"]


def test_a_picture_is_refused_whole_and_a_message_without_it_is_taken(disk: SmallDisk, town: Municipality) -> None:
    address = f"/api/v1/towns/{town.slug}/photos"
    refused = Client().post(address, picture(), content_type="image/jpeg")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (507, "no_room")
    assert files_on(disk) == []
    with in_town(town):
        assert not PhotoUpload.objects.exists()
    pin = pin_of("without a picture")
    assert Client().post(f"/api/v1/towns/{town.slug}/pins", pin, content_type="application/json").status_code == 201
    disk.make_room()
    assert Client().post(address, picture(), content_type="image/jpeg").status_code == 201
    assert len(files_on(disk)) == 2


def test_a_thumbnail_does_not_stay_without_its_picture(disk: SmallDisk, town: Municipality) -> None:
    """Room for the small one and not for the large one."""
    disk.make_room()
    (disk.folder / "ballast").write_bytes(bytes(1_000_000))
    refused = Client().post(f"/api/v1/towns/{town.slug}/photos", picture(), content_type="image/jpeg")
    assert refused.status_code == 507 and files_on(disk) == []


def test_a_statement_with_a_file_is_refused_whole_by_its_page_and_taken_later(
    disk: SmallDisk, town: Municipality
) -> None:
    client = Client(raise_request_exception=False)
    attached = {"attachments": [SimpleUploadedFile("kartta.pdf", b"%PDF-1.7 " + bytes(100_000))]}
    refused = sent(client, **attached)
    assert refused.status_code == 507 and "without files" in refused.content.decode()
    with in_town(town):
        assert not Statement.objects.exists() and not StatementAttachment.objects.exists()
    assert files_on(disk) == []
    disk.make_room()
    attached["attachments"][0].seek(0)
    assert sent(client, **attached).status_code == 303
    assert len(files_on(disk)) == 1


@pytest.mark.heavy
@pytest.mark.usefixtures("django_db_setup")
def test_a_database_whose_disk_is_full_refuses_plainly_and_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Its log of changes cannot grow any more: it refuses, or stops and comes back when there is room."""
    folder = Path("/var/tmp") / f"kuuluvuus-small-disk-{tmp_path_factory.getbasetemp().name}"  # noqa: S108  others enter
    with small_disk(folder, 700) as disk, running_service(disk.folder) as service:
        service.manage("shell", "--verbosity", "0", "-c", TOWN)
        with Traffic(service.port, pause_s=0.02).flowing() as traffic:
            time.sleep(3)
            disk.fill()
            time.sleep(10)
            refused = traffic.statuses()[503]
            disk.make_room()
            service.start_database()
            service.wait_until_healthy()
            time.sleep(3)
        assert [(one.path, one.status, one.body[:200]) for one in traffic.wrong()] == []
        assert refused > 0, "nothing was ever refused: the drill drilled nothing"
        lost = [key for key, pin in traffic.taken.items() if ask(service.port, _address(pin)).status != 200]
        assert lost == []
        sys.stderr.write(f"full disk of the database: {dict(traffic.statuses())}, {len(traffic.taken)} kept, 0 lost\n")
    folder.rmdir()


def _address(pin: str) -> str:
    return f"/api/v1/towns/drill/pins/{pin}"
