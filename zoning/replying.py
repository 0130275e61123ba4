"""How far a plan's statements are answered, and by what: read for the desk, the report and the approval.

An objection or an official statement is answered when each of its pieces has a reply, its own or its theme's. For an
opinion one answered theme is enough. Whoever withdrew a statement awaits no reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from zoning.models import Hearing, Plan, Reply, Statement, StatementPiece, Theme
from zoning.reading import kinds_now, withdrawn_of

Kind = Statement.Kind


@dataclass(frozen=True)
class Answered:
    """One statement with its number in the plan, what it is held to be, and its pieces."""

    statement: Statement
    number: int
    kind: str
    is_withdrawn: bool
    pieces: tuple[StatementPiece, ...]
    has_reply: tuple[bool, ...]

    @property
    def is_divided(self) -> bool:
        return bool(self.pieces)

    @property
    def is_answered(self) -> bool:
        if self.is_withdrawn:
            return True
        return any(self.has_reply) if self.kind == Kind.OPINION else bool(self.pieces) and all(self.has_reply)


@dataclass(frozen=True)
class Replying:
    """A plan's statements, or those of one hearing, with themes, pieces and replies as they stand."""

    plan: Plan
    statements: tuple[Answered, ...]
    themes: tuple[Theme, ...]
    theme_replies: dict[int, Reply] = field(default_factory=dict)
    piece_replies: dict[int, Reply] = field(default_factory=dict)

    def unanswered(self, kind: str) -> list[Answered]:
        return [each for each in self.statements if each.kind == kind and not each.is_answered]

    @cached_property
    def by_theme(self) -> dict[int | None, list[tuple[Answered, StatementPiece]]]:
        """Pieces by their theme's key; None: in no theme yet."""
        found: dict[int | None, list[tuple[Answered, StatementPiece]]] = {theme.pk: [] for theme in self.themes}
        for each in self.statements:
            for piece in each.pieces:
                found.setdefault(piece.theme_id, []).append((each, piece))
        return found

    @property
    def placed(self) -> list[tuple[Answered, StatementPiece]]:
        """Every piece with its statement, in the order of the statements."""
        return [(each, piece) for each in self.statements for piece in each.pieces]

    @property
    def unpublished(self) -> int:
        replies = (*self.theme_replies.values(), *self.piece_replies.values())
        return sum(reply.published_at is None for reply in replies)

    @property
    def undivided(self) -> list[Answered]:
        return [each for each in self.statements if not each.is_divided and not each.is_withdrawn]

    @property
    def answered(self) -> int:
        return sum(each.is_answered for each in self.statements)

    def reply_of(self, piece: StatementPiece) -> Reply | None:
        """Its own, else its theme's."""
        return self.piece_replies.get(piece.pk) or self.theme_replies.get(piece.theme_id or 0)


def replying(plan: Plan, hearing: Hearing | None = None, *, published_only: bool = False) -> Replying:
    """Everything at once, in seven reads; inside the caller's `in_town`. `published_only`: replies as the public has
    them."""
    numbered = list(enumerate(Statement.objects.filter(plan=plan).defer("geom").order_by("number"), 1))
    chosen = [(number, each) for number, each in numbered if hearing is None or each.hearing_id == hearing.pk]
    listed = [each for _number, each in chosen]
    replies = Reply.objects.filter(plan=plan).select_related("body", "user")
    if published_only:
        replies = replies.filter(published_at__isnull=False)
    of_theme = {reply.theme_id: reply for reply in replies if reply.theme_id}
    of_piece = {reply.piece_id: reply for reply in replies if reply.piece_id}
    kinds, gone, pieces = kinds_now(listed), withdrawn_of(listed), _pieces(listed)
    statements = tuple(
        Answered(
            statement=each,
            number=number,
            kind=kinds[each.pk],
            is_withdrawn=each.pk in gone,
            pieces=tuple(pieces.get(each.pk, ())),
            has_reply=tuple(p.pk in of_piece or p.theme_id in of_theme for p in pieces.get(each.pk, ())),
        )
        for number, each in chosen
    )
    themes = tuple(Theme.objects.filter(plan=plan).select_related("hearing"))
    return Replying(plan, statements, themes, of_theme, of_piece)


def _pieces(statements: Iterable[Statement]) -> dict[int, list[StatementPiece]]:
    found: dict[int, list[StatementPiece]] = {}
    for piece in StatementPiece.objects.filter(statement__in=statements).order_by("statement", "starts"):
        found.setdefault(piece.statement_id, []).append(piece)
    return found
