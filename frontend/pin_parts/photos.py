"""The pictures of a message: the public's, or all of them for their sender, with what was decided about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from feedback_map.models import Photo, Pin, PublishedPhoto, PublishedPin
from frontend.pages import page_of
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town


@dataclass(frozen=True)
class Shown:
    url: str
    small_url: str
    alt: str
    width: int
    height: int
    state: str = Photo.Shown.SHOWN

    @property
    def is_waiting(self) -> bool:
        return self.state == Photo.Shown.WAITING

    @property
    def is_rejected(self) -> bool:
        return self.state == Photo.Shown.REJECTED


def photos(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    page = page_of(request)
    key = f"?key={request.GET.get('key', '')}" if own else ""
    rows: list[Photo] | list[PublishedPhoto]
    if own:
        with in_town(town):
            rows = list(Photo.objects.filter(municipality=town, pin=own).order_by("pk"))
    else:
        rows = list(PublishedPhoto.objects.filter(municipality=town, pin_id=shown.pk))
    found = [
        Shown(
            url=page.url("photo", photo=row.public_id) + key,
            small_url=page.url("photo_small", photo=row.public_id) + key,
            alt=text_in(row.alt, page.language),
            width=row.width,
            height=row.height,
            state=row.shown if isinstance(row, Photo) else Photo.Shown.SHOWN,
        )
        for row in rows
    ]
    return {"photos": found}
