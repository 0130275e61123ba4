"""Requests for official statements (lausuntopyyntö): to named bodies, with their own dates, apart from the display."""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from delivery.mail import post_letter
from geo.ids import derived_secret
from geo.languages import text_in
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.services import token_hash
from zoning.allowed import refused_interaction
from zoning.clock import town_now, town_today
from zoning.codes import InteractionKind
from zoning.models import Hearing, Plan, StatementRequest

REQUEST_LETTER = "zoning.request"
LATEST_DAYS = 366


@dataclass(frozen=True)
class Asked:
    """Who is asked for what, and until when. A body of the town brings its own name and address."""

    due_on: datetime.date
    body: Body | None = None
    name: str = ""
    email: str = ""
    language: str = "fi"
    text: str = ""
    hearing: Hearing | None = None


def ask_for_statement(*, town: Municipality, plan: Plan, asked: Asked, user: User | None = None) -> StatementRequest:
    """Ask one body: by letter with a link of its own, or on paper when it has no address. Raises Refused."""
    name = asked.name.strip() or (text_in(asked.body.names, asked.language) if asked.body else "")
    email = asked.email.strip() or (asked.body.email if asked.body else "")
    with in_town(town):
        _check(town, plan, asked, name, email)
        request = StatementRequest(
            municipality=town,
            plan=plan,
            hearing=asked.hearing,
            body=asked.body,
            name=name[:200],
            email=email,
            language=asked.language,
            text=asked.text.strip(),
            due_on=asked.due_on,
            asked_at=town_now(),
            user=user,
        )
        request.token_hash = token_hash(request_key(request))
        request.save(force_insert=True)
        _post(town, request, "asked")
        return request


def remind(*, town: Municipality, request: StatementRequest) -> bool:
    """Once more by letter, at most once a day. False when it has answered, or has no address."""
    with in_town(town):
        held = StatementRequest.objects.select_for_update().get(pk=request.pk)
        now = town_now()
        is_fresh = held.reminded_at is not None and now - held.reminded_at < datetime.timedelta(days=1)
        if is_answered(held) or not held.email or is_fresh:
            return False
        held.reminded_at = now
        held.save(update_fields=["reminded_at"])
        _post(town, held, f"reminded:{now.isoformat()}")
        return True


def remind_all_due(*, town: Municipality, today: datetime.date | None = None) -> int:
    """Those who have not answered, some days before their last day, unless somebody reminded them by hand."""
    today = today or town_today()
    until = today + datetime.timedelta(days=settings.HEARING_REMINDER_DAYS)
    with in_town(town):
        silent = StatementRequest.objects.filter(
            Q(plan__published_at__isnull=False),
            answered_at=None,
            declined_at=None,
            reminded_at=None,
            asked_at__isnull=False,
            due_on__range=(today, until),
        )
        # Whoever was asked only now, with a short time, needs no reminder at once
        early = town_now() - datetime.timedelta(days=settings.HEARING_REMINDER_DAYS)
        return sum(remind(town=town, request=one) for one in silent.filter(asked_at__lt=early))


def change_due_day(*, town: Municipality, request: StatementRequest, due_on: datetime.date) -> StatementRequest:
    """More time, never less, told by letter. Raises Refused."""
    with in_town(town):
        held = StatementRequest.objects.select_for_update().get(pk=request.pk)
        if due_on < held.due_on:
            raise Refused([FieldError("due_on", "shortened", _("A day that was told may move later, not earlier."))])
        if due_on > held.due_on:
            held.due_on = due_on
            held.save(update_fields=["due_on"])
            _post(town, held, f"due:{due_on.isoformat()}")
        return held


def note_answered(*, request: StatementRequest, at: datetime.datetime | None = None) -> None:
    """Its statement has come. Runs inside the caller's `in_town`; again changes nothing."""
    StatementRequest.objects.filter(pk=request.pk, answered_at=None).update(answered_at=at or town_now())


def decline(*, town: Municipality, request: StatementRequest) -> None:
    """The body says that it gives no statement: that is an answer too, and it may still give one."""
    with in_town(town):
        open_ones = StatementRequest.objects.filter(pk=request.pk, answered_at=None, declined_at=None)
        open_ones.update(declined_at=town_now())


def request_by_key(*, town: Municipality, public_id: str, key: str) -> StatementRequest | None:
    """Whose link it is, while its plan is published or not. Runs inside the caller's `in_town`."""
    found = StatementRequest.objects.select_related("plan", "hearing", "body").filter(
        municipality=town, public_id=public_id[:22], asked_at__isnull=False
    )
    request = found.defer("plan__geom").first()
    if request is None or request.token_hash is None:
        return None
    return request if hmac.compare_digest(bytes(request.token_hash), token_hash(key[:100])) else None


def request_key(request: StatementRequest) -> str:
    """The key of the body's own link: made again for each letter, kept nowhere."""
    return derived_secret("request", request.public_id)


def is_answered(request: StatementRequest) -> bool:
    return request.answered_at is not None or request.declined_at is not None


def _check(town: Municipality, plan: Plan, asked: Asked, name: str, email: str) -> None:
    errors = refused_interaction(plan.state, InteractionKind.STATEMENT_REQUEST)
    today = town_today()
    if not name:
        errors.append(FieldError("name", "required", _("Choose a body, or write its name.")))
    if not today <= asked.due_on <= today + datetime.timedelta(days=LATEST_DAYS):
        errors.append(FieldError("due_on", "out_of_range", _("Choose a day from today on, within a year.")))
    if asked.body is not None and asked.body.municipality_id != town.pk:
        errors.append(FieldError("name", "another_town", _("Choose a body, or write its name.")))
    if asked.hearing is not None and asked.hearing.plan_id != plan.pk:
        errors.append(FieldError("hearing", "another_plan", _("This hearing is of another plan.")))
    same = StatementRequest.objects.filter(plan=plan, name=name[:200], answered_at=None, declined_at=None)
    if same.filter(hearing=asked.hearing).exists():
        errors.append(FieldError("name", "asked_already", _("It has been asked already and has not answered yet.")))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            errors.append(FieldError("email", "not_an_address", _("This is not an e-mail address.")))
    if errors:
        raise Refused(errors)


def _post(town: Municipality, request: StatementRequest, why: str) -> None:
    if request.email:
        payload = {"town": town.pk, "request": request.public_id}
        dedupe = f"request:{request.public_id}:{why}"
        post_letter(kind=REQUEST_LETTER, payload=payload, municipality=town, dedupe=dedupe)


def usual_bodies(town: Municipality) -> Sequence[Body]:
    """Who is asked about plans again and again: the town's councils and boards first, then authorities outside it."""
    kinds = (Body.Kind.COUNCIL, Body.Kind.BOARD, Body.Kind.OTHER)
    found = Body.objects.filter(Q(kind__in=kinds) | Q(is_external=True), municipality=town)
    return list(found.order_by("is_external", "kind", "code"))
