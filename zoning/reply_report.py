"""The reply report (vastineraportti) as plain values: what was said, masked, what was answered, and what changed.

Documents, spreadsheets and pages are made from these and nothing else, so that none shows more than another.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from geo.languages import text_in
from geo.models import Municipality
from zoning.masking import NOBODY, Person, masked
from zoning.models import Hearing, Reply, Statement, StatementPiece, Theme
from zoning.reading import Content, SenderDetails, contents_of, persons_of, senders_of
from zoning.replying import Answered, Replying

NAMED = frozenset({Statement.Sender.AUTHORITY, Statement.Sender.BODY, Statement.Sender.COMPANY,
                   Statement.Sender.ASSOCIATION})  # fmt: skip


@dataclass(frozen=True)
class ReportReply:
    text: str
    effect: str
    change: str
    by: str


@dataclass(frozen=True)
class ReportPiece:
    """A piece of a statement, masked, with its own reply where it has one."""

    statement: str
    language: str
    text: str
    theme: str
    reply: ReportReply | None


@dataclass(frozen=True)
class ReportTheme:
    name: str
    summary: str
    pieces: tuple[ReportPiece, ...]
    reply: ReportReply | None


@dataclass(frozen=True)
class ReportStatement:
    """A statement by its number in the plan; an organisation by its name, a person never."""

    title: str
    kind: str
    sender: str
    received_on: datetime.date
    is_late: bool
    is_withdrawn: bool
    attachments: int
    themes: tuple[str, ...]
    is_answered: bool


@dataclass(frozen=True)
class ReplyReport:
    town: str
    plan: str
    case_number: str
    identifier: str
    language: str
    hearing: str
    made_on: datetime.date
    counts: tuple[tuple[str, int], ...]
    statements: tuple[ReportStatement, ...]
    themes: tuple[ReportTheme, ...]
    without_theme: tuple[ReportPiece, ...]

    @property
    def title(self) -> str:
        with translation.override(self.language):
            return _("Replies: %(plan)s") % {"plan": self.plan}

    @property
    def pieces(self) -> list[tuple[ReportPiece, ReportReply | None]]:
        """Every piece once, with the reply that answers it."""
        in_themes = [(piece, piece.reply or theme.reply) for theme in self.themes for piece in theme.pieces]
        return in_themes + [(piece, piece.reply) for piece in self.without_theme]


@dataclass(frozen=True)
class Sealed:
    """What was read of the sealed parts of the statements of a report."""

    contents: Mapping[int, Content]
    senders: Mapping[int, SenderDetails]
    persons: Mapping[int, Person]


def sealed_of(replying: Replying) -> Sealed:
    statements = [each.statement for each in replying.statements]
    return Sealed(contents_of(statements), senders_of(statements), persons_of(statements))


def reply_report(
    town: Municipality, replying: Replying, sealed: Sealed, language: str, hearing: Hearing | None = None
) -> ReplyReport:
    """The report in one language; what people wrote stays in theirs. Themes nobody spoke of are left out."""
    with translation.override(language):
        told = _Told(replying, sealed, language)
        return ReplyReport(
            town=town.name(language),
            plan=replying.plan.name(language),
            case_number=replying.plan.case_number,
            identifier=replying.plan.permanent_identifier,
            language=language,
            hearing=_hearing_words(hearing),
            made_on=timezone.localdate(),
            counts=_counts(replying),
            statements=tuple(told.statement(each) for each in replying.statements),
            themes=tuple(told.theme(theme) for theme in replying.themes if replying.by_theme[theme.pk]),
            without_theme=tuple(told.piece(each, piece) for each, piece in replying.by_theme.get(None, [])),
        )


def statement_title(each: Answered) -> str:
    """ "Objection 3": its number among all the plan's statements, so that no later one changes it."""
    return f"{Statement.Kind(each.kind).label} {each.number}"


def masked_piece(piece: StatementPiece, content: Content, person: Person, language: str) -> str:
    """What is shown of a piece: as somebody worded it, else masked by rule."""
    if piece.masked_text:
        return piece.masked_text
    if content.is_erased:
        return _("(Erased by rule.)")
    return masked(content.text[piece.starts : piece.ends], person, language).strip()


class _Told:
    """The values in the report's language."""

    def __init__(self, replying: Replying, sealed: Sealed, language: str) -> None:
        self.replying, self.sealed, self.language = replying, sealed, language
        self.names = {theme.pk: theme.name(language) for theme in replying.themes}

    def statement(self, each: Answered) -> ReportStatement:
        said, sender = each.statement, self.sealed.senders[each.statement.pk]
        themes = dict.fromkeys(self.names[piece.theme_id] for piece in each.pieces if piece.theme_id)
        return ReportStatement(
            title=statement_title(each),
            kind=str(Statement.Kind(each.kind).label),
            sender=sender.organisation if said.sender in NAMED else "",
            received_on=timezone.localdate(said.arrived_at or said.received_at),
            is_late=said.is_late,
            is_withdrawn=each.is_withdrawn,
            attachments=len(self.sealed.contents[said.pk].attachments),
            themes=tuple(themes),
            is_answered=each.is_answered,
        )

    def piece(self, each: Answered, piece: StatementPiece) -> ReportPiece:
        said = each.statement
        person = self.sealed.persons.get(said.pk, NOBODY)
        return ReportPiece(
            statement=statement_title(each),
            language=said.language,
            text=masked_piece(piece, self.sealed.contents[said.pk], person, said.language),
            theme=self.names.get(piece.theme_id or 0, ""),
            reply=self._reply(self.replying.piece_replies.get(piece.pk)),
        )

    def theme(self, theme: Theme) -> ReportTheme:
        return ReportTheme(
            name=self.names[theme.pk],
            summary=text_in(theme.summary, self.language),
            pieces=tuple(self.piece(each, piece) for each, piece in self.replying.by_theme[theme.pk]),
            reply=self._reply(self.replying.theme_replies.get(theme.pk)),
        )

    def _reply(self, reply: Reply | None) -> ReportReply | None:
        return None if reply is None else report_reply(reply, self.language)


def report_reply(reply: Reply, language: str) -> ReportReply:
    """A unit answers, not a person by name."""
    return ReportReply(
        text=text_in(reply.text, language),
        effect=str(Reply.Effect(reply.effect).label),
        change=text_in(reply.change, language),
        by=text_in(reply.body.names, language) if reply.body else "",
    )


def _counts(replying: Replying) -> tuple[tuple[str, int], ...]:
    kinds = [each.kind for each in replying.statements]
    return tuple((str(kind.label), kinds.count(kind)) for kind in Statement.Kind if kind in kinds)


def _hearing_words(hearing: Hearing | None) -> str:
    if hearing is None:
        return ""
    days = f"{hearing.first_day:%-d.%-m.%Y}–{hearing.last_day:%-d.%-m.%Y}"
    return f"{hearing.get_kind_display()} {days}"
