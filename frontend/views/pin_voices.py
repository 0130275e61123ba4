"""What others and the sender say of a message: it is mine too, how good the answer was, it is not fixed."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from delivery.services import Limit, address_of, demand
from feedback_map.models import Pin, PublishedPin, Support
from feedback_map.services import Rating, say_not_fixed, support_pin, tell_of_answer, withdraw_support
from frontend.pages import PRIVATE, html_lang, page_of, show_privately, town_page
from frontend.participant_cookie import keep_token, token_of
from frontend.views.pin_letters import own_pin_or_404
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.services import token_hash

MOST_FROM_AN_ADDRESS = 60
SCORES = [(str(score), str(score)) for score in range(1, 6)]
YES, NO = "yes", "no"


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def support(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """ "This is mine too", and taking it back. Only of what everybody can read; else the page is not there."""
    shown = PublishedPin.objects.filter(municipality=town, public_id=pin).first()
    if shown is None:
        raise Http404("No such message")
    if request.method == "POST":
        demand(Limit("supports", address_of(request), MOST_FROM_AN_ADDRESS))
        return _say(request, town, shown)
    context = {"pin": shown, "supports": _supports(request, town, shown), "said": request.GET.get("said", "")}
    return show_privately(request, "frontend/pins/support.html", context)


@require_POST
@town_page
def rate(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """The sender's rating; "not dealt with" of what was said to be done opens it again."""
    own = own_pin_or_404(request, town, pin)
    page, form = page_of(request), RatingForm(request.POST)
    back = f"{page.url('pin', pin=pin)}?key={request.GET.get('key', '')}"
    if not form.is_valid():
        return redirect(f"{back}&rating=wrong#rating")
    try:
        opened = tell_of_answer(town=town, pin=own, rating=form.rating, language=html_lang(page.language))
    except Refused:
        return redirect(f"{back}&rating=wrong#rating")
    return redirect(f"{back}&rating={'opened' if opened else 'kept'}#rating")


class RatingForm(forms.Form):
    dealt_with = forms.ChoiceField(choices=[(YES, _("Yes")), (NO, _("No"))], required=False)
    score = forms.ChoiceField(choices=SCORES, required=False)
    text = forms.CharField(required=False, max_length=2_000)

    @property
    def rating(self) -> Rating:
        said = self.cleaned_data
        dealt_with = {YES: True, NO: False}.get(said["dealt_with"])
        return Rating(dealt_with, int(said["score"]) if said["score"] else None, said["text"])


def _say(request: HttpRequest, town: Municipality, shown: PublishedPin) -> HttpResponse:
    """Said once or ten times, it counts once; then to a page that says so, so that loading it again sends nothing."""
    said, token = request.POST.get("go", "support"), token_of(request, town)
    with in_town(town):
        pin = Pin.objects.select_related("state").get(pk=shown.pin_id)
    page = page_of(request).url("pin_support", pin=shown.public_id)
    if said == "withdraw":
        withdraw_support(town=town, pin=pin, token=token)
        return _to(f"{page}?said=withdrawn")
    if said == "not-fixed":
        return _to(f"{page}?said={_not_fixed(town, pin, token, request.POST.get('text', ''))}")
    supported = support_pin(town=town, pin=pin, token=token)
    response = _to(f"{page}?said=support")
    keep_token(response, town, supported.participant_token)
    return response


def _not_fixed(town: Municipality, pin: Pin, token: str | None, text: str) -> str:
    try:
        say_not_fixed(town=town, pin=pin, token=token, text=text.replace("\x00", ""))
    except Refused as refused:
        return refused.errors[0].code
    return "not-fixed"


def _to(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code, response.headers["Cache-Control"] = 303, PRIVATE
    return response


def _supports(request: HttpRequest, town: Municipality, shown: PublishedPin) -> bool:
    token = token_of(request, town)
    if not token:
        return False
    with in_town(town):
        return Support.objects.filter(pin_id=shown.pin_id, participant__token_hash=token_hash(token)).exists()
