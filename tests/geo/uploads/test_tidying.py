"""What uploads leave behind goes when its time is over, and not before."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from geo.models import Municipality, Upload
from geo.tenancy import in_town
from geo.uploads.tidying import LEFTOVER_AFTER_S, tidy
from geo.uploads.working import UNDO_WITHIN
from tests.geo.uploads.conftest import now
from tests.permissions.uploads import make_upload

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def aged(upload: Upload, **values: Any) -> Upload:
    with in_town(upload.municipality):
        Upload.objects.filter(pk=upload.pk).update(**values)
    return upload


@pytest.mark.parametrize(("age", "kept"), [(UNDO_WITHIN - HOUR, True), (UNDO_WITHIN + HOUR, False)])
def test_what_can_be_undone_is_kept_for_thirty_days(town: Municipality, age: datetime.timedelta, kept: bool) -> None:
    done = make_upload(town, Upload.State.DONE, before=b"x", done_at=timezone.now() - age)
    tidy()
    assert (now(done).before is not None, now(done).rejects is not None) == (kept, kept)


def test_what_nobody_went_on_with_is_given_up(town: Municipality, settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS_ROOT = tmp_path
    left = aged(make_upload(town, Upload.State.TRIED, file="left.gpkg"), changed_at=timezone.now() - UNDO_WITHIN - HOUR)
    fresh = make_upload(town, Upload.State.TRIED, file="fresh.gpkg")
    for name in ("left.gpkg", "fresh.gpkg", ".arriving-1.part"):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / "young.part").write_text("x")
    tidy()
    assert (now(left).state, now(fresh).state) == ("withdrawn", "tried")
    assert {path.name for path in tmp_path.iterdir()} == {"fresh.gpkg", "young.part"}
    assert LEFTOVER_AFTER_S > 3600
