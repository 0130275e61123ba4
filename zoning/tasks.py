"""Background work of zoning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from geo.models import Municipality
from zoning.services.erasing import erase_due_everywhere
from zoning.services.landowners import erase_due_landowners
from zoning.services.outages import beat
from zoning.services.requests import remind_all_due
from zoning.telling import ask_for_reminders


@app.periodic(cron="20 7-9 * * *", periodic_id="hearings")
@app.task(queueing_lock="zoning.hearings")
def remind_of_hearings(timestamp: int) -> int:
    """In the morning: hearings that end soon, and bodies that have not answered yet. Once each."""
    towns = Municipality.objects.defer("boundary")
    return sum(ask_for_reminders(town=town) + remind_all_due(town=town) for town in towns)


@app.periodic(cron="* * * * *", periodic_id="beat")
@app.task(queueing_lock="zoning.beat")
def beat_and_notice_outages(timestamp: int) -> int:
    """Each minute: the pulse by which a silence of the service is noticed afterwards."""
    return beat()


@app.periodic(cron="50 3 * * *", periodic_id="senders")
@app.task(queueing_lock="zoning.senders")
def erase_senders_due(timestamp: int) -> int:
    """Each night: contact data of senders whose plans came into force long ago."""
    return erase_due_everywhere()


@app.periodic(cron="55 3 * * *", periodic_id="landowners")
@app.task(queueing_lock="zoning.landowners")
def erase_landowners_due(timestamp: int) -> int:
    """Each night: addresses of landowners whose plans came into force a year ago."""
    return sum(erase_due_landowners(town=town) for town in Municipality.objects.defer("boundary"))
