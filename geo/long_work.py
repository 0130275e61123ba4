"""Work that takes minutes, and that nobody waits for with a page open."""

# The worker does two things at once (PROCRASTINATE_WORKER_DEFAULTS). Whatever takes long holds this lock, so that there
# is one of it at a time and letters, folding and reminders always have the other place.
LONG_WORK = "long work"
