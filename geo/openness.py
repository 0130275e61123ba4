"""A town that is being set up is there for those who work in it, and for nobody else.

Pages ask `may_see`. Answers that look at no session, such as the API, know only public towns; `is_public` is for those
that look a town up by nothing but its slug. It believes for some seconds that a public town still is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from geo.models import Municipality

BELIEVED_FOR_S = 5.0
WorksHere = Callable[[HttpRequest, Municipality], bool]

_who_works_here: list[WorksHere] = []
_public_until: dict[str, float] = {}


def register_who_works_here(works_here: WorksHere) -> None:
    """The app of users says who works in a town. Registering twice is the same as once."""
    if works_here not in _who_works_here:
        _who_works_here.append(works_here)


def may_see(request: HttpRequest, town: Municipality) -> bool:
    """Whether the town is there for whoever asks."""
    return town.is_public or any(works_here(request, town) for works_here in _who_works_here)


def is_public(slug: str) -> bool:
    """Whether there is such a town, open to everybody. While the database is away, whoever reads on finds that out."""
    now = time.monotonic()
    if _public_until.get(slug, 0.0) > now:
        return True
    try:
        found = Municipality.objects.filter(slug=slug, is_public=True).exists()
    except (OperationalError, InterfaceError):
        return True
    if found:
        _public_until[slug] = now + BELIEVED_FOR_S
    return found


def forget(slug: str) -> None:
    """The town has just been closed."""
    _public_until.pop(slug, None)
