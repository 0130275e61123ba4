"""/<town>/desk/plans/<plan>/landowners – owners who live elsewhere: the list, their letters, labels, and the log."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Private
from accounts.services import look_at
from frontend.desk.plan_parts import DeskPlan
from frontend.desk.rights import rights
from frontend.pages import PRIVATE, page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Hearing, Landowner, LandownerLetter
from zoning.permissions import may_plan
from zoning.services.landowners import (
    MOST_BYTES,
    Imported,
    UnreadableList,
    erase_landowners,
    import_landowners,
    log_posted,
    send_by_email,
    unwritten,
)

SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_plan)
def landowners(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The list as it is known, and a file that adds to it. Each look at names and addresses is noted."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        done, wrong = None, ""
        if request.method == "POST":
            try:
                done = _imported(at_desk)
            except UnreadableList as unreadable:
                wrong = str(unreadable)
        return _page(at_desk, done, wrong)


@require_safe
@desk_page(may_plan)
def papers(request: HttpRequest, town: Municipality, slug: str, hearing: str, paper: str) -> HttpResponse:
    """The letters, or the labels, of those who have had no letter about the hearing yet."""
    from frontend.documents.landowner_papers import labels_as_pdf, letters_as_pdf

    with in_town(town):
        at_desk, held = _hearing(request, town, slug, hearing)
        owners = list(unwritten(held)) or list(Landowner.objects.filter(plan=held.plan))
        if not owners:
            raise Http404("Nobody to write to")
        _note_look(at_desk, paper)
        make = labels_as_pdf if paper == "labels" else letters_as_pdf
        response = HttpResponse(make(town, held, owners), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{at_desk.plan.slug}-{paper}.pdf"'
    response.headers["Cache-Control"] = PRIVATE
    return response


@require_POST
@desk_page(may_plan)
def act(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Letters were posted, letters go by e-mail, or addresses are erased."""
    with in_town(town):
        at_desk, what = desk_plan(request, town, slug), request.POST.get("do", "")
        if what == "erase":
            said = _("Erased: %(count)s. That letters were sent stays in the log.")
            count = erase_landowners(town=town, plan=at_desk.plan)
        else:
            _at, held = _hearing(request, town, slug, request.POST.get("hearing", "")[:22])
            write = send_by_email if what == "email" else log_posted
            count = write(town=town, hearing=held, user=at_desk.user)
            said = _("Logged as sent: %(count)s.")
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(page_of(request).url("desk_landowners", slug=slug))


def _imported(at_desk: DeskPlan) -> Imported:
    file = at_desk.request.FILES.get("list")
    if file is None:
        raise UnreadableList(_("Choose a file."))
    return import_landowners(town=at_desk.town, plan=at_desk.plan, content=file.read(MOST_BYTES + 1))


def _hearing(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> tuple[DeskPlan, Hearing]:
    at_desk = desk_plan(request, town, slug)
    return at_desk, get_object_or_404(
        Hearing.objects.standing().select_related("plan"), plan=at_desk.plan, public_id=hearing
    )


def _page(at_desk: DeskPlan, done: Imported | None, wrong: str) -> HttpResponse:
    owners = list(Landowner.objects.filter(plan=at_desk.plan)[:SHOWN])
    if owners:
        _note_look(at_desk, "list")
    hearings = list(Hearing.objects.standing().filter(plan=at_desk.plan).order_by("-first_day"))
    letters = LandownerLetter.objects.filter(hearing__plan=at_desk.plan).select_related("hearing", "landowner", "user")
    count = Landowner.objects.filter(plan=at_desk.plan).count()
    context = {
        "plan": at_desk.plan,
        "owners": owners,
        "count": ngettext("%(count)s landowner", "%(count)s landowners", count) % {"count": count},
        "hearings": [(hearing, unwritten(hearing).count()) for hearing in hearings],
        "letters": list(letters.order_by("-made_at", "-pk")[:SHOWN]),
        "done": done,
        "wrong": wrong,
        **rights(at_desk.request, at_desk.town),
    }
    status = 400 if wrong else 200
    return show_privately(at_desk.request, "frontend/desk/plans/landowners.html", context, status=status)


def _note_look(at_desk: DeskPlan, what: str) -> None:
    subjects = [f"plan {at_desk.plan.slug}: landowners"]
    look_at(user=at_desk.user, town=at_desk.town, what=Private.CONTACT, subjects=subjects, why=what)
