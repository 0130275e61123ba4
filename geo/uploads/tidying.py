"""What uploads leave behind: forgotten when its time is over."""

from __future__ import annotations

import time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from geo.models import Municipality, Upload
from geo.tenancy import in_town
from geo.uploads.working import UNDO_WITHIN

LEFTOVER_AFTER_S = 24 * 3600.0  # a file stands a moment before its row
State = Upload.State


def tidy() -> int:
    """Forget what cannot be undone any more, and files that nobody went on with; gives how many uploads and files."""
    named: set[str] = set()
    forgotten = 0
    for town in Municipality.objects.defer("boundary"):
        with in_town(town):
            forgotten += _forget(town)
            named |= set(Upload.objects.filter(municipality=town).exclude(file="").values_list("file", flat=True))
    return forgotten + _remove_unnamed(named)


def _forget(town: Municipality) -> int:
    """Runs inside `in_town`."""
    before = timezone.now() - UNDO_WITHIN
    own = Upload.objects.filter(municipality=town)
    kept = Q(before__isnull=False) | Q(rejects__isnull=False)
    done = own.filter(kept, done_at__lt=before).update(before=None, rejects=None)
    left = own.filter(state__in=[State.UNREAD, State.TRIED], changed_at__lt=before)
    return done + left.update(state=State.WITHDRAWN, file="", rejects=None)


def _remove_unnamed(named: set[str]) -> int:
    """Files of a request that was cut off, or of an upload that is over."""
    old = time.time() - LEFTOVER_AFTER_S
    room = settings.UPLOADS_ROOT
    lying = [path for path in room.iterdir() if path.is_file()] if room.is_dir() else []
    unnamed = [path for path in lying if path.name not in named and path.stat().st_mtime < old]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)
