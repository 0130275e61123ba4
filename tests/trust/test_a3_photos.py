"""A3, A4, P1–P3: of a picture nothing is kept but what is seen in it, and none eats the machine."""

from __future__ import annotations

import errno
import io
import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from pytest_django import Settings

from delivery import files
from delivery.pictures import cleaning
from feedback_map.models import Photo, PhotoUpload, Pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.trust.picture_corpus import CANARY, MAKER, TRAIL, Sample, corpus, encoded, exif, jpeg, scene

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MOST_KB = 300 * 1024
SEED = 20261122


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Municipality]:
    settings.FILES_ROOT = tmp_path / "files"
    settings.PHOTOS_PER_ADDRESS = 10_000
    town = make_town()
    make_category(town)
    yield town


@pytest.fixture
def peaks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The most memory that each child had, as the kernel tells its parent when it ends: the dead ones too."""
    seen: list[int] = []
    ask = cleaning._ask_child

    def asked(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        said, rest = ask(job, data)
        seen.append(int(said.get("peak_kb", 0)))
        return said, rest

    monkeypatch.setattr(cleaning, "_ask_child", asked)
    return seen


def send(town: Municipality, data: bytes) -> Any:
    return Client().post(f"/api/v1/towns/{town.slug}/photos", data, content_type="image/jpeg")


def kept() -> list[Path]:
    return [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]


def assert_bare(content: bytes, sample: Sample) -> None:
    """No place, no maker, none of the bytes that came; and no room where such things could stand."""
    assert CANARY not in content and MAKER not in content and TRAIL not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "JPEG" and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not picture.getexif() and max(picture.size) <= 2048
        picture.load()
    assert content.endswith(b"\xff\xd9") and content.count(b"\xff\xe1") == content.count(b"\xff\xed") == 0
    pieces = (sample.data[at : at + 64] for at in range(0, len(sample.data) - 64, 997))
    assert not any(len(set(piece)) > 16 and piece in content for piece in pieces)


def try_sample(town: Municipality, sample: Sample) -> None:
    answer = send(town, sample.data)
    if not sample.is_taken:
        assert answer.status_code in {400, 413}, (sample.name, answer.status_code)
        (error,) = answer.json()["errors"]
        assert error["field"] == "photo" and error["code"] and error["detail"]
        assert kept() == []
        return
    assert answer.status_code == 201, (sample.name, answer.content)
    for path in kept():
        assert_bare(path.read_bytes(), sample)
        path.unlink()


def test_a_sample_of_pictures_leaves_nothing_but_what_is_seen(town: Municipality, peaks: list[int]) -> None:
    """Of each kind and each trap one."""
    for sample in corpus(17, SEED):
        try_sample(town, sample)
    assert max(peaks) < MOST_KB


@pytest.mark.heavy
def test_300_pictures_leave_nothing_but_what_is_seen(town: Municipality, peaks: list[int]) -> None:
    for sample in corpus(300, SEED):
        try_sample(town, sample)
    assert max(peaks) < MOST_KB
    # What the kernel counted of the largest child of this process, dead ones too; a child starts as its parent's copy
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_KB + own_peak_kb()


def own_peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_no_child_can_have_more_than_its_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall itself: addresses for 300 MB are not given, so that much can never be resident."""
    greedy = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from delivery.pictures import child; from geo.files import walls\n"
        "walls.limit(cpu_s=9, file_bytes=0, memory_bytes=child.MEMORY_BYTES)\n"
        "try:\n    bytearray(300_000_000)\nexcept MemoryError:\n    child._say({'refused': 'too_hard'})\n"
    )
    monkeypatch.setattr(cleaning, "BOOT", greedy)
    assert cleaning._ask_child({}, b"")[0] == {"refused": "too_hard"}


def test_a_picture_is_shown_upright(town: Municipality) -> None:
    """Telephones lay pictures on their side and say so in the metadata that is thrown away."""
    upright = Image.new("RGB", (300, 100), "white")
    upright.paste("red", (0, 0, 150, 100))
    turned = Image.Exif()
    turned[0x0112] = 6
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    answer = send(town, encoded(lying, "JPEG", exif=turned.tobytes()))
    assert (answer.json()["width"], answer.json()["height"]) == (300, 100)
    main = next(path for path in kept() if "small" not in path.name)
    with Image.open(main) as picture:
        red, green, _blue = picture.convert("RGB").getpixel((20, 50))  # type: ignore[misc]
    assert red > 200 and green < 60


@pytest.mark.parametrize("point", ["picture.opened"])
def test_a_decoder_killed_midway_refuses_and_keeps_nothing(
    town: Municipality, settings: Settings, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    import random

    settings.FAULT_POINTS_ALLOWED = True
    monkeypatch.setenv("KUULUVUUS_FAULT_POINT", point)
    answer = send(town, jpeg(random.Random(1)).data)
    assert answer.status_code == 400 and answer.json()["errors"][0]["code"] == "too_hard"
    assert kept() == []
    with in_town(town):
        assert not PhotoUpload.objects.exists()


def test_a_full_disk_takes_no_picture_and_keeps_no_half_of_one(town: Municipality) -> None:
    """R7. A limit on the size of files is a full disk to whoever writes: some bytes go in, then no more."""
    import random
    import signal

    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1][1]))
    try:
        answer = send(town, jpeg(random.Random(1)).data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before[1])
        signal.signal(signal.SIGXFSZ, before[0])
    assert answer.status_code == 507 and answer.json()["errors"][0]["code"] == "no_room"
    assert kept() == []
    with in_town(town):
        assert not PhotoUpload.objects.exists()


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_each_way_of_having_no_room_is_told_as_such(
    town: Municipality, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def full(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.StoreFull):
        files.keep_file(files.new_name(), b"x")
    assert kept() == []


def test_a_picture_goes_with_its_message_and_only_with_one(town: Municipality) -> None:
    import random

    data = encoded(scene(random.Random(3)), "JPEG", exif=exif(random.Random(3)))
    token = send(town, data).json()["photo"]
    body = {
        "type": "Feature",
        "geometry": None,
        "properties": {"kind": "feedback", "text": "Kuoppa", "category": "streets", "photos": [token]},
    }

    def pin(key: str) -> Any:
        return Client().post(
            f"/api/v1/towns/{town.slug}/pins",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    first, again = pin("avain-1"), pin("avain-1")
    assert first.status_code == again.status_code == 201 and first.content == again.content
    other = pin("avain-2")
    assert other.status_code == 400 and other.json()["errors"][0]["code"] == "unknown_photo"
    with in_town(town):
        photo = Photo.objects.get()
        assert photo.pin is not None and photo.pin.public_id == first.json()["id"] and photo.shown == "waiting"
        assert Pin.objects.count() == 1 and not PhotoUpload.objects.exists()
