"""Where a statement stands, read from what happened to it since it came: what it is held to be, its number, its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.models import Municipality
from zoning.models import Outage, Statement, StatementEvent
from zoning.services.outages import sent_in_outage

_Kind = StatementEvent.Kind


@dataclass(frozen=True)
class Standing:
    """A statement with the newest of each kind of event. `is_late` is the database's word unless somebody judged."""

    statement: Statement
    kind: str
    is_late: bool
    was_judged_in_time: bool = False
    case_number: str = ""
    way: str = ""
    is_withdrawn: bool = False
    outage: Outage | None = None
    events: list[StatementEvent] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return str(Statement.Kind(self.kind).label)

    @property
    def was_judged(self) -> bool:
        return self.kind != self.statement.kind


def standings_of(town: Municipality, statements: Sequence[Statement]) -> list[Standing]:
    """In the order given; inside the caller's `in_town`."""
    told: dict[int, list[StatementEvent]] = {each.pk: [] for each in statements}
    for event in StatementEvent.objects.filter(statement__in=statements).select_related("user").order_by("number"):
        told[event.statement_id].append(event)
    outages = sent_in_outage(town, list(statements))
    return [_standing(each, told[each.pk], outages.get(each.pk)) for each in statements]


def _standing(statement: Statement, events: list[StatementEvent], outage: Outage | None) -> Standing:
    kind, in_time, number, way, withdrawn = statement.kind, None, "", "", False
    for event in events:
        kind = event.detail.get("kind", kind) if event.kind == _Kind.JUDGED else kind
        in_time = event.detail.get("in_time", in_time) if event.kind == _Kind.JUDGED else in_time
        number = event.detail.get("case_number", number) if event.kind == _Kind.CASE_NUMBER else number
        way = event.kind if event.kind in (_Kind.HANDED_OVER, _Kind.HAND_OVER_FAILED) else way
        withdrawn = withdrawn or event.kind == _Kind.WITHDRAWN
    return Standing(
        statement=statement,
        kind=kind,
        is_late=statement.is_late if in_time is None else not in_time,
        was_judged_in_time=bool(in_time) and statement.is_late,
        case_number=number,
        way=way,
        is_withdrawn=withdrawn,
        outage=outage,
        events=events,
    )
