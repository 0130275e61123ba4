"""Replies (vastineet): statements in pieces, pieces in themes, each answered, and the answers published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.masking import names_anyone
from zoning.models import Hearing, Plan, Reply, Statement, StatementPiece, Theme
from zoning.reading import contents_of, persons_of
from zoning.services.publishing import publish_plan

Texts = Mapping[str, str]
CHANGING = (Reply.Effect.CHANGED, Reply.Effect.PARTLY)
LONGEST_NAME, LONGEST_TEXT = 200, 20_000


class StaleReply(Exception):
    """Somebody else changed the reply meanwhile; `current` is theirs."""

    def __init__(self, current: Reply) -> None:
        super().__init__(current.public_id)
        self.current = current


@dataclass(frozen=True)
class Stretch:
    """From which character up to which, and in which theme; in none yet without one."""

    starts: int
    ends: int
    theme: Theme | None = None


@dataclass(frozen=True)
class ReplyWords:
    """What the town answers, what became of it, and what changed in the plan and where."""

    text: Texts
    effect: str
    change: Texts = field(default_factory=dict)
    body: Body | None = None


def make_theme(*, town: Municipality, plan: Plan, names: Texts, hearing: Hearing | None = None) -> Theme:
    """After the plan's other themes."""
    names = _kept(names, LONGEST_NAME)
    if not names:
        raise Refused([FieldError("name", "required", _("Give the theme a name."))])
    with in_town(town):
        last = Theme.objects.filter(plan=plan).order_by("-order").values_list("order", flat=True).first()
        order = 0 if last is None else last + 1
        return Theme.objects.create(municipality=town, plan=plan, hearing=hearing, names=names, order=order)


def word_theme(*, town: Municipality, theme: Theme, names: Texts, summary: Texts) -> Theme:
    """Its name, and a summary of what was said, which is published with the reply."""
    kept = _kept(names, LONGEST_NAME)
    if not kept:
        raise Refused([FieldError("name", "required", _("Give the theme a name."))])
    with in_town(town):
        theme.names, theme.summary = kept, _kept(summary, LONGEST_TEXT)
        if Reply.objects.filter(theme=theme, published_at__isnull=False).exists():
            _refuse_senders(theme.plan, [*theme.names.values(), *theme.summary.values()])
        theme.save(update_fields=["names", "summary"])
        _derive(town, theme.plan)
    return theme


def remove_theme(*, town: Municipality, theme: Theme) -> None:
    """Its pieces are without a theme again. A theme that was answered stays."""
    with in_town(town):
        if Reply.objects.filter(theme=theme).exists():
            raise Refused([FieldError("theme", "answered", _("The theme has a reply. Move its pieces instead."))])
        StatementPiece.objects.filter(theme=theme).update(theme=None)
        theme.delete()


def divide_statement(*, town: Municipality, statement: Statement, stretches: Sequence[Stretch]) -> list[StatementPiece]:
    """The statement's pieces as they shall be. Those with the same bounds keep their words and replies.

    A piece with a reply of its own is not taken away: the reply would hang in the air.
    """
    ordered = sorted(stretches, key=lambda each: each.starts)
    with in_town(town):
        _refuse_bad_bounds(ordered, len(contents_of([statement])[statement.pk].text), statement.plan_id)
        known = {(piece.starts, piece.ends): piece for piece in StatementPiece.objects.filter(statement=statement)}
        wanted = {(each.starts, each.ends): each for each in ordered}
        gone = [piece.pk for bounds, piece in known.items() if bounds not in wanted]
        if Reply.objects.filter(piece__in=gone).exists():
            raise Refused([FieldError("pieces", "answered", _("A piece that has a reply cannot be divided anew."))])
        StatementPiece.objects.filter(pk__in=gone).delete()
        for bounds, each in wanted.items():
            if bounds in known:
                StatementPiece.objects.filter(pk=known[bounds].pk).update(theme=each.theme)
            else:
                StatementPiece.objects.create(
                    municipality=town, statement=statement, theme=each.theme, starts=each.starts, ends=each.ends
                )
        _derive(town, statement.plan)
        return list(StatementPiece.objects.filter(statement=statement).select_related("theme"))


def put_in_theme(*, town: Municipality, plan: Plan, pieces: Sequence[str], theme: Theme | None) -> int:
    """Pieces of the plan's statements, by their public ids, into one theme or out of all; gives how many."""
    with in_town(town):
        found = StatementPiece.objects.filter(statement__plan=plan, public_id__in=pieces)
        moved = found.update(theme=theme)
        _derive(town, plan)
    return moved


