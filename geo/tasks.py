"""Background work of geography."""

from procrastinate.contrib.django import app

from geo.basemaps import prune_cache
from geo.long_work import LONG_WORK


@app.periodic(cron="23 * * * *", periodic_id="basemaps")
@app.task(queueing_lock="geo.basemaps")
def prune_base_maps(timestamp: int) -> int:
    """Hourly: keep the cache of outside base maps within its size."""
    return prune_cache()


@app.task(lock=LONG_WORK)
def carry_upload(town: int, upload: str) -> str:
    """A file that staff sent: look at it, try it, bring it in or take it back, whichever its row says."""
    from geo.uploads.working import carry

    return carry(town, upload)


@app.periodic(cron="53 4 * * *", periodic_id="uploads_tidied")
@app.task(queueing_lock="geo.uploads_tidied", lock=LONG_WORK)
def tidy_uploads(timestamp: int) -> int:
    """Each night: what cannot be undone any more is forgotten, and files that nobody asks for go."""
    from geo.uploads.tidying import tidy

    return tidy()
