"""/<town>/desk/plans/… – what planners do to a plan: its facts, steps, versions, documents and scheme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from frontend.desk.plan_forms import DocumentForm, PlanForm, StepForm, TownForm, VersionForm
from frontend.desk.rights import rights
from frontend.desk.scheme_form import SchemeForm
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.importing.drawing import drawing_in
from zoning.models import Plan, PlanDocument, PlanVersion
from zoning.permissions import may_plan
from zoning.services import (
    Drawing,
    SentFile,
    StalePlan,
    add_document,
    add_version,
    edit_document,
    edit_plan,
    edit_version,
    make_plan,
    publish_document,
    publish_scheme,
    publish_version,
    put_picture,
    remove_document,
    remove_version,
    show_plan,
    take_step,
    withdraw_document,
    withdraw_plan,
    write_scheme,
)
from zoning.services.schemes import missing, untranslated


@desk_page(may_plan)
def new_plan(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A plan enters the registry; its address comes from its name."""
    form = PlanForm(town, page_of(request).language, _sent(request), _files(request))
    if form.is_bound and form.is_valid():
        try:
            made = make_plan(town=town, facts=form.facts(_area(request, town)), user=_me(request))
        except Refused as refused:
            form.take(refused)
        else:
            return _back(request, made, _("The plan is in the registry. Only staff see it so far."))
    return _form_page(request, town, form, {"heading": _("Enter a plan")})


