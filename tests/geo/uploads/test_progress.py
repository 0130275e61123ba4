"""How far the worker is can be read while its transaction is still open."""

from __future__ import annotations

import pytest
from django.db import transaction

from geo.models import Upload
from geo.tenancy import in_town
from geo.uploads.progress import Progress, WatchedReport
from tests.geo.uploads.conftest import now, town_of_degrees
from tests.permissions.uploads import make_upload


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_progress_is_seen_although_what_was_read_is_taken_back() -> None:
    town = town_of_degrees()
    upload = make_upload(town, Upload.State.TRYING)
    with in_town(town):
        report = WatchedReport(progress=Progress(upload))
        report.count("accepted", 7)
        transaction.set_rollback(True)
    assert (now(upload).step, now(upload).rows_read) == ("reading", 7)
