"""Named points at which a drill may kill the process, to see that nothing is lost or doubled."""

import os
from collections import Counter

from django.conf import settings

_armed, _count = "", 1
_seen: Counter[str] = Counter()


def arm(point: str) -> None:
    """Which fault point this process dies at; none where it is empty."""
    global _armed, _count  # noqa: PLW0603  one point for each process
    _armed, _, count = point.partition(":")
    _count = int(count or 1)


def fault_point(name: str) -> None:
    """Dies like kill -9 when `KUULUVUUS_FAULT_POINT` is `name` (or `name:3`: the third time round).

    Only where `FAULT_POINTS_ALLOWED` is set, which a production service never does.
    """
    if not _armed or name != _armed or not settings.FAULT_POINTS_ALLOWED:
        return
    _seen[name] += 1
    if _seen[name] == _count:
        os._exit(9)


arm(os.environ.get("KUULUVUUS_FAULT_POINT", ""))
