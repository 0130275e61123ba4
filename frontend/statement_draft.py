"""A statement that is being written, in two steps: write, then look at it, add files and send.

Nothing is kept on the server until it is sent. The idempotency key is made when the form is first opened, and the
hearing that it was opened for goes with it: whoever sends a second after midnight still speaks to that hearing.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from delivery.services import scope_of
from feedback_map.models import Pin
from feedback_map.services.placing import follow_hash
from frontend.forms import MAP, WhereForm
from frontend.pages import html_lang, page_of
from frontend.participant_cookie import token_of
from frontend.place import as_geojson
from frontend.statement_form import LABELS, WHOLE, About, StatementForm
from geo import crs
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from zoning.attachments import MOST_ATTACHMENTS, Attachment, attachment_refused, clean_attachment
from zoning.clock import town_today
from zoning.models import Hearing, Plan, Statement, StatementRequest
from zoning.services.requests import request_by_key
from zoning.services.statement_checks import SenderInput
from zoning.services.statements import (
    Arrival,
    Receipt,
    StatementInput,
    StatementOnce,
    judged_kind,
    receive_statement,
)
from zoning.statement_kinds import hearing_for_statement

WRITE, CHECK = STEPS = ("write", "check")
FIELDS = (
    *("where", "geometry", "search", "place", "sender", "title", "text", "version"),
    *("wants_position", "wants_approval_notice", *LABELS),
)
CARRIED = ("key", "hearing", "pin", "pin_key", "request", "request_key", "claimed_sent_at")


@dataclass(frozen=True)
class Where:
    """Whose page it is, and which plan it is about."""

    town: Municipality
    plan: Plan


class StatementDraft:
    """What has been filled in so far, and which step comes next. Made inside `in_town`."""

    def __init__(self, request: HttpRequest, where: Where) -> None:
        self.request, self.town, self.plan = request, where.town, where.plan
        self.is_first = request.method != "POST" or "hearing" not in request.POST  # other forms carry none
        self.data = self._begun() if self.is_first else request.POST.copy()
        self.key = self.data.get("key", "")[:64] or str(uuid.uuid4())
        self.hearing = self._hearing()
        language = html_lang(page_of(request).language)
        self.asked = self._asked()
        if self.asked is not None and self.is_first:
            self.data.update({"sender": Statement.Sender.AUTHORITY, "organisation": self.asked.name})
        about = About(self.plan, self.hearing, language, self.asked)
        self.form = StatementForm(self.data, town=self.town, about=about)
        self.wrong_files: list[str] = []
        self.was_sent_already = False
        self.step = self._next_step()

    @property
    def wants_to_send(self) -> bool:
        return self.step == CHECK and self.data.get("step") == CHECK and self.data.get("go") == "send"

    @property
    def shows_errors(self) -> bool:
        return not self.is_first and self.data.get("go") in {"next", "send"}

    @property
    def kind(self) -> str:
        """What it will be taken for; before the form is valid, as from a private person."""
        if self.form.is_valid():
            return judged_kind(self.form.statement())
        nobody = StatementInput(plan=self.plan, text="", who=SenderInput(), hearing=self.hearing, request=self.asked)
        return judged_kind(nobody)

    @property
    def kind_name(self) -> str:
        return str(Statement.Kind(self.kind).label)

    @property
    def carried(self) -> list[tuple[str, str]]:
        rest = [(name, self.data.get(name, "")) for name in CARRIED if name != "key"]
        shown = FIELDS if self.step == WRITE else ()
        rest += [(name, self.data.get(name, "")) for name in FIELDS if name not in shown]
        own = {"hearing": self.hearing.public_id if self.hearing else "none"}
        return [("key", self.key), *((name, own.get(name, value)) for name, value in rest if value or name in own)]

    @property
    def place_in_words(self) -> str:
        if self.form.shape is None:
            return _("The whole plan")
        names = {"Point": _("A point on the map"), "LineString": _("A line on the map")}
        return self.form.note or names.get(self.form.shape.geom_type, _("An area on the map"))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Who sends it, field by field, for the last look."""
        said = self.form.cleaned_data
        rows = [(_("As whom"), str(Statement.Sender(said["sender"]).label))]
        return rows + [(str(LABELS[name]), said[name]) for name in LABELS if said.get(name)]

    def send(self, files: list[Attachment]) -> Receipt:
        given = replace(
            self.form.statement(),
            attachments=tuple(files),
            from_pin=pin.public_id if (pin := self.pin) else "",
            participant_token=token_of(self.request, self.town),
            arrival=Arrival(claimed_sent_at=_instant(self.data.get("claimed_sent_at", ""))),
        )
        return receive_statement(town=self.town, statement=given, once=self._once(files))

    def files(self) -> list[Attachment]:
        """What came with the last step, made safe. Raises Refused."""
        sent = [each for each in self.request.FILES.getlist("attachments") if isinstance(each, UploadedFile)]
        if len(sent) > MOST_ATTACHMENTS:
            raise attachment_refused("too_many")
        return [clean_attachment(each.name or "", each.read()) for each in sent]

    def refuse(self, refused: Refused) -> None:
        """Back to where the trouble is, with the reasons beside it."""
        for error in refused.errors:
            self._refuse(error)
        self.step = WRITE if self.form.errors else CHECK

    def begin_another(self) -> None:
        """The key was used for a statement that is already here: what stands here now would be a second one."""
        self.key, self.was_sent_already, self.step = str(uuid.uuid4()), True, CHECK

    @property
    def pin(self) -> Pin | None:
        """The sender's own message that this is made from: theirs by its key."""
        name, key = self.data.get("pin", "")[:22], self.data.get("pin_key", "")[:100]
        found = Pin.objects.filter(municipality=self.town, public_id=name).first() if name else None
        return found if found and bytes(found.follow_hash or b"") == follow_hash(key) else None

    def _refuse(self, error: FieldError) -> None:
        if error.field in self.form.fields:
            self.form.add_error(error.field, str(error.detail))
        else:
            self.wrong_files.append(str(error.detail))

    def _hearing(self) -> Hearing | None:
        """The one that the form was opened for, as long as it stands; of a new form the one of today."""
        if self.is_first:
            return hearing_for_statement(self.plan, town_today())
        named = self.data.get("hearing", "")[:22]
        standing = Hearing.objects.filter(plan=self.plan, published_at__isnull=False, cancelled_at__isnull=True)
        return standing.filter(public_id=named).first()

    def _asked(self) -> StatementRequest | None:
        """The request that a body answers by its own link."""
        name, key = self.data.get("request", ""), self.data.get("request_key", "")
        found = request_by_key(town=self.town, public_id=name, key=key) if name else None
        return found if found is not None and found.plan_id == self.plan.pk else None

    def _begun(self) -> QueryDict:
        """What is known already: a message that becomes a statement is not typed again."""
        data, came = QueryDict(mutable=True), self.request.POST or self.request.GET
        data.update({"where": WHOLE, "sender": Statement.Sender.PERSON, "text": came.get("text", "")})
        if came.get("request"):
            data.update({"request": came["request"], "request_key": came.get("key", "")})
        shape = self._shape(came)
        for name in ("pin", "pin_key"):
            data[name] = came.get(name, "")
        self.data = data
        if (pin := self.pin) is not None:
            data["text"] = pin.text
            shape = as_geojson(pin.geom) if pin.geom else None
        if shape is not None:
            data.update({"where": MAP, "geometry": json.dumps(shape)})
        return data

    def _shape(self, came: Mapping[str, str]) -> dict[str, Any] | None:
        """The place of a message that is still being written, from the fields of its own form."""
        form = WhereForm(came, town=self.town)
        if not came.get("where") or not form.is_valid() or form.shape is None:
            return None
        found: dict[str, Any] = json.loads(shapely.to_geojson(crs.wire_geometry(form.shape)))
        return found

    def _next_step(self) -> str:
        go = self.data.get("go", "")
        if self.is_first or go in {"edit", "search"} or not self.form.is_valid():
            return WRITE
        return CHECK

    def _once(self, files: list[Attachment]) -> StatementOnce:
        content = [[name, self.data.get(name, "")] for name in (*FIELDS, "hearing")]
        content += [[each.name, each.sha256.hex()] for each in files]
        print_ = hashlib.sha256(json.dumps([self.plan.pk, content]).encode()).digest()
        return StatementOnce(scope_of(f"pages/{self.town.slug}/statement"), self.key, print_)


def _instant(text: str) -> datetime.datetime | None:
    """What a device says of when it was sent; nothing if it is no instant."""
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
