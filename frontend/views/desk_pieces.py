"""/<town>/desk/plans/<plan>/replies/… – one statement divided, one piece answered, and what the report takes away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Private
from accounts.services import look_at
from frontend.desk.plan_parts import DeskPlan
from frontend.desk.replying import (
    NEW,
    cuts_of,
    marked,
    masked_of,
    person_of,
    read_statements,
    reply_fields,
    stretches_said,
    version_said,
    words_of,
)
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from frontend.views.desk_replies import show_at_desk, to_page, tried
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.dividing import stretches_of
from zoning.masking import RULES
from zoning.models import Statement, StatementPiece, Theme
from zoning.permissions import may_plan
from zoning.reading import contents_of
from zoning.reply_report import statement_title
from zoning.replying import replying
from zoning.services.replies import StaleReply, Stretch, divide_statement, make_theme, reply_to, word_piece

_send = require_http_methods(["GET", "HEAD", "POST"])


@_send
@desk_page(may_plan)
def divide(request: HttpRequest, town: Municipality, slug: str, statement: str) -> HttpResponse:
    """The text stretch by stretch: each begins a piece of a theme, goes on with the one above, or is left out."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        found = get_object_or_404(Statement.objects.defer("geom"), plan=at_desk.plan, public_id=statement)
        look_at(user=at_desk.user, town=town, what=Private.CONTACT, subjects=[found.public_id], why="replies")
        if request.method != "POST":
            return _divide_page(at_desk, found)
        try:
            _divided(at_desk, found)
        except Refused as refused:
            return _divide_page(at_desk, found, refused)
        messages.success(request, _("Saved."))
        following = _next_undivided(at_desk, found)
        if following is None or "stay" in request.POST:
            return to_page(at_desk, "desk_replies")
        return HttpResponseRedirect(at_desk.page.url("desk_divide", slug=slug, statement=following.public_id))


@require_POST
@desk_page(may_plan)
def take_whole(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Each statement that nobody divided becomes one piece: for short ones that are about one thing."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        return tried(at_desk, lambda: _taken_whole(at_desk), "desk_replies")


@_send
@desk_page(may_plan)
def piece(request: HttpRequest, town: Municipality, slug: str, piece: str) -> HttpResponse:
    """One piece: its own reply, and the words that the report shows for it."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        pieces = StatementPiece.objects.select_related("statement", "theme").defer("statement__geom")
        found = get_object_or_404(pieces, statement__plan=at_desk.plan, public_id=piece)
        if request.method != "POST":
            return _piece_page(at_desk, found)
        try:
            _worked_on(at_desk, found)
        except Refused as refused:
            return _piece_page(at_desk, found, refused=refused)
        except StaleReply as stale:
            return _piece_page(at_desk, found, stale=stale)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(at_desk.page.url("desk_piece", slug=slug, piece=piece))


@_send
@desk_page(may_plan)
def masks(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """What the rules take out of each piece, and what is shown instead; anybody's words can be written anew."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        if request.method == "POST":
            return _words_kept(at_desk)
        known, sealed = read_statements(at_desk)
        rows = [
            {
                "piece": piece,
                "title": statement_title(each),
                "language": each.statement.language,
                "marked": marked(text, person_of(sealed, each.statement), each.statement.language),
                "shown": masked_of(sealed, each.statement, piece),
            }
            for each, piece in known.placed
            for text in [sealed.contents[each.statement.pk].text[piece.starts : piece.ends]]
        ]
        return show_at_desk(at_desk, "masks", {"rows": rows, "rules": [words for _what, words in RULES]})


def _divide_page(at_desk: DeskPlan, found: Statement, refused: Refused | None = None) -> HttpResponse:
    known = replying(at_desk.plan)
    each = next(one for one in known.statements if one.statement.pk == found.pk)
    content = contents_of([found])[found.pk]
    by_sentence = at_desk.request.GET.get("by") == "sentence"
    themes = {theme.pk: theme.public_id for theme in known.themes}
    context = {
        "statement": found,
        "title": statement_title(each),
        "content": content,
        "cuts": cuts_of(content, each.pieces, themes, by_sentence),
        "themes": known.themes,
        "by_sentence": by_sentence,
        "left": len(known.undivided),
        "refused": refused.errors if refused else (),
    }
    return show_at_desk(at_desk, "divide", context, status=400 if refused else 200)


def _divided(at_desk: DeskPlan, found: Statement) -> None:
    said, town, plan = at_desk.request.POST, at_desk.town, at_desk.plan
    themes = {theme.public_id: theme for theme in Theme.objects.filter(plan=plan)}
    with in_town(town):  # a theme that was made for pieces that are refused is not made either
        if NEW in said.dict().values():
            names = {town.first_language: said.get("new_theme", "")}
            themes[NEW] = make_theme(town=town, plan=plan, names=names)
        divide_statement(town=town, statement=found, stretches=stretches_said(said, themes))


def _next_undivided(at_desk: DeskPlan, after: Statement) -> Statement | None:
    waiting = [each.statement for each in replying(at_desk.plan).undivided]
    later = [each for each in waiting if each.number > after.number]
    return next(iter([*later, *waiting]), None)


def _taken_whole(at_desk: DeskPlan) -> str:
    known, sealed = read_statements(at_desk)
    taken = 0
    for each in known.undivided:
        bounds = stretches_of(sealed.contents[each.statement.pk].text)
        if bounds:
            whole = Stretch(bounds[0][0], bounds[-1][1])
            divide_statement(town=at_desk.town, statement=each.statement, stretches=[whole])
            taken += 1
    words = ngettext("%(n)s statement is one piece now.", "%(n)s statements are one piece each now.", taken)
    return words % {"n": taken}


def _piece_page(
    at_desk: DeskPlan, found: StatementPiece, *, refused: Refused | None = None, stale: StaleReply | None = None
) -> HttpResponse:
    known, sealed = read_statements(at_desk)
    each = next(one for one in known.statements if one.statement.pk == found.statement_id)
    said = at_desk.request.POST if refused or stale else None
    reply = stale.current if stale else known.piece_replies.get(found.pk)
    context = {
        "piece": found,
        "title": statement_title(each),
        "language": each.statement.language,
        "shown": masked_of(sealed, each.statement, found),
        "theme_reply": known.theme_replies.get(found.theme_id or 0),
        "refused": refused.errors if refused else (),
        "is_stale": stale is not None,
        **reply_fields(at_desk.town, reply, said, at_desk.page.language),
    }
    return show_at_desk(at_desk, "piece", context, status=412 if stale else 400 if refused else 200)


def _worked_on(at_desk: DeskPlan, found: StatementPiece) -> None:
    said, town = at_desk.request.POST, at_desk.town
    if said.get("act") == "word":
        word_piece(town=town, piece=found, words=said.get("words", ""))
    else:
        reply_to(town=town, to=found, words=words_of(said, town), by=at_desk.user, version=version_said(said))


def _words_kept(at_desk: DeskPlan) -> HttpResponse:
    """Words that differ from what the rules show are kept; the rules' own are not, so that they stay the rules'."""
    known, sealed = read_statements(at_desk)
    said = at_desk.request.POST
    for each, piece in known.placed:
        words = said.get(f"words_{piece.public_id}")
        if words is not None and " ".join(words.split()) != " ".join(masked_of(sealed, each.statement, piece).split()):
            word_piece(town=at_desk.town, piece=piece, words=words)
    messages.success(at_desk.request, _("Saved."))
    return to_page(at_desk, "desk_masks")
