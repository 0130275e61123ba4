"""/<town>/desk/plans/<plan>/replies – how far a plan's statements are answered, its themes, and the reply report."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.desk.plan_parts import DeskPlan
from frontend.desk.replying import (
    InLanguage,
    fields_of,
    read_statements,
    reply_fields,
    shown_pieces,
    texts_in,
    theming_texts,
    version_said,
    words_of,
)
from frontend.desk.rights import rights
from frontend.pages import PRIVATE, html_lang, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.models import Hearing, Theme
from zoning.permissions import may_plan, may_read_statements
from zoning.reply_report import ReplyReport, reply_report, sealed_of, statement_title
from zoning.replying import replying
from zoning.services import DocumentFacts, SentFile, add_document, publish_document
from zoning.services.replies import (
    StaleReply,
    make_theme,
    publish_replies,
    put_in_theme,
    remove_theme,
    reply_to,
    withdraw_replies,
    word_theme,
)
from zoning.theming import nearest_themes, suggest_themes

_send = require_http_methods(["GET", "HEAD", "POST"])
MOST_THEMES = 40
REPLIES = "23"  # in the national list of documents
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@desk_page(may_read_statements)
def replies(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """What is left to do first: statements not divided, pieces without a theme, themes without a reply."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        known = replying(at_desk.plan)
        themes = [(theme, len(known.by_theme[theme.pk]), known.theme_replies.get(theme.pk)) for theme in known.themes]
        statements = [(each, statement_title(each)) for each in known.statements]
        context = {"known": known, "themes": themes, "statements": statements,
                   "unplaced": len(known.by_theme.get(None, [])),
                   "name_fields": fields_of(town, "name", None)}  # fmt: skip
        return show_at_desk(at_desk, "replies", context)


