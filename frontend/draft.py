"""A message that is being written, in three steps: where, what, check. Its state travels in the form itself.

Nothing is kept on the server until it is sent: no session, no cookie. The idempotency key is made when the form is
first opened, so a form that is sent twice makes one message.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from delivery.services import scope_of
from feedback_map.models import Category, CollectionLink, Kind, ShownPlace, Visibility
from feedback_map.questions import FIELD
from feedback_map.services import Once, PinInput, PlacedPin, Sender, doubted, place_pin
from feedback_map.services.converting import plan_on_display_at
from frontend import question_fields
from frontend.draft_photos import DraftPhotos
from frontend.form_doubts import BEGUN, doubts_of, stamp
from frontend.forms import AREA, MAP, WhatForm, WhereForm, point_text
from frontend.pages import html_lang, page_of
from frontend.participant_cookie import token_of
from frontend.similar import SimilarMessage, similar_to
from geo.languages import text_in
from geo.models import Municipality
from geo.refusals import Refused
from participation.models import Channel
from zoning.models import PublishedPlan

WHERE, WHAT, CHECK = STEPS = ("where", "what", "check")
WHERE_FIELDS = ("where", "geometry", "search", "place", "area", "near")
WHAT_FIELDS = ("kind", "category", "text", "visibility", "shown_place")
ALWAYS_CARRIED = ("seen", "simple")


@dataclass(frozen=True)
class CategoryAsks:
    """What a topic says and asks; hidden while another one is chosen."""

    category: Category
    stop_text: str
    fields: list[question_fields.AskedField]
    is_chosen: bool


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
        is_shown_first = self.step == WHAT and self.must_look
        return not self.is_first and tried and self.data.get("go") in {"next", "send"} and not is_shown_first

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The fields of the other steps, to be hidden in this one's form."""
        shown = {WHERE: WHERE_FIELDS, WHAT: (*WHAT_FIELDS, "seen")}.get(self.step, ())
        names = [name for name in (*WHERE_FIELDS, *WHAT_FIELDS, *ALWAYS_CARRIED) if name not in shown]
        rest = [(name, value) for name in names if (value := self.data.get(name, ""))]
        rest += [] if self.step == WHAT else question_fields.carried(self.data)
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
            is_what = error.field in WHAT_FIELDS or error.field.startswith(FIELD)
            form = self.what if is_what else self.where
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
        known = ("where", "area", "kind", "category", "simple")
        data.update({name: query[name] for name in known if query.get(name)})
        return data

    def _next_step(self) -> str:
        if self.is_first:
            return WHERE
        step, go = self.data.get("step", WHERE), self.data.get("go", "next")
        wanted = _wanted_step(step if step in STEPS else WHERE, go)
        if wanted != WHERE and not self.where.is_valid():
            return WHERE
        if wanted == CHECK and (self.must_look or not self.what.is_valid()):
            return WHAT
        return wanted

    @property
    def must_look(self) -> bool:
        """The topic says or asks something that was not before the writer when they went on: it is shown first."""
        chosen = self.what.chosen
        return bool(chosen and (chosen.stop_text or chosen.questions) and self.data.get("seen") != chosen.code)

    @property
    def is_simple(self) -> bool:
        """For children and young people: simpler words, and no contact data asked."""
        return self.data.get("simple") == "1" or bool(self.link and self.link.channel == Channel.SCHOOL)

    @property
    def asks(self) -> list[CategoryAsks]:
        """What the topics say before one writes, and what they ask: all of them, for the one that will be chosen."""
        language, chosen = page_of(self.request).language, self.what.chosen
        errors: Mapping[str, Any] = self.what.errors if self.shows_errors else {}
        return [
            CategoryAsks(
                category=each,
                stop_text=text_in(each.stop_text, language),
                fields=question_fields.shown(question_fields.asked_by(each), self.data, errors, language),
                is_chosen=each == chosen,
            )
            for each in self.what.categories
            if each.stop_text or each.questions
        ]

    @property
    def answered(self) -> list[tuple[str, str]]:
        """Questions and answers in words, for the last look."""
        language, found = page_of(self.request).language, []
        for asked in question_fields.shown(self.what.questions, self.data, {}, language):
            words = dict(asked.choices)
            if asked.values:
                found.append((asked.name, ", ".join(words.get(value, value) for value in asked.values)))
        return found

    @property
    def shown_place_name(self) -> str:
        """Where a place is shown less exactly than it is."""
        wanted = self.what.cleaned_data["shown_place"]
        return str(ShownPlace(wanted).label) if wanted in (ShownPlace.NEAR, ShownPlace.AREA) and self._is_shape else ""

    @property
    def similar(self) -> list[SimilarMessage]:
        """What was published before, near this and like it."""
        return similar_to(self.request, self.town, self.where, self.data.get("text", ""))

    @property
    def plan_on_display(self) -> PublishedPlan | None:
        """Where the message could be an objection or an opinion: its sender is asked before it is sent."""
        return plan_on_display_at(self.town, self.where.shape)

    @property
    def _is_shape(self) -> bool:
        return self.where.shape is not None

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
            shown_place=said["shown_place"] if self._is_shape and said["shown_place"] else ShownPlace.EXACT,
            attributes=self.what.answers,
        )

    def _sender(self) -> Sender:
        if self.link and self.link.shared_device:
            return Sender(shared_device=True)
        return Sender(token=token_of(self.request, self.town))

    def _once(self) -> Once:
        content = {name: self.data.get(name, "") for name in (*WHERE_FIELDS, *WHAT_FIELDS, "c")} | self.photos.content
        answers = question_fields.carried(self.data)
        content |= {f"{name} {number}": value for number, (name, value) in enumerate(answers)}
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
