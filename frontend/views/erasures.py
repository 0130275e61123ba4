"""/<town>/desk/erasures – for people who identified themselves: their data to take along, and their erasure.

Each look is noted down, because what is shown or handed over is contact data.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Private, User
from accounts.permissions import may_see_contact
from accounts.services import look_at
from feedback_map.models import ErasureRequest, Pin
from feedback_map.services import Whose, ask_for_erasure, decide_texts, take_back_erasure
from frontend.desk.rights import rights
from frontend.own_data_file import as_download, own_data_zip
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town


class WhoseForm(forms.Form):
    """The message by which the person is found, how they proved who they are, and how far it goes."""

    code = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("Write the code of a message.")})
    why = forms.CharField(
        max_length=300, error_messages={"required": gettext_lazy("Write how the person was identified.")}
    )
    whole = forms.BooleanField(required=False)

    def __init__(self, *args: object, town: Municipality, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.town = town
        self.pin: Pin | None = None

    def clean_code(self) -> str:
        code = " ".join(str(self.cleaned_data["code"]).split())
        with in_town(self.town):
            pins = Pin.objects.filter(municipality=self.town).select_related("participant")
            self.pin = pins.filter(code__iexact=code).first()
        if self.pin is None:
            raise forms.ValidationError(_("There is no message with this code."))
        return code

    @property
    def whose(self) -> Whose:
        assert self.pin is not None
        if self.cleaned_data["whole"] and self.pin.participant:
            return Whose(participant=self.pin.participant.merged_into or self.pin.participant)
        return Whose(pin=self.pin)


@desk_page(may_see_contact)
def erasures(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What is asked for and not done yet; a POST asks for somebody, decides about the words, or takes back."""
    form = WhoseForm(request.POST if request.POST.get("do") == "erase" else None, town=town)
    if request.method == "POST" and _done(request, town, form):
        return HttpResponseRedirect(page_of(request).url("desk_erasures"))
    with in_town(town):
        waiting = ErasureRequest.objects.filter(municipality=town, done_at__isnull=True, cancelled_at__isnull=True)
        context = {"waiting": list(waiting.select_related("pin")), "form": form, **rights(request, town)}
    return show_privately(request, "frontend/desk/erasures.html", context, status=400 if form.errors else 200)


@desk_page(may_see_contact)
def export(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The person's data in one file, to be handed over."""
    form = WhoseForm(request.POST, town=town)
    if not form.is_valid():
        context = {"waiting": [], "form": form, **rights(request, town)}
        return show_privately(request, "frontend/desk/erasures.html", context, status=400)
    _look(request, town, form)
    return as_download(own_data_zip(request, town, form.whose))


def _done(request: HttpRequest, town: Municipality, form: WhoseForm) -> bool:
    if request.POST.get("do") == "erase":
        if not form.is_valid():
            return False
        _look(request, town, form)
        ask_for_erasure(town=town, whose=form.whose)
        messages.success(request, _("The erasure is noted down. It is carried out after the days for taking it back."))
        return True
    with in_town(town):
        found = get_object_or_404(
            ErasureRequest.objects.filter(municipality=town), public_id=request.POST.get("request", "")
        )
        if request.POST.get("do") == "undo":
            take_back_erasure(town=town, request=found)
        elif request.POST.get("texts") in ErasureRequest.Texts.values:
            decide_texts(town=town, request=found, texts=request.POST["texts"], by=_user(request))
    return True


def _look(request: HttpRequest, town: Municipality, form: WhoseForm) -> None:
    assert form.pin is not None
    subjects = [form.pin.public_id]
    look_at(user=request.user, town=town, what=Private.CONTACT, subjects=subjects, why=form.cleaned_data["why"])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