@desk_page(may_plan)
def edit(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Other facts, in the version that was seen."""
    plan = _plan(town, slug)
    form = PlanForm(town, page_of(request).language, _sent(request), _files(request), initial=PlanForm.values(plan))
    if form.is_bound and form.is_valid():
        try:
            facts, version = form.facts(_area(request, town)), form.cleaned_data["version"]
            edit_plan(town=town, plan=plan, facts=facts, version=version)
        except Refused as refused:
            form.take(refused)
        except StalePlan:
            form.add_error(None, _("Somebody changed the plan meanwhile. Your words are here; look at the plan first."))
        else:
            return _back(request, plan, _("Saved."))
    return _form_page(request, town, form, {"plan": plan, "heading": _("The plan's facts")})


@desk_page(may_plan)
def step(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The plan goes on; what is not allowed is refused with the rule named."""
    plan = _plan(town, slug)
    with in_town(town):
        form = StepForm(town, page_of(request).language, plan, _sent(request), initial={"version": plan.version})
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            take_step(town=town, plan=plan, step=form.step, user=_me(request), version=version)
        except Refused as refused:
            form.take(refused)
        except StalePlan:
            form.add_error(None, _("Somebody changed the plan meanwhile. Look at it first."))
        else:
            return _back(request, plan, _("The step is written down."))
    return _form_page(request, town, form, {"plan": plan, "heading": _("The next step")})


@desk_page(may_plan)
def publish(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Everybody sees the plan, or only staff again."""
    plan, withdraws = _plan(town, slug), "withdraw" in request.POST
    said = _("Only staff see the plan now.") if withdraws else _("Everybody sees the plan now.")
    changing = withdraw_plan if withdraws else show_plan
    return _done(request, plan, said, lambda: changing(town=town, plan=plan))


@desk_page(may_plan)
def new_version(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    plan = _plan(town, slug)
    return _version_page(request, town, plan, None)


@desk_page(may_plan)
def version(request: HttpRequest, town: Municipality, slug: str, version: str) -> HttpResponse:
    plan = _plan(town, slug)
    return _version_page(request, town, plan, _version(town, plan, version))


@desk_page(may_plan)
def publish_one_version(request: HttpRequest, town: Municipality, slug: str, version: str) -> HttpResponse:
    """Published, or taken out of the registry."""
    plan = _plan(town, slug)
    found = _version(town, plan, version)
    if "remove" in request.POST:
        return _done(request, plan, _("The version was removed."), lambda: remove_version(town=town, version=found))
    return _done(request, plan, _("The version is published."), lambda: publish_version(town=town, version=found))


@desk_page(may_plan)
def new_document(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    plan = _plan(town, slug)
    return _document_page(request, town, plan, None)


@desk_page(may_plan)
def document(request: HttpRequest, town: Municipality, slug: str, document: str) -> HttpResponse:
    plan = _plan(town, slug)
    return _document_page(request, town, plan, _document(town, plan, document))


@desk_page(may_plan)
def publish_one_document(request: HttpRequest, town: Municipality, slug: str, document: str) -> HttpResponse:
    """Published, withdrawn, or taken out of the registry."""
    plan = _plan(town, slug)
    found = _document(town, plan, document)
    if "remove" in request.POST:
        return _done(request, plan, _("The document was removed."), lambda: remove_document(town=town, document=found))
    if "withdraw" in request.POST:
        said = _("Only staff see the document now.")
        return _done(request, plan, said, lambda: withdraw_document(town=town, document=found))
    return _done(request, plan, _("The document is published."), lambda: publish_document(town=town, document=found))


@desk_page(may_plan)
def scheme(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Write the scheme; published versions are not changed, so a new one begins with what the last one said."""
    plan = _plan(town, slug)
    with in_town(town):
        newest = plan.schemes.first()
    form, errors = SchemeForm(town, newest, _sent(request)), []
    if request.method == "POST":
        try:
            write_scheme(town=town, plan=plan, facts=form.facts, user=_me(request))
        except Refused as refused:
            errors = [str(error.detail) for error in refused.errors]
        else:
            return _back(request, plan, _("The scheme is saved. Only staff see it until it is published."), "#scheme")
    lacks = [str(error.detail) for error in missing(town, newest)] if newest and not newest.published_at else []
    other = untranslated(newest, town.languages) if newest else {}
    context = {"plan": plan, "form": form, "errors": errors, "newest": newest, "lacks": lacks, "other": other}
    template, status = "frontend/desk/plans/scheme.html", 400 if errors else 200
    return show_privately(request, template, {**context, **rights(request, town)}, status=status)


@desk_page(may_plan)
def publish_newest_scheme(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    plan = _plan(town, slug)
    with in_town(town):
        newest = get_object_or_404(plan.schemes.all()[:1])
    return _done(request, plan, _("The scheme is published."), lambda: publish_scheme(town=town, scheme=newest))


def _version_page(request: HttpRequest, town: Municipality, plan: Plan, found: PlanVersion | None) -> HttpResponse:
    values = VersionForm.values(found) if found else {"stage": PlanVersion.Stage.DRAFT}
    form = VersionForm(town, page_of(request).language, _sent(request), _files(request), initial=values)
    if form.is_bound and form.is_valid():
        try:
            kept = _keep_version(request, town, plan, found, form)
            picture = request.FILES.get("picture")
            if isinstance(picture, UploadedFile):
                put_picture(town=town, version=kept, data=picture.read())
        except Refused as refused:
            form.take(refused)
        else:
            return _back(request, plan, _("Saved."), "#versions")
    heading = found.name(page_of(request).language) if found else _("Add a version")
    return _form_page(request, town, form, {"plan": plan, "heading": heading, "of_version": found})


def _keep_version(
    request: HttpRequest, town: Municipality, plan: Plan, found: PlanVersion | None, form: VersionForm
) -> PlanVersion:
    drawing = _drawing(request, town)
    if found is None:
        return add_version(town=town, plan=plan, facts=form.facts, drawing=drawing)
    return edit_version(town=town, version=found, facts=form.facts, drawing=drawing)


def _document_page(request: HttpRequest, town: Municipality, plan: Plan, found: PlanDocument | None) -> HttpResponse:
    language = page_of(request).language
    with in_town(town):
        values = DocumentForm.values(found) if found else {"language_of": town.first_language, "type": "06"}
        form = DocumentForm(town, language, plan, _sent(request), _files(request), initial=values)
    form.fields["file"].required = found is None
    if form.is_bound and form.is_valid():
        try:
            if found is None:
                sent = request.FILES["file"]
                assert isinstance(sent, UploadedFile)
                file = SentFile(sent.name or "", sent.read())
                add_document(town=town, plan=plan, facts=form.facts, file=file)
            else:
                edit_document(town=town, document=found, facts=form.facts)
        except Refused as refused:
            form.take(refused)
        else:
            return _back(request, plan, _("Saved."), "#documents")
    heading = found.name(language) if found else _("Add a document")
    return _form_page(request, town, form, {"plan": plan, "heading": heading, "of_document": found})


def _done(request: HttpRequest, plan: Plan, said: str, act: Any) -> HttpResponse:
    """One thing done by a button, or why it was not."""
    try:
        act()
    except Refused as refused:
        for error in refused.errors:
            messages.warning(request, str(error.detail))
        return HttpResponseRedirect(page_of(request).url("desk_plan", slug=plan.slug))
    return _back(request, plan, said)


def _form_page(request: HttpRequest, town: Municipality, form: TownForm, context: dict[str, Any]) -> HttpResponse:
    status = 400 if form.is_bound and form.errors else 200
    whole = {"form": form, **context, **rights(request, town)}
    return show_privately(request, "frontend/desk/plans/form.html", whole, status=status)


def _back(request: HttpRequest, plan: Plan, said: str | Promise, where: str = "") -> HttpResponseRedirect:
    messages.success(request, str(said))
    return HttpResponseRedirect(page_of(request).url("desk_plan", slug=plan.slug) + where)


def _area(request: HttpRequest, town: Municipality) -> Any:
    drawing = _drawing(request, town)
    if drawing is not None and drawing.area is None:
        raise Refused([FieldError("drawing", "no_area", _("There is no area in the file."))])
    return drawing.area if drawing else None


def _drawing(request: HttpRequest, town: Municipality) -> Drawing | None:
    """The drawing that was sent, if one was. Raises Refused."""
    sent = request.FILES.get("drawing")
    if not isinstance(sent, UploadedFile):
        return None
    return drawing_in(sent.name or "", sent.read(), town.first_language)


def _plan(town: Municipality, slug: str) -> Plan:
    with in_town(town):
        found: Plan = get_object_or_404(Plan.objects.of(town).select_related("process"), slug=slug)
    return found


def _version(town: Municipality, plan: Plan, public_id: str) -> PlanVersion:
    with in_town(town):
        found: PlanVersion = get_object_or_404(plan.versions.select_related("plan"), public_id=public_id)
    return found


def _document(town: Municipality, plan: Plan, public_id: str) -> PlanDocument:
    with in_town(town):
        known = plan.documents.select_related("plan", "version")
        found: PlanDocument = get_object_or_404(known, public_id=public_id)
    return found


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _files(request: HttpRequest) -> Any:
    return request.FILES if request.method == "POST" else None


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
