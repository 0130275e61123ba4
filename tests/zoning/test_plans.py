"""The registry of plans: entered, stepped through its life, versioned, documented, and shown to everybody."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from django.utils import timezone

from delivery.files import read_file
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import box, make_town
from tests.zoning.factories import area, make_hearing, make_version
from tests.zoning.factories import make_plan as published_plan
from zoning.models import Plan, PlanDocument, PlanPhase, PlanVersion, PublishedPlan
from zoning.services import (
    DocumentFacts,
    Drawing,
    PlanFacts,
    SentFile,
    StalePlan,
    Step,
    VersionFacts,
    add_document,
    add_version,
    edit_plan,
    edit_version,
    make_plan,
    publish_document,
    publish_version,
    remove_version,
    show_plan,
    take_step,
    withdraw_plan,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
PDF = b"%PDF-1.7 a plan"


@pytest.fixture
def town() -> Municipality:
    return make_town()


def facts(**others: object) -> PlanFacts:
    return PlanFacts(**{"kind": "31", "names": {"fi": "Pajakatu"}, "geom": area(), "initiated_on": DAY, **others})  # type: ignore[arg-type]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(error.field, error.code) for error in refused.value.errors}


def test_a_new_plan_is_an_initiative_that_only_staff_see(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts())
    assert (plan.slug, plan.state, plan.published_at) == ("pajakatu", "01", None)
    assert not PublishedPlan.objects.exists()
    with in_town(town):
        assert [(one.state, one.on) for one in plan.phases.all()] == [("01", DAY)]


def test_plans_of_one_name_have_addresses_of_their_own(town: Municipality) -> None:
    assert [make_plan(town=town, facts=facts()).slug for _ in range(2)] == ["pajakatu", "pajakatu-2"]
    assert make_plan(town=town, facts=facts(names={"fi": "New"})).slug == "new-2"


def test_a_plan_needs_a_name_in_the_towns_first_language_and_a_kind(town: Municipality) -> None:
    with pytest.raises(Refused) as refused:
        make_plan(town=town, facts=facts(names={"sv": "Smedjegatan"}, kind="99"))
    assert codes(refused) == {("names", "required"), ("kind", "unknown_kind")}


def test_only_a_detailed_plan_can_be_minor(town: Municipality) -> None:
    with pytest.raises(Refused) as refused:
        make_plan(town=town, facts=facts(kind="21", is_minor=True))
    assert codes(refused) == {("is_minor", "not_detailed")}


def test_a_permanent_identifier_names_one_plan(town: Municipality) -> None:
    make_plan(town=town, facts=facts(permanent_identifier="MK-1"))
    with pytest.raises(Refused) as refused:
        make_plan(town=town, facts=facts(permanent_identifier="MK-1"))
    assert codes(refused) == {("permanent_identifier", "taken")}


def test_an_edit_of_a_version_that_is_no_longer_current_is_refused(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts())
    edit_plan(town=town, plan=plan, facts=facts(case_number="MliDno-2020-103"), version=1)
    with pytest.raises(StalePlan):
        edit_plan(town=town, plan=plan, facts=facts(case_number="2"), version=1)


def test_an_edit_of_a_published_plan_is_seen_at_once(town: Municipality) -> None:
    plan = show_plan(town=town, plan=make_plan(town=town, facts=facts()))
    edit_plan(town=town, plan=plan, facts=facts(names={"fi": "Pajakadun kulma"}, geom=None))
    shown = PublishedPlan.objects.get()
    assert shown.names == {"fi": "Pajakadun kulma"}
    assert shown.area_m2 == pytest.approx(1_000_000)


def test_a_plan_without_an_area_is_not_published(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts(geom=None))
    with pytest.raises(Refused) as refused:
        show_plan(town=town, plan=plan)
    assert codes(refused) == {("geom", "no_area")}


def test_a_plan_that_was_put_on_display_stays_published(town: Municipality) -> None:
    plan = published_plan(town)
    withdraw_plan(town=town, plan=published_plan(town, "other"))
    make_hearing(plan)
    with pytest.raises(Refused) as refused:
        withdraw_plan(town=town, plan=plan)
    assert codes(refused) == {("plan", "has_hearing")}
    assert PublishedPlan.objects.get().slug == plan.slug


# ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_is_written_down_and_brings_the_plan_to_its_state(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts(initiated_on=DAY))
    step = Step("02", DAY + datetime.timedelta(days=3), handling="04", note={"fi": "Kuulutettu."})
    take_step(town=town, plan=plan, step=step)
    with in_town(town):
        plan.refresh_from_db()
        assert (plan.state, plan.initiated_on) == ("02", step.on)
        assert [one.state for one in plan.phases.all()] == ["01", "02"]


def test_the_same_step_sent_twice_is_one_step(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts())
    step = Step("02", DAY, handling="04")
    take_step(town=town, plan=plan, step=step)
    take_step(town=town, plan=plan, step=step)
    with in_town(town):
        assert PlanPhase.objects.filter(plan=plan).count() == 2


def test_a_step_against_the_order_or_the_national_table_is_refused_and_names_the_rule(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts())
    with pytest.raises(Refused) as refused:
        take_step(town=town, plan=plan, step=Step("04", DAY, handling="11"))
    assert codes(refused) == {("state", "state_not_allowed"), ("handling", "handling_not_allowed")}
    assert all(str(error.detail) for error in refused.value.errors)
    with in_town(town):
        assert Plan.objects.get().state == "01"


def test_steps_go_forward_in_time_and_not_into_the_future(town: Municipality) -> None:
    plan = make_plan(town=town, facts=facts())
    for day, code in ((DAY - datetime.timedelta(days=1), "before_last"), (datetime.date(2099, 1, 1), "in_the_future")):
        with pytest.raises(Refused) as refused:
            take_step(town=town, plan=plan, step=Step("02", day))
        assert codes(refused) == {("on", code)}


def test_a_plan_is_not_approved_by_a_plain_step(town: Municipality) -> None:
    plan = published_plan(town, state="04")
    with pytest.raises(Refused) as refused:
        take_step(town=town, plan=plan, step=Step("06", timezone.localdate(), decision="11A"))
    assert codes(refused) == {("state", "approval_missing")}


# ── Versions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_version_is_the_staffs_until_it_is_published(town: Municipality) -> None:
    plan = published_plan(town)
    drawing = Drawing(area(box(1, 1, 2, 3)))
    version = add_version(town=town, plan=plan, facts=VersionFacts("draft", "A"), drawing=drawing)
    assert PublishedPlan.objects.get().stage == ""
    publish_version(town=town, version=version)
    shown = PublishedPlan.objects.get()
    assert shown.stage == "draft"
    assert shown.area_m2 == pytest.approx(2_000_000)


def test_a_stage_that_comes_again_has_the_next_number(town: Municipality) -> None:
    plan = published_plan(town)
    made = [add_version(town=town, plan=plan, facts=VersionFacts(*one)) for one in (("draft", "A"), ("draft", "B"))]
    made.append(add_version(town=town, plan=plan, facts=VersionFacts("draft", "A")))
    assert [(one.option, one.number) for one in made] == [("A", 1), ("B", 1), ("A", 2)]


def test_what_people_were_asked_about_is_not_drawn_anew_or_removed(town: Municipality) -> None:
    plan = published_plan(town, state="04")
    version = make_version(plan)
    make_hearing(plan, "proposal", version)
    with pytest.raises(Refused) as refused:
        edit_version(town=town, version=version, facts=VersionFacts("proposal"), drawing=Drawing(area(box(0, 0, 1, 1))))
    assert codes(refused) == {("version", "was_on_display")}
    with pytest.raises(Refused):
        remove_version(town=town, version=version)
    edit_version(town=town, version=version, facts=VersionFacts("proposal", texts={"fi": "Selostus"}))
    with in_town(town):
        assert PlanVersion.objects.get().texts == {"fi": "Selostus"}


def test_an_approved_version_is_not_published_before_the_approval(town: Municipality) -> None:
    plan = published_plan(town, state="04")
    version = add_version(town=town, plan=plan, facts=VersionFacts("approved"))
    with pytest.raises(Refused) as refused:
        publish_version(town=town, version=version)
    assert codes(refused) == {("stage", "not_approved")}


# ── Documents ─────────────────────────────────────────────────────────────────────────────────────────────────────


def said(**others: object) -> DocumentFacts:
    return DocumentFacts(**{"type": "06", "dated_on": DAY, "names": {"fi": "Kaavaselostus"}, **others})  # type: ignore[arg-type]


def test_a_document_is_kept_as_it_came_and_published_by_itself(town: Municipality) -> None:
    plan = published_plan(town)
    document = add_document(town=town, plan=plan, facts=said(), file=SentFile("C:\\työ\\selostus.exe", PDF))
    assert (document.file_name, document.media_type) == ("selostus.pdf", "application/pdf")
    assert read_file(document.file) == PDF
    with in_town(town):
        assert not PlanDocument.objects.published().exists()
        publish_document(town=town, document=document)
        assert PlanDocument.objects.published().exists()


def test_the_same_file_again_is_the_same_document(town: Municipality) -> None:
    plan = published_plan(town)
    made = [add_document(town=town, plan=plan, facts=said(), file=SentFile("a.pdf", PDF)) for _ in range(2)]
    assert made[0].pk == made[1].pk


@pytest.mark.parametrize("content", [b"", b"MZ not a document", b"<html>", b"PK\x03\x04 broken"])
def test_a_file_of_another_kind_is_not_taken(town: Municipality, content: bytes) -> None:
    with pytest.raises(Refused):
        add_document(town=town, plan=published_plan(town), facts=said(), file=SentFile("a.pdf", content))


def test_an_office_document_with_macros_is_not_taken(town: Municipality) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("word/vbaProject.bin", "x")
    with pytest.raises(Refused) as refused:
        add_document(town=town, plan=published_plan(town), facts=said(), file=SentFile("a.docx", out.getvalue()))
    assert codes(refused) == {("file", "wrong_kind")}


@pytest.mark.parametrize("secret", [{"publicity": "3"}, {"personal_data": "3"}])
def test_what_is_not_public_is_not_published(town: Municipality, secret: dict[str, str]) -> None:
    plan = published_plan(town)
    document = add_document(town=town, plan=plan, facts=said(**secret), file=SentFile("a.pdf", PDF))
    with pytest.raises(Refused):
        publish_document(town=town, document=document)
    with in_town(town):
        assert not PlanDocument.objects.published().exists()


def test_codes_that_are_not_in_the_national_lists_are_refused(town: Municipality) -> None:
    wrong = said(type="98", retention="77", language="xx")
    with pytest.raises(Refused) as refused:
        add_document(town=town, plan=published_plan(town), facts=wrong, file=SentFile("a.pdf", PDF))
    assert {field for field, _ in codes(refused)} == {"type", "retention", "language"}
