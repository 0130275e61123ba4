-- Takes nothing. Returns one row: seconds since a worker's last sign of life; jobs that are due, and for how many seconds
-- the oldest is; outbox messages that are due, for how long the oldest is, and those given up; seconds since what the
-- database wrote was last handed over to the backups, whether it is handed over at all, and whether the last try failed.
-- Indexes: procrastinate_jobs by status, outbox_waiting, outbox_dead; the rest are small system views.
WITH workers AS (
    SELECT extract(epoch FROM now() - max(last_heartbeat)) AS silent_s FROM procrastinate_workers
), jobs AS (
    SELECT count(*) AS due, extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))) AS oldest_s
    FROM procrastinate_jobs job
    LEFT JOIN LATERAL (
        SELECT min(at) AS at FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred'
    ) event ON true
    WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
), messages AS (
    SELECT
        count(*) FILTER (WHERE dead_at IS NULL AND available_at <= now()) AS due,
        extract(epoch FROM now() - min(available_at) FILTER (WHERE dead_at IS NULL AND available_at <= now())) AS oldest_s,
        count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead
    FROM delivery_outboxmessage
    WHERE done_at IS NULL
), handed AS (
    SELECT
        extract(epoch FROM now() - last_archived_time) AS since_s,
        current_setting('archive_mode') <> 'off' AS kept,
        coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS failing
    FROM pg_stat_archiver
)
SELECT
    workers.silent_s, jobs.due, coalesce(jobs.oldest_s, 0), messages.due, coalesce(messages.oldest_s, 0), messages.dead,
    handed.since_s, handed.kept, handed.failing
FROM workers, jobs, messages, handed
