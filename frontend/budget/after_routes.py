"""Addresses of what came after: decisions, building, working parties, earlier years."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from frontend.views import (
    budget_after,
    budget_parties,
    desk_budget_building,
    desk_budget_council,
    desk_budget_decisions,
    desk_budget_parties,
)

_ROUND, _DESK = "budget/<slug:slug>", "desk/budget/<slug:slug>"
_DECISION, _DESK_DECISION = f"{_ROUND}/decisions/<public_id:decision>", f"{_DESK}/decisions/<public_id:decision>"
_WORK, _STEP = f"{_DESK}/building/<int:number>", f"{_DESK}/building/<int:number>/steps/<public_id:step>"
_PARTY, _BATCH = f"{_DESK}/parties/<slug:party>", f"{_DESK}/batches/<public_id:batch>"
_PHOTO = f"{_ROUND}/steps/<public_id:step>"


def after_routes() -> list[URLPattern | URLResolver]:
    return [*_public(), *_decisions(), *_building(), *_parties_and_meetings()]


def _public() -> list[URLPattern | URLResolver]:
    photo = require_safe(budget_after.step_photo)
    return [
        path("budget/earlier", require_safe(budget_after.earlier), name="budget_earlier"),
        path(_DECISION, require_safe(budget_after.decision), name="budget_decision"),
        path(f"{_DECISION}/document", require_safe(budget_after.document), name="budget_decision_document"),
        path(f"{_PHOTO}.jpg", photo, name="budget_step_photo"),
        path(f"{_PHOTO}-small.jpg", photo, {"size": "small"}, name="budget_step_photo_small"),
        path(f"{_ROUND}/batches/<public_id:batch>", require_safe(budget_after.batch), name="budget_batch"),
        path(f"{_ROUND}/parties/<slug:party>", budget_parties.party, name="budget_party"),
        path("coming/<slug:key>", budget_parties.coming, name="coming"),
    ]


def _decisions() -> list[URLPattern | URLResolver]:
    one = _DESK_DECISION
    return [
        path(f"{_DESK}/decisions/new", desk_budget_decisions.new_decision, name="desk_budget_decision_new"),
        path(one, desk_budget_decisions.decision, name="desk_budget_decision"),
        path(f"{one}/rulings", desk_budget_decisions.rulings, name="desk_budget_rulings"),
        path(f"{one}/publish", desk_budget_decisions.publish, name="desk_budget_decision_publish"),
        path(f"{one}/back", desk_budget_decisions.take_back, name="desk_budget_decision_back"),
        path(f"{one}/drop", desk_budget_decisions.drop, name="desk_budget_decision_drop"),
    ]


def _building() -> list[URLPattern | URLResolver]:
    return [
        path(_WORK, desk_budget_building.work, name="desk_budget_work"),
        path(f"{_WORK}/begin", desk_budget_building.begin, name="desk_budget_begin"),
        path(f"{_WORK}/built", desk_budget_building.built, name="desk_budget_built"),
        path(f"{_WORK}/drop", desk_budget_building.drop, name="desk_budget_work_drop"),
        path(f"{_WORK}/steps/new", desk_budget_building.new_step, name="desk_budget_step_new"),
        path(_STEP, desk_budget_building.step, name="desk_budget_step"),
        path(f"{_STEP}/photo", desk_budget_building.photo, name="desk_budget_photo"),
        path(f"{_STEP}/remove", desk_budget_building.remove_step, name="desk_budget_step_remove"),
        path(f"{_WORK}/parties/new", desk_budget_parties.new_party, name="desk_budget_party_new"),
    ]


def _parties_and_meetings() -> list[URLPattern | URLResolver]:
    came = f"{_PARTY}/came/<public_id:sign_up>"
    return [
        path(_PARTY, desk_budget_parties.party, name="desk_budget_party"),
        path(f"{_PARTY}/change", desk_budget_parties.change, name="desk_budget_party_change"),
        path(f"{_PARTY}/off", desk_budget_parties.off, name="desk_budget_party_off"),
        path(came, desk_budget_parties.came, name="desk_budget_came"),
        path(_BATCH, desk_budget_council.batch, name="desk_budget_batch"),
        path(f"{_BATCH}/ideas/<public_id:pin>", desk_budget_council.opinion, name="desk_budget_opinion"),
        path(f"{_BATCH}/end", desk_budget_council.end, name="desk_budget_batch_end"),
    ]
