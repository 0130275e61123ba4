"""Background work of participation."""

from procrastinate.contrib.django import app

from participation.digests import ask_for_digests
from participation.news import notice_everywhere


@app.periodic(cron="*/10 * * * *", periodic_id="digests")
@app.task(queueing_lock="participation.digests")
def digests(timestamp: int) -> int:
    """Every ten minutes: from seven o'clock the day's digests, on Mondays the week's, once each."""
    return ask_for_digests()


@app.periodic(cron="*/5 * * * *", periodic_id="news")
@app.task(queueing_lock="participation.news")
def news(timestamp: int) -> int:
    """Every five minutes: what is new, for those who follow by a link or a feed. Reading these writes nothing."""
    return notice_everywhere()