def word_piece(*, town: Municipality, piece: StatementPiece, words: str) -> None:
    """What the report shows instead of the piece; empty words: the piece itself, masked by rule."""
    with in_town(town):
        StatementPiece.objects.filter(pk=piece.pk).update(masked_text=words.strip()[:LONGEST_TEXT])


def reply_to(
    *, town: Municipality, to: Theme | StatementPiece, words: ReplyWords, by: User, version: int | None = None
) -> Reply:
    """The reply to a theme or one piece, first written or written anew. StaleReply when it is not `version` any more.

    A reply that is published already is published as it is now, and is checked as then.
    """
    text, change = _kept(words.text, LONGEST_TEXT), _kept(words.change, LONGEST_TEXT)
    _refuse_bad_words(text, change, words.effect)
    target = {"theme": to} if isinstance(to, Theme) else {"piece": to}
    said = {"text": text, "effect": words.effect, "change": change, "body": words.body, "user": by}
    with in_town(town):
        plan = to.plan if isinstance(to, Theme) else to.statement.plan
        current = Reply.objects.filter(**target).select_for_update().first()
        if current is None:
            return Reply.objects.create(municipality=town, plan=plan, **target, **said)
        if version is not None and current.version != version:
            raise StaleReply(current)
        if current.published_at is not None:
            _refuse_senders(plan, [*text.values(), *change.values()])
        Reply.objects.filter(pk=current.pk).update(**said, at=timezone.now(), version=F("version") + 1)
        if current.published_at is not None:
            _derive(town, plan)
        current.refresh_from_db()
        return current


def publish_replies(*, town: Municipality, plan: Plan) -> int:
    """All replies of the plan that are not published yet; gives how many. Refused when one of them names a sender.

    The plan's page shows the themes with what was said, as summarised, and the replies; the map shows where those
    stand who were answered, to the nearest 100 metres.
    """
    if plan.published_at is None:
        raise Refused([FieldError("plan", "not_published", _("Publish the plan first."))])
    with in_town(town):
        waiting = list(
            Reply.objects.filter(plan=plan, published_at=None).select_related("theme").select_for_update(of=("self",))
        )
        _refuse_senders(plan, [text for reply in waiting for text in _public_texts(reply)])
        for reply in waiting:
            Reply.objects.filter(pk=reply.pk).update(published_at=timezone.now())
        if waiting:
            _derive(town, plan)
    return len(waiting)


def withdraw_replies(*, town: Municipality, plan: Plan) -> int:
    """Nobody outside the desk sees the plan's replies any more; gives how many."""
    with in_town(town):
        withdrawn = Reply.objects.filter(plan=plan, published_at__isnull=False).update(published_at=None)
        if withdrawn:
            publish_plan(town=town, plan=plan)
    return withdrawn


def _derive(town: Municipality, plan: Plan) -> None:
    """What is published of the plan's replies follows their themes and pieces; without any, nobody is told of work."""
    if Reply.objects.filter(plan=plan, published_at__isnull=False).exists():
        publish_plan(town=town, plan=plan)


def _public_texts(reply: Reply) -> list[str]:
    said = [*reply.text.values(), *reply.change.values()]
    return said if reply.theme is None else [*said, *reply.theme.names.values(), *reply.theme.summary.values()]


def _refuse_senders(plan: Plan, texts: Sequence[str]) -> None:
    """What the town writes may not say who sent a statement."""
    persons = list(persons_of(Statement.objects.filter(plan=plan).defer("geom")).values())
    if any(names_anyone(text, persons) for text in texts):
        words = _("A reply gives the name, address or number of somebody who sent a statement. Take it out first.")
        raise Refused([FieldError("text", "names_sender", words)])


def _refuse_bad_bounds(stretches: Sequence[Stretch], length: int, plan: int) -> None:
    at = 0
    for each in stretches:
        if each.starts < at or each.ends <= each.starts or each.ends > length:
            raise Refused([FieldError("pieces", "bad_bounds", _("The pieces do not fit the text."))])
        if each.theme is not None and each.theme.plan_id != plan:
            raise Refused([FieldError("theme", "other_plan", _("The theme is of another plan."))])
        at = each.ends


def _refuse_bad_words(text: Texts, change: Texts, effect: str) -> None:
    errors = []
    if not text:
        errors.append(FieldError("text", "required", _("Write the reply.")))
    if effect not in Reply.Effect.values:
        errors.append(FieldError("effect", "required", _("Choose what became of it.")))
    if effect in CHANGING and not change:
        errors.append(FieldError("change", "required", _("Tell what changed in the plan, and where.")))
    if errors:
        raise Refused(errors)


def _kept(texts: Texts, longest: int) -> dict[str, str]:
    stripped = {language: text.replace("\x00", "").strip()[:longest] for language, text in texts.items()}
    return {language: text for language, text in stripped.items() if text}