@_send
@desk_page(may_plan)
def suggest(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Themes that the words suggest; nothing is put anywhere before somebody says so."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        if request.method == "POST":
            return tried(at_desk, lambda: _take_suggestion(at_desk), "desk_themes_suggest")
        return show_at_desk(at_desk, "suggestions", _suggestions(at_desk))


@require_POST
@desk_page(may_plan)
def new_theme(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        names = texts_in(request.POST, "name", town)
        return tried(at_desk, lambda: _made_theme(at_desk, names), "desk_replies")


@_send
@desk_page(may_plan)
def theme(request: HttpRequest, town: Municipality, slug: str, theme: str) -> HttpResponse:
    """What was said under a theme, and the reply to it."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        found = get_object_or_404(Theme, plan=at_desk.plan, public_id=theme)
        if request.method != "POST":
            return _theme_page(at_desk, found)
        act = _THEME_ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404("No such act")
        return act(at_desk, found)


@require_POST
@desk_page(may_plan)
def publish(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """All replies that are not published yet; none of the plan's; or the report among the plan's documents."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        if request.POST.get("act") == "withdraw":
            withdraw_replies(town=town, plan=at_desk.plan)
            messages.success(request, _("Withdrawn. Nobody outside the desk sees the replies now."))
            return to_page(at_desk, "desk_replies")
        act = _published_report if request.POST.get("act") == "report" else _published
        return tried(at_desk, lambda: act(at_desk), "desk_replies")


@require_safe
@desk_page(may_read_statements)
def report(request: HttpRequest, town: Municipality, slug: str, ending: str) -> HttpResponse:
    """The reply report in the language of the page; `?hearing=` takes one hearing's statements alone."""
    from frontend.documents.reply_report import report_as_docx, report_as_pdf, report_as_xlsx

    makers = {"pdf": report_as_pdf, "docx": report_as_docx, "xlsx": report_as_xlsx}
    with in_town(town):
        made = report_of(desk_plan(request, town, slug), request.GET.get("hearing", ""))
    response = HttpResponse(makers[ending](made), content_type=MEDIA[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(made.title) or "replies"}.{ending}"'
    response.headers["Cache-Control"] = PRIVATE
    return response


def report_of(at_desk: DeskPlan, hearing_id: str = "", *, published_only: bool = False) -> ReplyReport:
    hearing = get_object_or_404(Hearing, plan=at_desk.plan, public_id=hearing_id) if hearing_id else None
    read_statements(at_desk)
    known = replying(at_desk.plan, hearing, published_only=published_only)
    return reply_report(at_desk.town, known, sealed_of(known), html_lang(at_desk.page.language), hearing)


def _suggestions(at_desk: DeskPlan) -> dict[str, object]:
    known, sealed = read_statements(at_desk)
    texts = theming_texts(known, sealed)
    waiting = [text for text in texts if not text.theme]
    wanted = at_desk.request.GET.get("number", "")
    number = min(int(wanted), MOST_THEMES) if wanted.isdecimal() and 0 < len(wanted) < 4 else None
    shown = {one.piece.public_id: one for one in shown_pieces(known, sealed, known.placed)}
    near = nearest_themes(texts)
    themes = [
        (theme, [shown[piece] for piece, nearest in near.items() if nearest == theme.public_id])
        for theme in known.themes
    ]
    groups = [
        (", ".join(group.words).capitalize(), [shown[piece] for piece in group.texts])
        for group in suggest_themes([text for text in waiting if text.id not in near], number)
    ]
    return {"near": [(theme, some) for theme, some in themes if some], "groups": groups, "number": wanted,
            "known": known, "main_language": InLanguage(at_desk.town.first_language, "name", "")}  # fmt: skip


def _take_suggestion(at_desk: DeskPlan) -> str:
    """The ticked pieces into the theme that is named: one that is there, or a new one."""
    said = at_desk.request.POST
    if said.get("theme"):
        into = get_object_or_404(Theme, plan=at_desk.plan, public_id=said["theme"])
    else:
        into = make_theme(
            town=at_desk.town, plan=at_desk.plan, names={at_desk.town.first_language: said.get("name", "")}
        )
    moved = put_in_theme(town=at_desk.town, plan=at_desk.plan, pieces=said.getlist("piece"), theme=into)
    return ngettext("%(n)s piece was put in the theme.", "%(n)s pieces were put in the theme.", moved) % {"n": moved}


def _made_theme(at_desk: DeskPlan, names: dict[str, str]) -> str:
    make_theme(town=at_desk.town, plan=at_desk.plan, names=names)
    return _("The theme has been made.")


def _published(at_desk: DeskPlan) -> str:
    number = publish_replies(town=at_desk.town, plan=at_desk.plan)
    return ngettext("%(n)s reply was published.", "%(n)s replies were published.", number) % {"n": number}


def _published_report(at_desk: DeskPlan) -> str:
    """As it is now, with published replies alone: later changes make another document."""
    from frontend.documents.reply_report import report_as_pdf

    made = report_of(at_desk, published_only=True)
    facts = DocumentFacts(
        type=REPLIES,
        dated_on=made.made_on,
        names={made.language: made.title},
        language=made.language,
        is_accessible=True,
    )
    file = SentFile(f"{slugify(made.title) or 'replies'}.pdf", report_as_pdf(made))
    document = add_document(town=at_desk.town, plan=at_desk.plan, facts=facts, file=file)
    publish_document(town=at_desk.town, document=document)
    return _("The reply report is on the plan's page.")


def _theme_page(
    at_desk: DeskPlan, found: Theme, *, refused: Refused | None = None, stale: StaleReply | None = None
) -> HttpResponse:
    known, sealed = read_statements(at_desk)
    town, said = at_desk.town, at_desk.request.POST if refused or stale else None
    reply = stale.current if stale else known.theme_replies.get(found.pk)
    context = {
        "theme": found,
        "pieces": shown_pieces(known, sealed, known.by_theme[found.pk]),
        "themes": [one for one in known.themes if one.pk != found.pk],
        "name_fields": fields_of(town, "name", found.names),
        "summary_fields": fields_of(town, "summary", found.summary),
        "refused": refused.errors if refused else (),
        "is_stale": stale is not None,
        **reply_fields(town, reply, said if said and said.get("act") == "reply" else None, at_desk.page.language),
    }
    return show_at_desk(at_desk, "theme", context, status=412 if stale else 400 if refused else 200)


def _word(at_desk: DeskPlan, found: Theme) -> HttpResponse:
    said, town = at_desk.request.POST, at_desk.town
    try:
        word_theme(town=town, theme=found, names=texts_in(said, "name", town), summary=texts_in(said, "summary", town))
    except Refused as refused:
        return _theme_page(at_desk, found, refused=refused)
    return _back(at_desk, found)


def _reply(at_desk: DeskPlan, found: Theme) -> HttpResponse:
    said, town = at_desk.request.POST, at_desk.town
    try:
        reply_to(town=town, to=found, words=words_of(said, town), by=at_desk.user, version=version_said(said))
    except Refused as refused:
        return _theme_page(at_desk, found, refused=refused)
    except StaleReply as stale:
        return _theme_page(at_desk, found, stale=stale)
    return _back(at_desk, found)


def _move(at_desk: DeskPlan, found: Theme) -> HttpResponse:
    said = at_desk.request.POST
    to = Theme.objects.filter(plan=at_desk.plan, public_id=said.get("to", "")).first() if said.get("to") else None
    put_in_theme(town=at_desk.town, plan=at_desk.plan, pieces=said.getlist("piece"), theme=to)
    return _back(at_desk, found)


def _remove(at_desk: DeskPlan, found: Theme) -> HttpResponse:
    try:
        remove_theme(town=at_desk.town, theme=found)
    except Refused as refused:
        return _theme_page(at_desk, found, refused=refused)
    return to_page(at_desk, "desk_replies")


_THEME_ACTS: dict[str, Callable[[DeskPlan, Theme], HttpResponse]] = {
    "word": _word,
    "reply": _reply,
    "move": _move,
    "remove": _remove,
}


def tried(at_desk: DeskPlan, act: Callable[[], str], back: str) -> HttpResponse:
    """Do it and say what was done; what was refused is said on the same page."""
    try:
        messages.success(at_desk.request, act())
    except Refused as refused:
        for error in refused.errors:
            messages.warning(at_desk.request, str(error.detail))
    return to_page(at_desk, back)


def _back(at_desk: DeskPlan, found: Theme) -> HttpResponse:
    messages.success(at_desk.request, _("Saved."))
    return HttpResponseRedirect(at_desk.page.url("desk_theme", slug=at_desk.plan.slug, theme=found.public_id))


def to_page(at_desk: DeskPlan, name: str) -> HttpResponse:
    return HttpResponseRedirect(at_desk.page.url(name, slug=at_desk.plan.slug))


def show_at_desk(at_desk: DeskPlan, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    shown = {"plan": at_desk.plan, "may_plan": at_desk.may_plan, **context, **rights(at_desk.request, at_desk.town)}
    return show_privately(at_desk.request, f"frontend/desk/plans/{template}.html", shown, status=status)
