"""Background work of the doors, run by `manage.py procrastinate worker`."""

import subprocess
import sys

from django.conf import settings
from procrastinate.contrib.django import app

from doors.webhooks.noticing import note_what_is_gone
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

KEEP_DELIVERIES_DAYS = 30


@app.periodic(cron="*/15 * * * *", periodic_id="webhooks")
@app.task(queueing_lock="doors.webhooks")
def look_after_webhooks(timestamp: int) -> int:
    """Each quarter of an hour: what subscribers were told of and is public no more; tellings past their days go."""
    told = 0
    for town in Municipality.objects.defer("boundary"):
        told += note_what_is_gone(town)
        with in_town(town):
            sql.run("doors/forget_deliveries", {"town": town.pk, "keep_days": KEEP_DELIVERIES_DAYS})
    return told


@app.periodic(cron="*/5 * * * *", periodic_id="open_data")
@app.task(queueing_lock="doors.open_data")
def make_data_files(timestamp: int) -> bool:
    """Every five minutes: files of open data, where something changed.

    In a process of its own: a large town takes minutes, letters need not wait for it, and its memory is given back.
    """
    from doors.downloads.due import is_anything_due

    is_due = any(is_anything_due(town) for town in Municipality.objects.defer("boundary"))
    if is_due:
        command = ["nice", "-n", "10", sys.executable, str(settings.BASE_DIR / "manage.py"), "make_data_files"]
        subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  our own command
    return is_due
