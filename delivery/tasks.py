"""Background work of delivery, run by `manage.py procrastinate worker` on the same PostgreSQL."""

from procrastinate.contrib.django import app

from delivery.services import relay
from delivery.services.limits import SECRET_LIFETIME_S
from geo import sql

RELAY_FOR_S = 4.0  # then other jobs have their turn
KEEP_DONE_DAYS = 30
KEEP_JOBS_HOURS = 24
DEAD_AFTER_S = 60.0


@app.periodic(cron="* * * * * */5", periodic_id="relay")
@app.task(queueing_lock="delivery.relay")
def relay_outbox(timestamp: int) -> int:
    """Every five seconds: carry out what is due."""
    return relay(for_s=RELAY_FOR_S)


@app.periodic(cron="7 * * * *", periodic_id="expire")
@app.task(queueing_lock="delivery.expire")
def expire(timestamp: int) -> list[int]:
    """Hourly: idempotency keys, rate buckets, old secrets and finished messages whose time is over."""
    counts = sql.row("delivery/expire", {"lifetime_s": SECRET_LIFETIME_S, "keep_days": KEEP_DONE_DAYS})
    return list(counts or ())


@app.periodic(cron="* * * * *", periodic_id="reclaim")
@app.task(queueing_lock="delivery.reclaim")
async def reclaim_jobs(timestamp: int) -> int:
    """Each minute: jobs whose worker died (no heartbeat) are queued again; old finished jobs go."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S))
    for job in stalled:
        await app.job_manager.retry_job(job)
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_HOURS)
    return len(stalled)
