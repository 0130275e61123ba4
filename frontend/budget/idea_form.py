"""An idea for a round: what and where, on one page. Its words go through the same checks as every message."""

from __future__ import annotations

import hashlib
import json
import uuid

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgeting.models import Round
from budgeting.services.ideas import TITLE_LENGTH, From, IdeaInput, place_idea
from delivery.services import scope_of
from feedback_map.models import Kind, Visibility
from feedback_map.models.pins import TEXT_LENGTH
from feedback_map.services import Once, PinInput, PlacedPin, Sender, doubted
from frontend.form_doubts import BEGUN, doubts_of, stamp
from frontend.forms import WhereForm
from frontend.pages import html_lang, page_of
from frontend.participant_cookie import token_of
from geo.models import Municipality
from geo.refusals import Refused

CONTENT = ("title", "text", "may_be_merged", "where", "geometry", "place", "area", "near", "visibility")


class IdeaForm(WhereForm):
    """`where` and what follows it are the fields of every message's form (forms.WhereForm)."""

    title = forms.CharField(
        max_length=TITLE_LENGTH, label=_("What would you call it?"), error_messages={"required": _("Give it a name.")}
    )
    text = forms.CharField(
        max_length=TEXT_LENGTH,
        label=_("What should be made or changed, and why?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you want to say.")},
    )
    may_be_merged = forms.BooleanField(required=False, label=_("My idea may be joined with others that are like it"))
    visibility = forms.ChoiceField(choices=Visibility.choices, initial=Visibility.PUBLIC)

    @property
    def is_private(self) -> bool:
        return bool(self["visibility"].value() == Visibility.PRIVATE)


class IdeaDraft:
    """What has been filled in so far. Nothing is kept on the server until it is sent."""

    def __init__(self, request: HttpRequest, town: Municipality, of: Round) -> None:
        self.request, self.town, self.round = request, town, of
        is_sent = request.method == "POST"
        first = {"may_be_merged": True, "where": "map"}
        self.form = IdeaForm(request.POST if is_sent else None, town=town, initial=first)
        self.key = request.POST.get("key", "")[:64] or str(uuid.uuid4())
        self.begun = request.POST.get(BEGUN, "")[:200] or stamp()
        self.wants_to_send = is_sent and request.POST.get("go") != "search"

    @property
    def shows_errors(self) -> bool:
        return self.wants_to_send

    def send(self) -> PlacedPin | None:
        """None where something is missing or refused: the form says what."""
        if not self.form.is_valid():
            return None
        try:
            with doubted(self.town, doubts_of(self.request.POST)):
                return place_idea(town=self.town, idea=self._idea(), sent=self._sent())
        except Refused as refused:
            for error in refused.errors:
                self.form.add_error(error.field if error.field in self.form.fields else None, str(error.detail))
            return None

    def begin_another(self) -> None:
        """The key was used for another idea that is sent already."""
        self.key = str(uuid.uuid4())
        self.form.add_error(
            None, str(_("You have already sent an idea with this form. Send again if this is another."))
        )

    def _idea(self) -> IdeaInput:
        said = self.form.cleaned_data
        pin = PinInput(
            kind=Kind.IDEA,
            text=said["text"],
            geometry=self.form.shape,
            about_area=self.form.about,
            place_note=self.form.note,
            visibility=said["visibility"],
            language=html_lang(page_of(self.request).language),
        )
        return IdeaInput(self.round, pin, said["title"], said["may_be_merged"])

    def _sent(self) -> From:
        content = json.dumps({name: self.request.POST.get(name, "") for name in CONTENT}, sort_keys=True)
        fingerprint = hashlib.sha256(f"{self.round.public_id} {content}".encode()).digest()
        once = Once(scope_of(f"pages/{self.town.slug}/budget/ideas"), self.key, fingerprint)
        return From(Sender(token=token_of(self.request, self.town)), once)
