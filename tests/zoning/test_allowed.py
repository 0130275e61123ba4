"""The national table of allowed events, and the order of a plan's life."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import translation

from zoning import code_lists
from zoning.allowed import ALLOWED, FOLLOWS, refused_change, refused_events, refused_hearing, refused_interaction
from zoning.codes import InteractionKind, Lifecycle, PlanKind

LISTS = Path(__file__).resolve().parents[3] / "shared/data/codelists"
# SYKE's guide gives these to the proposal; the dump has them with the changed proposal alone.
OF_THE_GUIDE = {("04", "decision", "07"), ("04", "interaction", "02")}

needs_lists = pytest.mark.skipif(not LISTS.exists(), reason="the national code lists are not on this machine")


def national(name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads((LISTS / f"{name}.json").read_text("utf-8"))
    return rows


@needs_lists
def test_the_table_of_allowed_events_is_the_national_one() -> None:
    parts = (
        ("decision", "name_of_plan_case_decision"),
        ("handling", "type_of_processing_event"),
        ("interaction", "type_of_interaction_event"),
    )
    code = {row["id"]: row["value"] for name in ("lifecycle_status", *(p[1] for p in parts)) for row in national(name)}
    table = {
        (code[row["lifecycle_status_id"]], part, code[row[f"{name}_id"]])
        for row in national("allowed_events")
        for part, name in parts
        if row[f"{name}_id"]
    }
    names = [part for part, _ in parts]
    ours = {(s, part, c) for s, kinds in ALLOWED.items() for part, cs in zip(names, kinds, strict=True) for c in cs}
    assert ours - table == OF_THE_GUIDE
    assert table <= ours


@needs_lists
@pytest.mark.parametrize(
    ("ours", "name"),
    [
        (code_lists.DOCUMENTS, "type_of_document"),
        (code_lists.HANDLINGS, "type_of_processing_event"),
        (code_lists.DECISIONS, "name_of_plan_case_decision"),
        (code_lists.DECISION_MAKERS, "type_of_decision_maker"),
        (code_lists.PUBLICITY, "category_of_publicity"),
        (code_lists.PERSONAL_DATA, "personal_data_content"),
        (code_lists.RETENTION, "retention_time"),
    ],
)
def test_our_lists_hold_the_codes_of_the_national_ones(ours: code_lists.CodeList, name: str) -> None:
    assert set(ours.names) == {row["value"] for row in national(name)}


@needs_lists
def test_states_and_kinds_of_plans_are_the_national_ones() -> None:
    assert set(Lifecycle.values) == {row["value"] for row in national("lifecycle_status")}
    assert set(PlanKind.values) - {"street"} == {row["value"] for row in national("plan_type") if row["level"] == "2"}
    assert set(InteractionKind.values) == {row["value"] for row in national("type_of_interaction_event")}


def test_every_state_says_what_may_follow_it() -> None:
    assert set(FOLLOWS) == set(Lifecycle.values)
    assert all(after in FOLLOWS for following in FOLLOWS.values() for after in following)


def test_a_plan_is_not_approved_before_it_was_proposed() -> None:
    assert refused_change("03", "06")
    assert not refused_change("03", "04")
    assert not refused_change("04", "06")


def test_what_has_ended_does_not_begin_again() -> None:
    assert all(
        refused_change(ended, state) for ended in ("14", "15", "16") for state in Lifecycle.values if state != ended
    )


def test_another_step_in_the_same_state_is_a_step() -> None:
    assert not refused_change("03", "03")


def test_a_refused_change_names_the_rule_in_the_readers_language() -> None:
    (error,) = refused_change("03", "06")
    with translation.override("fi"):
        assert "Kaavan elinkaaren järjestys" in str(error.detail)
    with translation.override("en"):
        assert "Order of a plan's life cycle" in str(error.detail)


def test_a_handling_of_another_state_is_refused_by_the_national_table() -> None:
    (error,) = refused_events("03", handling="11")
    assert (error.field, error.code) == ("handling", "handling_not_allowed")
    with translation.override("fi"):
        assert "Kaavan hyväksyminen" in str(error.detail)
        assert "Valtakunnallinen taulukko" in str(error.detail)
    assert not refused_events("03", handling="05", decision="04")


def test_a_state_that_is_not_in_the_table_takes_no_handling_or_decision() -> None:
    errors = refused_events("12", handling="16", decision="14")
    assert {error.field for error in errors} == {"handling", "decision"}
    assert not refused_events("12")


@pytest.mark.parametrize(
    ("state", "kind", "allowed"),
    [
        ("02", "oas", False),
        ("03", "oas", True),
        ("03", "preparation", True),
        ("03", "proposal", False),
        ("04", "proposal", True),
        ("04", "changed_proposal", False),
        ("05", "changed_proposal", True),
        ("06", "proposal", False),
    ],
)
def test_a_display_belongs_to_its_state(state: str, kind: str, allowed: bool) -> None:
    assert (refused_hearing("31", state, kind) == []) is allowed


def test_a_street_plan_has_its_own_kind_of_display() -> None:
    assert refused_hearing("street", "04", "street_plan") == []
    assert refused_hearing("street", "04", "proposal")
    assert refused_hearing("31", "04", "street_plan")


def test_official_statements_are_asked_of_proposals_and_meetings_are_held_at_any_time() -> None:
    assert refused_interaction("03", InteractionKind.STATEMENT_REQUEST)
    assert not refused_interaction("04", InteractionKind.STATEMENT_REQUEST)
    assert not refused_interaction("02", InteractionKind.MEETING)
