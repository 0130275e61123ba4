"""The pictures of a message that is being written: taken as they come, and carried on as tokens in hidden fields."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.files import StoreFull, read_file, small_of
from delivery.pictures.cleaning import PicturesBusy
from delivery.services import RateLimited, address_of, demand
from feedback_map.permissions import limits_on_photos
from feedback_map.services import SentPhoto, upload_of, upload_photo
from feedback_map.services.photos import MOST_PHOTOS
from geo.models import Municipality
from geo.refusals import FieldError, Refused

NO_ROOM = _("Pictures cannot be taken just now. Send the message without them, or try again later.")
TOO_MANY = _("A message can have five pictures.")


@dataclass(frozen=True)
class DraftPhoto:
    """One picture: its token, what is seen in it, and itself small, as it stands in the page."""

    token: str
    alt: str
    preview: str = ""


class DraftPhotos:
    """`photo` are files; `photo_token` and `photo_alt` stand side by side and say what was taken before."""

    def __init__(self, request: HttpRequest, town: Municipality) -> None:
        self._request, self._town = request, town
        self.errors: list[str | Promise] = []
        posted = request.POST if request.method == "POST" else QueryDict()
        tokens, alts = posted.getlist("photo_token")[:MOST_PHOTOS], posted.getlist("photo_alt")
        sent = [SentPhoto(token[:100], (alts[i] if i < len(alts) else "")[:500]) for i, token in enumerate(tokens)]
        removed = posted.get("go", "").removeprefix("remove-photo:")
        self.sent = [photo for photo in sent if photo.token != removed]
        if posted:
            self._take_files([text[:500] for text in posted.getlist("photo_new_alt")])

    @property
    def carried(self) -> list[tuple[str, str]]:
        return [pair for photo in self.sent for pair in (("photo_token", photo.token), ("photo_alt", photo.alt))]

    @property
    def content(self) -> dict[str, str]:
        """What of them makes a repeat the same request."""
        return {"photos": "\n".join(f"{photo.token} {photo.alt}" for photo in self.sent)} if self.sent else {}

    @property
    def room(self) -> int:
        return MOST_PHOTOS - len(self.sent)

    @cached_property
    def shown(self) -> list[DraftPhoto]:
        return [DraftPhoto(photo.token, photo.alt, self._preview(photo.token)) for photo in self.sent]

    def refuse(self, error: FieldError) -> None:
        """What is no longer there is taken out, so that the message can be sent without it."""
        self.errors.append(error.detail)
        self.sent = [photo for photo in self.sent if upload_of(town=self._town, token=photo.token)]

    def _take_files(self, alts: list[str]) -> None:
        for i, file in enumerate(self._request.FILES.getlist("photo")):
            if self.room < 1:
                self.errors.append(TOO_MANY)
                return
            token = self._taken(file.read())
            if token:
                self.sent.append(replace(SentPhoto(token), alt=alts[i] if i < len(alts) else ""))

    def _taken(self, data: bytes) -> str:
        try:
            demand(*limits_on_photos(token=None, address=address_of(self._request)))
            return upload_photo(town=self._town, data=data).token
        except Refused as refused:
            self.errors += [error.detail for error in refused.errors]
        except (StoreFull, PicturesBusy, RateLimited):
            self.errors.append(NO_ROOM)
        return ""

    def _preview(self, token: str) -> str:
        upload = upload_of(town=self._town, token=token)
        if upload is None:
            return ""
        try:
            return "data:image/jpeg;base64," + base64.b64encode(read_file(small_of(upload.file))).decode()
        except FileNotFoundError:
            return ""
