"""Background work on pins."""

from procrastinate.contrib.django import app

from feedback_map.aggregates import fold_every_town


@app.periodic(cron="* * * * * */10", periodic_id="fold")
@app.task(queueing_lock="feedback_map.fold")
def fold(timestamp: int) -> int:
    """Every ten seconds: fold deltas into the aggregates, so that readers have few of them to add."""
    return fold_every_town()
