"""/<town>/desk/embed – pieces for the town's own web pages: what to copy, and whose pages may show them."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.permissions import may_answer, may_manage_staff
from doors.embed.framing import allow_framing
from frontend.desk.rights import rights
from frontend.map_settings import home_areas, home_set
from frontend.pages import OWN_NAMES, page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused


class OriginsForm(forms.Form):
    origins = forms.CharField(
        label=gettext_lazy("Web sites that may show the pieces, one on each line"),
        help_text=gettext_lazy("For example https://www.mikkeli.fi. Without any, no page may show them."),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


@dataclass(frozen=True)
class Snippet:
    """One piece: its name, its address, and what to copy into a page."""

    name: str
    address: str
    height: int
    title: str

    @property
    def code(self) -> str:
        return format_html(
            '<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy"></iframe>',
            self.address,
            self.title,
            self.height,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_answer)
def embed(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Handlers copy; administrators say whose pages may show what is copied."""
    may_change = may_manage_staff(request.user, town)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = OriginsForm(request.POST or None, initial={"origins": "\n".join(town.embed_origins)})
    if form.is_bound and form.is_valid():
        try:
            allow_framing(town=town, origins=form.cleaned_data["origins"].splitlines())
        except Refused as refused:
            form.add_error("origins", " ".join(str(error.detail) for error in refused.errors))
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(page_of(request).url("desk_embed"))
    chosen = (
        request.GET.get("language", "") if request.GET.get("language") in town.languages else page_of(request).html_lang
    )
    context = {
        "form": form,
        "may_change": may_change,
        "snippets": _snippets(town, chosen),
        "languages": [(code, OWN_NAMES.get(code, code)) for code in town.languages],
        "chosen": chosen,
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/ground/embed.html", context, 400 if form.errors else 200)


def _snippets(town: Municipality, language: str) -> list[Snippet]:
    name, area_set, areas = town.name(language), home_set(town), home_areas(town)
    pieces = [
        (_("Map"), reverse("embed_map", args=[town.slug]), 900),
        (_("Counter"), reverse("embed_counter", args=[town.slug]), 240),
        (_("Have your say"), reverse("embed_say", args=[town.slug]), 130),
    ]
    if area_set and areas:
        where = reverse("embed_area", args=[town.slug, area_set.kind, areas[0].code])
        pieces.append((_("Area: %(name)s") % {"name": areas[0].name(language)}, where, 520))
    return [
        Snippet(one, f"{settings.SITE_ADDRESS}{path}?language={language}", height, f"{one}, {name}")
        for one, path, height in pieces
    ]
