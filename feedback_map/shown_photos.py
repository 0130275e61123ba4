"""Where the shown pictures of published messages are found, and what is seen on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from feedback_map.models import PublishedPhoto
from geo.models import Municipality


@dataclass(frozen=True)
class ShownPhoto:
    url: str
    small_url: str
    width: int
    height: int
    alt: dict[str, str]


def shown_photos(request: HttpRequest, town: Municipality, pins: Iterable[int]) -> dict[int, list[ShownPhoto]]:
    """The pictures of some published messages, each as a whole address, in the order in which they came."""
    found: dict[int, list[ShownPhoto]] = {}
    wanted = list(pins)
    for photo in PublishedPhoto.objects.filter(pin_id__in=wanted).order_by("photo_id") if wanted else ():
        address = request.build_absolute_uri(f"/{town.slug}/photos/{photo.public_id}")
        shown = ShownPhoto(f"{address}.jpg", f"{address}-small.jpg", photo.width, photo.height, photo.alt)
        found.setdefault(photo.pin_id or 0, []).append(shown)
    return found
