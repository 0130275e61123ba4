"""Background work: provisional runs for staff each night, and releases on their calendar.

Every process of the service reads this module at its start; the worker reads the statistics where they are needed.
A town that fails does not keep the others waiting: its failure is in the log, and it is tried again.
"""

from __future__ import annotations

import datetime
import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from geo.long_work import LONG_WORK
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun, Release
from neighbourhoods.runs.asking import WINDOWS, Asked, months_before
from participation.models import Process

KEPT_DAYS = 14  # of provisional runs; what stands behind a release stays
ENDED_WITHIN = datetime.timedelta(days=31)
log = logging.getLogger(__name__)


@app.periodic(cron="23 1 * * *", periodic_id="nightly_runs")
@app.task(queueing_lock="neighbourhoods.nightly", lock=LONG_WORK)
def nightly_runs(timestamp: int) -> int:
    """Each night: one run for every town and window."""
    from neighbourhoods.runs.running import make_run

    now, done = timezone.now(), 0
    for town in Municipality.objects.defer("boundary"):
        _forget_old_runs(town, now)
        for months in WINDOWS:
            try:
                make_run(asked=Asked(town, months_before(now, months)), purpose=CoverageRun.Purpose.NIGHTLY)
                done += 1
            except Exception:  # the run's row says why; the night goes on
                log.exception("nightly run of %s over %s months", town.slug, months)
    return done


@app.periodic(cron="41 2 * * *", periodic_id="monthly_releases")
@app.task(queueing_lock="neighbourhoods.monthly", lock=LONG_WORK)
def monthly_releases(timestamp: int) -> int:
    """Each night from the first of the month on: a release for every town that has had none yet this month."""
    from neighbourhoods.services import make_release, this_months_release

    now, done = timezone.now(), 0
    for town in Municipality.objects.defer("boundary"):
        if this_months_release(town, now) is None:
            try:
                make_release(town=town, at=now)
                done += 1
            except Exception:
                log.exception("release of %s", town.slug)
    return done


@app.periodic(cron="17 3 * * *", periodic_id="releases_of_ended_processes")
@app.task(queueing_lock="neighbourhoods.ended", lock=LONG_WORK)
def releases_of_ended_processes(timestamp: int) -> int:
    """Each night: public processes that have ended get their release, once."""
    from neighbourhoods.services import make_release

    today, done = timezone.localdate(), 0
    ended = Process.objects.filter(is_public=True, closes_on__lt=today, closes_on__gte=today - ENDED_WITHIN)
    for process in ended.select_related("municipality").defer("municipality__boundary"):
        if not Release.objects.filter(process=process).exists():
            try:
                make_release(town=process.municipality, process=process)
                done += 1
            except Exception:
                log.exception("release of %s's process %s", process.municipality.slug, process.slug)
    return done


def _forget_old_runs(town: Municipality, now: datetime.datetime) -> None:
    old = now - datetime.timedelta(days=KEPT_DAYS)
    with in_town(town):
        CoverageRun.objects.filter(municipality=town, purpose=CoverageRun.Purpose.NIGHTLY, made_at__lt=old).delete()
