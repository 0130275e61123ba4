"""Background work of zoning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from geo.models import Municipality
from zoning.services.requests import remind_all_due
from zoning.telling import ask_for_reminders


@app.periodic(cron="20 7-9 * * *", periodic_id="hearings")
@app.task(queueing_lock="zoning.hearings")
def remind_of_hearings(timestamp: int) -> int:
    """In the morning: hearings that end soon, and bodies that have not answered yet. Once each."""
    towns = Municipality.objects.defer("boundary")
    return sum(ask_for_reminders(town=town) + remind_all_due(town=town) for town in towns)
