"""Named points at which a drill may kill the process, to see that nothing is lost or doubled."""

import os
from collections import Counter

from django.conf import settings

_ARMED, _, _COUNT = os.environ.get("KUULUVUUS_FAULT_POINT", "").partition(":")
_seen: Counter[str] = Counter()


def fault_point(name: str) -> None:
    """Dies like kill -9 when `KUULUVUUS_FAULT_POINT` is `name` (or `name:3`: the third time round).

    Only where `FAULT_POINTS_ALLOWED` is set, which a production service never does.
    """
    if not _ARMED or name != _ARMED or not settings.FAULT_POINTS_ALLOWED:
        return
    _seen[name] += 1
    if _seen[name] == int(_COUNT or 1):
        os._exit(9)
