"""/<town>/desk/plans/<slug>/statements – what was stated about a plan, one statement, and those that came on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Private
from accounts.services import look_at
from delivery.files import read_file
from delivery.services import IdempotencyConflict
from frontend.desk.plan_parts import DeskPlan
from frontend.desk.rights import rights
from frontend.desk.statement_acting import do
from frontend.desk.statement_entry import EntryForm, enter, sent_files
from frontend.desk.statement_list import chosen_statements, filters_of
from frontend.pages import PRIVATE, page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.hand_over import package_name, package_of
from zoning.models import Statement, StatementAttachment
from zoning.permissions import may_read_statements
from zoning.reading import contents_of, senders_of
from zoning.standing import standings_of


@require_safe
@desk_page(may_read_statements)
def statements(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        standings = standings_of(town, list(Statement.objects.filter(plan=at_desk.plan)))
        shown = chosen_statements(standings, request.GET)
        contents = contents_of([each.statement for each in shown])
        context = {
            "plan": at_desk.plan,
            "rows": [(each, contents[each.statement.pk]) for each in shown],
            "filters": filters_of(standings, request.GET),
            "count": len(standings),
            **rights(request, town),
        }
        return show_privately(request, "frontend/desk/statements/list.html", context)


@require_safe
@desk_page(may_read_statements)
def statement(request: HttpRequest, town: Municipality, slug: str, statement: str) -> HttpResponse:
    """One statement with its sender; each look is noted down."""
    return _show(request, _found(request, town, slug, statement), [])


@require_POST
@desk_page(may_read_statements)
def act(request: HttpRequest, town: Municipality, slug: str, statement: str) -> HttpResponse:
    at_desk, found = _found(request, town, slug, statement)
    try:
        told = do(town, found, at_desk.user, request.POST)
    except Refused as refused:
        return _show(request, (at_desk, found), list(refused.errors))
    messages.success(request, told)
    return HttpResponseRedirect(page_of(request).url("desk_statement", slug=slug, statement=statement))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_read_statements)
def new(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """A statement on paper, or a letter dropped in as .eml."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        form = EntryForm(request.POST if request.method == "POST" else None, plan=at_desk.plan)
        entered = _enter(town, at_desk, form) if form.is_bound and form.is_valid() else ""
        if entered:
            messages.success(request, _("The statement has been received."))
            return HttpResponseRedirect(page_of(request).url("desk_statement", slug=slug, statement=entered))
        context = {"plan": at_desk.plan, "form": form, "shows": form.is_bound, **rights(request, town)}
        return show_privately(request, "frontend/desk/statements/new.html", context, 422 if form.errors else 200)


@require_safe
@desk_page(may_read_statements)
def file(request: HttpRequest, town: Municipality, slug: str, attachment: str) -> HttpResponse:
    """A file that came with a statement: taken along, never opened in the browser."""
    with in_town(town):
        kept = StatementAttachment.objects.filter(municipality=town, statement__plan__slug=slug).exclude(file="")
        found = get_object_or_404(kept.select_related("statement"), public_id=attachment)
    look_at(user=request.user, town=town, what=Private.CONTACT, subjects=[found.statement.public_id], why="file")
    return _taken_along(read_file(found.file), found.name, "application/octet-stream")


@require_safe
@desk_page(may_read_statements)
def package(request: HttpRequest, town: Municipality, slug: str, statement: str) -> HttpResponse:
    """What the registry gets, to be carried there by hand."""
    _at_desk, found = _found(request, town, slug, statement)
    look_at(user=request.user, town=town, what=Private.CONTACT, subjects=[found.public_id], why="package")
    with in_town(town):
        made = package_of(town, found)
    return _taken_along(made, package_name(found), "application/zip")


def _found(request: HttpRequest, town: Municipality, slug: str, statement: str) -> tuple[DeskPlan, Statement]:
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        named = Statement.objects.select_related("plan", "hearing", "version", "request", "entered_by")
        return at_desk, get_object_or_404(named.filter(plan=at_desk.plan), public_id=statement)


def _show(request: HttpRequest, found: tuple[DeskPlan, Statement], errors: list[FieldError]) -> HttpResponse:
    at_desk, said = found
    town = at_desk.town
    look_at(user=request.user, town=town, what=Private.CONTACT, subjects=[said.public_id], why="statement")
    with in_town(town):
        context = {
            "plan": at_desk.plan,
            "said": said,
            "standing": standings_of(town, [said])[0],
            "content": contents_of([said])[said.pk],
            "sender": senders_of([said])[said.pk],
            "files": list(StatementAttachment.objects.filter(statement=said).exclude(file="").order_by("pk")),
            "hash": bytes(said.chain_hash).hex(),
            "errors": errors,
            "kinds": Statement.Kind.choices,
            **rights(request, town),
        }
        return show_privately(request, "frontend/desk/statements/one.html", context, 422 if errors else 200)


def _enter(town: Municipality, at_desk: DeskPlan, form: EntryForm) -> str:
    """The new statement's name; empty when it was refused, with the reasons in the form."""
    try:
        return enter(town=town, form=form, sent=sent_files(at_desk.request), by=at_desk.user).id
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
    except IdempotencyConflict:
        form.add_error(None, _("This form has been sent already. Open a new one."))
    return ""


def _taken_along(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    plain = "".join(letter if (letter.isascii() and letter.isalnum()) or letter in "-_." else "_" for letter in name)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = PRIVATE
    return response
