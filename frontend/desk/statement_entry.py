"""Statements that came on paper, by e-mail or at the desk, entered by staff: counted the same as those of the web."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.services import scope_of
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.statement_form import LABELS
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from zoning.attachments import MOST_ATTACHMENTS, Attachment, attachment_refused, clean_attachment
from zoning.eml import ReadLetter, as_attachment, read_letter
from zoning.models import Hearing, Plan, Statement, StatementChannel, StatementRequest
from zoning.services.statement_checks import SENDER_LENGTHS, TEXT_LENGTH, TITLE_LENGTH, SenderInput
from zoning.services.statements import Arrival, Receipt, StatementInput, StatementOnce, receive_statement

CHANNELS = [(value, label) for value, label in StatementChannel.choices if value != StatementChannel.WEB]


class EntryForm(forms.Form):
    """What staff note. What an .eml says of itself need not be written again; what is written here counts before it."""

    channel = forms.ChoiceField(choices=CHANNELS, initial=StatementChannel.PAPER, label=_("How it came"))
    arrived_at = forms.DateTimeField(required=False, label=_("Arrived"))
    arrived_where = forms.CharField(required=False, max_length=200, label=_("Where it arrived"))
    hearing = forms.ChoiceField(required=False, label=_("Hearing"))
    request = forms.ChoiceField(required=False, label=_("It answers a request for a statement"))
    kind = forms.ChoiceField(
        required=False, choices=[("", _("By phase and sender")), *Statement.Kind.choices], label=_("Kind")
    )
    sender = forms.ChoiceField(choices=Statement.Sender.choices, label=_("Sender"))
    title = forms.CharField(required=False, max_length=TITLE_LENGTH, label=_("Heading"))
    text = forms.CharField(required=False, max_length=TEXT_LENGTH, label=_("What was stated"))
    wants_position = forms.BooleanField(required=False)
    wants_approval_notice = forms.BooleanField(required=False)
    key = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        hearings = Hearing.objects.filter(plan=plan, published_at__isnull=False, cancelled_at__isnull=True)
        self.hearings = {each.public_id: each for each in hearings.order_by("-last_day")}
        self.requests = {
            each.public_id: each for each in StatementRequest.objects.filter(plan=plan, asked_at__isnull=False)
        }
        offer(self, "hearing", [NOTHING_CHOSEN, *[(name, _hearing_name(each)) for name, each in self.hearings.items()]])
        offer(self, "request", [NOTHING_CHOSEN, *[(name, each.name) for name, each in self.requests.items()]])
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(required=False, max_length=SENDER_LENGTHS[name], label=label)

    @property
    def who_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LABELS]

    @property
    def new_key(self) -> str:
        return str(self["key"].value() or uuid.uuid4())


@dataclass(frozen=True)
class SentFiles:
    """Scans and letters that were dropped in, made safe; the words of the first letter, if one came."""

    files: tuple[Attachment, ...] = ()
    letter: ReadLetter | None = field(default=None)


def sent_files(request: HttpRequest) -> SentFiles:
    """Raises Refused."""
    files: list[Attachment] = []
    letter: ReadLetter | None = None
    for sent in request.FILES.getlist("files"):
        if not isinstance(sent, UploadedFile):
            continue
        name, data = sent.name or "", sent.read()
        if name.lower().endswith(".eml"):
            read = read_letter(name, data)
            letter = letter or read
            files += [as_attachment(name, data), *read.files]
        else:
            files.append(clean_attachment(name, data))
    if len(files) > MOST_ATTACHMENTS:
        raise attachment_refused("too_many")
    return SentFiles(tuple(files), letter)


def enter(*, town: Municipality, form: EntryForm, sent: SentFiles, by: User) -> Receipt:
    """Receive it as the form and the letter say. Raises Refused."""
    said, letter = form.cleaned_data, sent.letter
    arrived: datetime.datetime | None = said["arrived_at"] or (letter.taken_at if letter else None)
    if arrived is not None and arrived > datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1):
        raise Refused([FieldError("arrived_at", "in_future", _("It cannot arrive later than now."))])
    given = StatementInput(
        plan=form.plan,
        hearing=form.hearings.get(said["hearing"]),
        request=form.requests.get(said["request"]),
        kind=said["kind"],
        sender=said["sender"],
        who=_who(said, letter),
        title=said["title"] or (letter.subject if letter else ""),
        text=said["text"] or (letter.text[:TEXT_LENGTH] if letter else ""),
        language=town.first_language,
        attachments=sent.files,
        wants_position=said["wants_position"],
        wants_approval_notice=said["wants_approval_notice"],
        arrival=Arrival(said["channel"], arrived, said["arrived_where"], entered_by=by),
    )
    return receive_statement(town=town, statement=given, once=_once(town, form, sent))


def _who(said: dict[str, Any], letter: ReadLetter | None) -> SenderInput:
    who = {name: said.get(name, "") for name in LABELS}
    if letter is not None:
        who["email"] = who["email"] or letter.address[: SENDER_LENGTHS["email"]]
        who["name"] = who["name"] or letter.name[: SENDER_LENGTHS["name"]]
    return SenderInput(**who)


def _once(town: Municipality, form: EntryForm, sent: SentFiles) -> StatementOnce | None:
    if not form.cleaned_data["key"]:
        return None
    content = {name: str(value) for name, value in form.cleaned_data.items()}
    print_ = json.dumps([form.plan.pk, content, [each.sha256.hex() for each in sent.files]], sort_keys=True)
    digest = hashlib.sha256(print_.encode()).digest()
    return StatementOnce(scope_of(f"desk/{town.slug}/statements"), form.cleaned_data["key"], digest)


def _hearing_name(hearing: Hearing) -> str:
    return f"{hearing.get_kind_display()} {hearing.first_day:%d.%m.%Y}–{hearing.last_day:%d.%m.%Y}"
