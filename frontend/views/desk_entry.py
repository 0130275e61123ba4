"""/<town>/desk/enter – a phone call, a form on paper or a word at an event, entered for somebody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import permissions
from delivery.services import IdempotencyConflict, fingerprint, scope_of
from feedback_map.models import Pin
from feedback_map.services import Once, PlacedPin, Sender, place_pin_from_home
from frontend.desk.entry import KEPT, EntryForm
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_answer)
def enter(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What was entered last is told above the form, which keeps what the next one is likely to share."""
    page = page_of(request)
    kept = {name: request.GET[name] for name in KEPT if name in request.GET}
    form = EntryForm(request.POST or None, town=town, language=page.language, initial={"key": new_secret(), **kept})
    if request.method == "POST" and form.is_valid():
        placed = _placed(request, town, form)
        if placed is not None:
            told = urlencode({"last": placed.id, **form.kept()})
            return HttpResponseRedirect(f"{page.url('desk_enter')}?{told}#text")
    context = {
        "form": form,
        "last": _last(town, request.GET.get("last", "").replace("\x00", "")),
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/enter.html", context, status=400 if form.errors else 200)


def _placed(request: HttpRequest, town: Municipality, form: EntryForm) -> PlacedPin | None:
    """Each entry is another person's; the same form sent twice is one message."""
    key = form.cleaned_data["key"]
    said = fingerprint("POST", request.path, repr(sorted(form.cleaned_data.items())).encode())
    once = Once(scope_of(f"desk {town.slug} {request.user.pk}", ""), key, said) if key else None
    try:
        return place_pin_from_home(
            town=town, pin=form.pin, home=form.home_told, sender=Sender(shared_device=True), once=once
        )
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
    except IdempotencyConflict:
        form.add_error(None, _("This form was sent before with other words. Open an empty one from the link above."))
    return None


def _last(town: Municipality, public_id: str) -> Pin | None:
    if not public_id:
        return None
    with in_town(town):
        return Pin.objects.select_related("owner", "category").filter(municipality=town, public_id=public_id).first()
