"""What took place around a plan, as InteractionEvents of the national system: displays, requests, meetings, the web."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation

from participation.models import Process
from zoning.codes import InteractionKind, Lifecycle, uri
from zoning.deadlines import deadline_of, local_day, opens_at
from zoning.models import Hearing, HearingMeeting, Plan, StatementRequest
from zoning.ryhti.messages import LANGUAGES

CODE_LIST = "RY_KaavanVuorovaikutustapahtumanLaji"
ELECTRONIC = {"fi": "Sähköinen osallistuminen", "sv": "Elektroniskt deltagande", "en": "Electronic participation"}
# Which state of a plan's life a hearing belongs to
STATE_OF = {
    Hearing.Kind.SCHEME: Lifecycle.PREPARATION,
    Hearing.Kind.PREPARATION: Lifecycle.PREPARATION,
    Hearing.Kind.PROPOSAL: Lifecycle.PROPOSAL,
    Hearing.Kind.CHANGED_PROPOSAL: Lifecycle.CHANGED_PROPOSAL,
}
Event = dict[str, Any]


def events_of(plan: Plan, page: str) -> list[tuple[Lifecycle | None, datetime.date, Event]]:
    """Each event with the state it belongs to (None: whichever it was that day) and its first day.

    `page` is the address at which people take part; only what is published goes out.
    """
    found: list[tuple[Lifecycle | None, datetime.date, Event]] = []
    hearings = list(plan.hearings.filter(published_at__isnull=False).order_by("first_day", "pk"))
    for hearing in hearings:
        state = STATE_OF.get(Hearing.Kind(hearing.kind))
        found += [(state, hearing.first_day, event) for event in _of_hearing(hearing, page)]
    states = {hearing.pk: STATE_OF.get(Hearing.Kind(hearing.kind)) for hearing in hearings}
    for request in plan.requests.filter(asked_at__isnull=False).order_by("asked_at", "pk"):
        assert request.asked_at is not None
        found.append((states.get(request.hearing_id or 0), local_day(request.asked_at), _of_request(request)))
    for meeting in plan.meetings.select_related("event").order_by("event__starts_at", "pk"):
        begun = local_day(meeting.event.starts_at)
        found.append((states.get(meeting.hearing_id or 0), begun, _of_meeting(meeting)))
    if plan.process is not None and plan.process.is_public:
        found.append((None, plan.process.opens_on, _of_process(plan, plan.process, page)))
    return found


def texts(values: Mapping[str, str]) -> dict[str, str] | None:
    """Texts by language as national messages write them; None where there is none."""
    return {code: values[ours] for code, ours in LANGUAGES.items() if values.get(ours)} or None


def bare(members: Mapping[str, Any]) -> dict[str, Any]:
    """Without the members that say nothing."""
    return {name: value for name, value in members.items() if value is not None}


def _of_hearing(hearing: Hearing, page: str) -> Iterable[Event]:
    """The display itself, and that statements are taken on the web while it lasts."""
    common = {
        "eventTime": _window(hearing.first_day, hearing.last_day),
        "additionalInformationLink": page or None,
        "cancelled": hearing.cancelled_at is not None,
    }
    said = {"name": texts(_in_all(Hearing.Kind(hearing.kind).label)), "description": texts(hearing.notice)}
    yield _event(hearing.key, InteractionKind.DISPLAY, {**said, **common})
    electronic = uuid.uuid5(hearing.key, "electronic")
    yield _event(electronic, InteractionKind.ELECTRONIC, {"name": texts(ELECTRONIC), **common})


def _in_all(label: Any) -> dict[str, str]:
    """A translated word in every language that national messages know."""
    found = {}
    for language in LANGUAGES.values():
        with translation.override(language):
            found[language] = str(label)
    return found


def _of_request(request: StatementRequest) -> Event:
    assert request.asked_at is not None
    time = {"begin": _instant(request.asked_at), "end": _instant(deadline_of(request.due_on))}
    return _event(request.key, InteractionKind.STATEMENT_REQUEST, {"name": {"fin": request.name}, "eventTime": time})


def _of_meeting(meeting: HearingMeeting) -> Event:
    event = meeting.event
    time = bare({"begin": _instant(event.starts_at), "end": event.ends_at and _instant(event.ends_at)})
    return _event(meeting.key, InteractionKind.MEETING, {"name": texts(event.names), "eventTime": time})


def _of_process(plan: Plan, process: Process, page: str) -> Event:
    """The consultation on the map that belongs to the plan."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{plan.public_id}/{process.slug}")
    time = {"begin": _instant(opens_at(process.opens_on))}
    if process.closes_on is not None:
        time["end"] = _instant(deadline_of(process.closes_on))
    said = {"name": texts(process.title) or texts(ELECTRONIC), "eventTime": time}
    return _event(key, InteractionKind.ELECTRONIC, {**said, "additionalInformationLink": page or None})


def _event(key: uuid.UUID, kind: InteractionKind, said: Mapping[str, Any]) -> Event:
    return {"interactionEventKey": str(key), "interactionEventType": uri(CODE_LIST, kind), **bare(said)}


def _window(first: datetime.date, last: datetime.date) -> dict[str, str]:
    return {"begin": _instant(opens_at(first)), "end": _instant(deadline_of(last))}


def _instant(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
