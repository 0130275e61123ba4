"""A message that is being written, in three steps: where, what, check. Its state travels in the form itself.

Nothing is kept on the server until it is sent: no session, no cookie. The idempotency key is made when the form is
first opened, so a form that is sent twice makes one message.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from delivery.services import scope_of
from feedback_map.models import CollectionLink, Kind, Visibility
from feedback_map.services import Once, PinInput, PlacedPin, Sender, doubted, place_pin
from frontend.draft_photos import DraftPhotos
from frontend.form_doubts import BEGUN, doubts_of, stamp
from frontend.forms import AREA, MAP, WhatForm, WhereForm, point_text
from frontend.pages import html_lang, page_of
from frontend.participant_cookie import token_of
from geo.models import Municipality
from geo.refusals import Refused
from participation.models import Channel

WHERE, WHAT, CHECK = STEPS = ("where", "what", "check")
WHERE_FIELDS = ("where", "geometry", "search", "place", "area", "near")
WHAT_FIELDS = ("kind", "category", "text", "visibility")


class Draft:
    """What has been filled in so far, and which step comes next."""

    def __init__(self, request: HttpRequest, town: Municipality) -> None:
        self.request, self.town = request, town
        self.is_first = request.method != "POST"
        self.link = open_link(town, (request.GET if self.is_first else request.POST).get("c", ""))
        self.data = self._asked_for() if self.is_first else request.POST
        self.key = self.data.get("key", "")[:64] or str(uuid.uuid4())
        self.where = WhereForm(self.data, town=town)
        self.what = WhatForm(self.data, town=town)
        self.photos = DraftPhotos(request, town)
        self.was_sent_already = False
        self.step = WHAT if self.photos.errors else self._next_step()

    @property
    def wants_to_send(self) -> bool:
        return self.data.get("go") == "send" and self.step == CHECK

    @property
    def shows_errors(self) -> bool:
        """Nobody is corrected before having tried."""
        posted = self.data.get("step", WHERE)
        tried = posted in STEPS and STEPS.index(posted) >= STEPS.index(self.step)
        return not self.is_first and tried and self.data.get("go") in {"next", "send"}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The fields of the other steps, to be hidden in this one's form."""
        shown = {WHERE: WHERE_FIELDS, WHAT: WHAT_FIELDS}.get(self.step, ())
        names = [name for name in (*WHERE_FIELDS, *WHAT_FIELDS) if name not in shown]
        rest = [(name, value) for name in names if (value := self.data.get(name, ""))]
        rest.append((BEGUN, self.data.get(BEGUN, "")[:200] or stamp()))
        rest += [] if self.step == WHAT else self.photos.carried
        return [*rest, ("key", self.key), *([("c", self.link.token)] if self.link else [])]

    @property
    def place_in_words(self) -> str:
        """For the last look before sending."""
        if self.where.note:
            return self.where.note
        if self.where.about:
            return self.where.about.name(page_of(self.request).language)
        shapes = {
            "Point": _("A point on the map"),
            "LineString": _("A line on the map"),
            "Polygon": _("An area on the map"),
        }
        return shapes[self.where.shape.geom_type] if self.where.shape else _("The whole town")

    @property
    def kind_name(self) -> str:
        return str(Kind(self.what.cleaned_data["kind"]).label)

    @property
    def category_name(self) -> str:
        chosen = [each for each in self.what.categories if each.code == self.what.cleaned_data["category"]]
        return chosen[0].name(page_of(self.request).language) if chosen else ""

    @property
    def visibility_name(self) -> str:
        return str(Visibility(self.what.cleaned_data["visibility"]).label)

    def send(self) -> PlacedPin:
        with doubted(self.town, doubts_of(self.data)):
            return place_pin(town=self.town, pin=self._pin(), sender=self._sender(), once=self._once())

    def refuse(self, refused: Refused) -> None:
        """Back to the step where the trouble is, with the reasons beside its fields."""
        for error in refused.errors:
            if error.field == "photos":
                self.photos.refuse(error)
                continue
            form = self.what if error.field in WHAT_FIELDS else self.where
            name = error.field if error.field in form.fields else "where"
            form.add_error(name if name in form.fields else None, str(error.detail))
        self.step = WHERE if self.where.errors else WHAT

    def begin_another(self) -> None:
        """The key was used for a message that is already sent: what stands here now would be a second one."""
        self.key, self.was_sent_already, self.step = str(uuid.uuid4()), True, CHECK

    def _asked_for(self) -> QueryDict:
        """What the address or the collection link knows already."""
        query, data = self.request.GET, QueryDict(mutable=True)
        if point := point_text(query.get("lon", ""), query.get("lat", "")):
            data.update({"where": MAP, "geometry": point})
        if self.link and self.link.area:
            data.update({"where": AREA, "area": self.link.area.code})
        if self.link and self.link.category:
            data["category"] = self.link.category.code
        data.update({name: query[name] for name in ("where", "area", "kind", "category") if query.get(name)})
        return data

    def _next_step(self) -> str:
        if self.is_first:
            return WHERE
        step, go = self.data.get("step", WHERE), self.data.get("go", "next")
        wanted = _wanted_step(step if step in STEPS else WHERE, go)
        if wanted != WHERE and not self.where.is_valid():
            return WHERE
        return WHAT if wanted == CHECK and not self.what.is_valid() else wanted

    def _pin(self) -> PinInput:
        said, link = self.what.cleaned_data, self.link
        return PinInput(
            kind=said["kind"],
            text=said["text"],
            category=said["category"],
            geometry=self.where.shape,
            about_area=self.where.about,
            place_note=self.where.note,
            visibility=said["visibility"],
            language=html_lang(page_of(self.request).language),
            channel=link.channel if link else Channel.WEB,
            process=link.process if link else None,
            event=link.event if link else None,
            photos=tuple(self.photos.sent),
        )

    def _sender(self) -> Sender:
        if self.link and self.link.shared_device:
            return Sender(shared_device=True)
        return Sender(token=token_of(self.request, self.town))

    def _once(self) -> Once:
        content = {name: self.data.get(name, "") for name in (*WHERE_FIELDS, *WHAT_FIELDS, "c")} | self.photos.content
        return Once(scope_of(f"pages/{self.town.slug}/pins/new"), self.key, _fingerprint(content))


def open_link(town: Municipality, token: str) -> CollectionLink | None:
    """A collection link that is still open."""
    if not token:
        return None
    found = CollectionLink.objects.select_related("area", "event", "process", "category")
    link = found.filter(municipality=town, token=token[:40]).first()
    return None if link and link.valid_until and link.valid_until < timezone.now() else link


def _wanted_step(step: str, go: str) -> str:
    if go in {"edit-where", "search"}:
        return WHERE
    if go == "edit-what":
        return WHAT
    moves = {"next": 1, "back": -1}
    return STEPS[min(max(STEPS.index(step) + moves.get(go, 0), 0), 2)]


def _fingerprint(content: Mapping[str, str]) -> bytes:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
