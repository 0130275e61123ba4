"""Background work of participation."""

from procrastinate.contrib.django import app

from participation.digests import ask_for_digests


@app.periodic(cron="*/10 * * * *", periodic_id="digests")
@app.task(queueing_lock="participation.digests")
def digests(timestamp: int) -> int:
    """Every ten minutes: from seven o'clock the day's digests, on Mondays the week's, once each."""
    return ask_for_digests()
