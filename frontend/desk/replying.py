"""What the pages of replies show and what their forms say: themes, pieces with masked words, texts by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Body, Private
from accounts.services import look_at
from frontend.desk.plan_parts import DeskPlan
from frontend.pages import PLAIN_FINNISH
from geo.languages import text_in
from geo.models import Municipality
from zoning.dividing import stretches_of
from zoning.masking import SHOWN_INSTEAD, Person, masks_of
from zoning.models import Reply, Statement, StatementPiece, Theme
from zoning.reading import Content
from zoning.reply_report import Sealed, masked_piece, sealed_of, statement_title
from zoning.replying import Answered, Replying, replying
from zoning.services.replies import ReplyWords, Stretch
from zoning.theming import Text

ALONE, JOINED, LEFT_OUT, NEW = "none", "join", "", "new"


@dataclass(frozen=True)
class ShownPiece:
    """A piece as staff see it in lists: masked, with where it came from and where it is."""

    piece: StatementPiece
    title: str
    language: str
    text: str
    is_late: bool
    has_own_reply: bool


@dataclass(frozen=True)
class InLanguage:
    """One field of a text that is written in several languages."""

    language: str
    name: str
    value: str


@dataclass(frozen=True)
class Cut:
    """A stretch of a statement on the page where it is divided, and what the form says of it."""

    name: str
    text: str
    chosen: str
    suggested: str


def languages_of(town: Municipality) -> list[str]:
    return [code for code in town.languages if code != PLAIN_FINNISH] or ["fi"]


def texts_in(said: QueryDict, name: str, town: Municipality) -> dict[str, str]:
    return {code: said.get(f"{name}_{code}", "") for code in languages_of(town)}


def fields_of(town: Municipality, name: str, texts: Mapping[str, str] | None) -> list[InLanguage]:
    return [InLanguage(code, f"{name}_{code}", (texts or {}).get(code, "")) for code in languages_of(town)]


def words_of(said: QueryDict, town: Municipality) -> ReplyWords:
    body = Body.objects.filter(municipality=town, code=said.get("body", "")[:60]).first() if said.get("body") else None
    return ReplyWords(texts_in(said, "text", town), said.get("effect", ""), texts_in(said, "change", town), body)


def reply_fields(town: Municipality, reply: Reply | None, said: QueryDict | None, language: str) -> dict[str, object]:
    """The fields of a reply's form: as they were just sent, else as they are kept."""
    text, change = (reply.text, reply.change) if reply else ({}, {})
    chosen = said.get("effect", "") if said else (reply.effect if reply else "")
    body = said.get("body", "") if said else (reply.body.code if reply and reply.body else "")
    bodies = Body.objects.filter(municipality=town, kind=Body.Kind.UNIT).order_by("code")
    return {
        "reply": reply,
        "text_fields": fields_of(town, "text", texts_in(said, "text", town) if said else text),
        "change_fields": fields_of(town, "change", texts_in(said, "change", town) if said else change),
        "has_other_languages": len(text) > 1,
        "effects": Reply.Effect.choices,
        "effect": chosen,
        "bodies": [(one.code, text_in(one.names, language) or one.code) for one in bodies],
        "body": body,
    }


def read_statements(at_desk: DeskPlan) -> tuple[Replying, Sealed]:
    """Everything that was said about the plan; that somebody of the staff read it is noted down."""
    subject = [f"plan {at_desk.plan.slug}: statements"]
    look_at(user=at_desk.user, town=at_desk.town, what=Private.CONTACT, subjects=subject, why="replies")
    known = replying(at_desk.plan)
    return known, sealed_of(known)


def shown_pieces(known: Replying, sealed: Sealed, of: Sequence[tuple[Answered, StatementPiece]]) -> list[ShownPiece]:
    return [
        ShownPiece(
            piece,
            statement_title(each),
            each.statement.language,
            masked_of(sealed, each.statement, piece),
            each.statement.is_late,
            piece.pk in known.piece_replies,
        )
        for each, piece in of
    ]


def masked_of(sealed: Sealed, said: Statement, piece: StatementPiece) -> str:
    return masked_piece(piece, sealed.contents[said.pk], person_of(sealed, said), said.language)


def person_of(sealed: Sealed, said: Statement) -> Person:
    return sealed.persons.get(said.pk, Person())


def theming_texts(known: Replying, sealed: Sealed) -> list[Text]:
    """Each piece by its public id, for suggestions; an erased one says nothing."""
    return [
        Text(piece.public_id, content.text[piece.starts : piece.ends], each.statement.language, _theme(known, piece))
        for each in known.statements
        for content in [sealed.contents[each.statement.pk]]
        for piece in each.pieces
        if not content.is_erased
    ]


def cuts_of(
    content: Content, pieces: Sequence[StatementPiece], themes: Mapping[int, str], by_sentence: bool
) -> list[Cut]:
    """The stretches of the page, each with what it is now: in a theme, joined to the one above, or left out."""
    bounds = stretches_of(
        content.text, [at for piece in pieces for at in (piece.starts, piece.ends)], by_sentence=by_sentence
    )
    return [
        Cut(f"{starts}-{ends}", content.text[starts:ends], _chosen(starts, ends, pieces, themes), "")
        for starts, ends in bounds
    ]


def stretches_said(said: QueryDict, themes: Mapping[str, Theme]) -> list[Stretch]:
    """What the form of a divided statement means: stretches, those that are joined made one."""
    made: list[Stretch] = []
    for name, value in sorted(said.dict().items(), key=lambda field: _starts(field[0])):
        kind, _at, bounds = name.partition("_")
        starts, _dash, ends = bounds.partition("-")
        if kind != "to" or not (_is_place(starts) and _is_place(ends)) or value == LEFT_OUT:
            continue
        if value == JOINED and made:
            made[-1] = Stretch(made[-1].starts, int(ends), made[-1].theme)
        else:
            made.append(Stretch(int(starts), int(ends), themes.get(str(value))))
    return made


def marked(text: str, person: Person, language: str) -> SafeString:
    """The text with what the rules take away struck through, each with its reason."""
    shown: list[str] = []
    at = 0
    for mask in masks_of(text, person, language):
        struck = text[mask.starts : mask.ends]
        shown += [text[at : mask.starts], format_html('<del title="{}">{}</del>', SHOWN_INSTEAD[mask.what], struck)]
        at = mask.ends
    return format_html_join("", "{}", ((part,) for part in [*shown, text[at:]]))


def _is_place(said: str) -> bool:
    return said.isdecimal() and len(said) < 10


def _starts(name: str) -> int:
    starts = name.partition("_")[2].partition("-")[0]
    return int(starts) if _is_place(starts) else 0


def version_said(said: QueryDict) -> int | None:
    version = said.get("version", "")
    return int(version) if _is_place(version) else None


def _theme(known: Replying, piece: StatementPiece) -> str:
    return next((theme.public_id for theme in known.themes if theme.pk == piece.theme_id), "")


def _chosen(starts: int, ends: int, pieces: Sequence[StatementPiece], themes: Mapping[int, str]) -> str:
    if not pieces:
        return ALONE
    for piece in pieces:
        if piece.starts <= starts and ends <= piece.ends:
            if starts > piece.starts:
                return JOINED
            return themes.get(piece.theme_id or 0, ALONE)
    return LEFT_OUT
