"""Background work on pins."""

from django.utils import timezone
from procrastinate.contrib.django import app

from feedback_map.aggregates import fold_every_town
from feedback_map.campaigns import find_waves_everywhere, notice_floods
from geo.long_work import LONG_WORK
from geo.models import Municipality


@app.periodic(cron="* * * * * */10", periodic_id="fold")
@app.task(queueing_lock="feedback_map.fold")
def fold(timestamp: int) -> int:
    """Every ten seconds: fold deltas into the aggregates, so that readers have few of them to add."""
    return fold_every_town()


@app.periodic(cron="*/10 * * * *", periodic_id="open311")
@app.task(queueing_lock="feedback_map.open311")
def fetch_open311(timestamp: int) -> int:
    """Every ten minutes: what other systems did with the pins we sent them."""
    from feedback_map.open311.client.fetching import fetch_updates

    return sum(fetch_updates(town) for town in Municipality.objects.defer("boundary"))


@app.periodic(cron="37 * * * *", periodic_id="uploads")
@app.task(queueing_lock="feedback_map.uploads")
def expire_photo_uploads(timestamp: int) -> int:
    """Hourly: pictures whose message never came, and files that a crash left without a row."""
    from feedback_map.services import expire_uploads
    from feedback_map.stored_files import remove_leftovers

    expired = sum(expire_uploads(town=town) for town in Municipality.objects.defer("boundary"))
    return expired + remove_leftovers()


@app.periodic(cron="11 * * * *", periodic_id="bursts")
@app.task(queueing_lock="feedback_map.bursts")
def look_for_bursts(timestamp: int) -> int:
    """Hourly: where much more than usual came in this week, so that the queue can tell it at once."""
    from feedback_map.bursts import note_bursts

    today = timezone.localdate()
    return sum(note_bursts(town, today=today) for town in Municipality.objects.defer("boundary"))


@app.periodic(cron="20 8 * * *", periodic_id="asking")
@app.task(queueing_lock="feedback_map.asking")
def ask_whether_dealt_with(timestamp: int) -> int:
    """Each morning: ask senders whether what was done some days ago was dealt with."""
    from feedback_map.letters.asking import ask_senders

    return sum(ask_senders(town=town) for town in Municipality.objects.defer("boundary"))


@app.periodic(cron="* * * * * */10", periodic_id="floods")
@app.task(queueing_lock="feedback_map.floods")
def watch_floods(timestamp: int) -> int:
    """Every ten seconds: towns to which very many messages come at once, so that moderators look first."""
    return len(notice_floods())


@app.periodic(cron="*/5 * * * *", periodic_id="waves")
@app.task(queueing_lock="feedback_map.waves", lock=LONG_WORK)
def watch_waves(timestamp: int) -> int:
    """Every five minutes: messages that resemble each other, shown to the desk as one group."""
    return find_waves_everywhere()


@app.periodic(cron="40 3 * * *", periodic_id="retention")
@app.task(queueing_lock="feedback_map.retention", lock=LONG_WORK)
def erase_what_is_due(timestamp: int) -> int:
    """Each night: what is to be erased by a category's months, and for whoever asked some days ago."""
    from feedback_map.retention import erase_everywhere

    return erase_everywhere()
