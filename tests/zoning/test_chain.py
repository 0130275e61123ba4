"""A flipped byte is found; what was erased by rule leaves a chain that verifies (TRUST A8, A22)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from delivery.files import read_file
from delivery.services import relay
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from tests import databases
from tests.factories import SOUTH, WEST, make_town
from tests.zoning.factories import make_plan
from tests.zoning.said import state
from zoning.attachments import Attachment
from zoning.chain import verify_chain
from zoning.models import Plan, SealedPart, Statement, StatementAttachment
from zoning.services.erasing import erase_due_senders, erase_parts
from zoning.services.statements import note_event

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PDF = Attachment("kartta.pdf", "application/pdf", ".pdf", b"%PDF-1.7 x")


@pytest.fixture
def town() -> Municipality:
    from shapely import box

    town = make_town()
    plan = make_plan(town)
    state(plan, text="Ensimmäinen, ”lainattu” \n rivi")
    receipt = state(
        plan,
        attachments=(PDF,),
        geometry=box(WEST + 2100, SOUTH + 2100, WEST + 2200, SOUTH + 2200),
        wants_position=True,
    )
    state(plan, text="kolmas")
    with in_town(town):
        for kind in ("note", "judged"):
            note_event(
                statement=Statement.objects.get(public_id=receipt.id), kind=kind, detail={"ä": 1, "kind": "opinion"}
            )
    return town


@pytest.fixture
def owner() -> Iterator[Any]:
    with psycopg.connect(**databases._address(settings.DATABASES["owner"]["NAME"]), autocommit=True) as connection:
        yield connection


def as_owner(owner: Any, town: Municipality, statement: str) -> None:
    owner.execute("SELECT set_config('kuuluvuus.town', %s, false)", [str(town.pk)])
    assert owner.execute(statement).rowcount == 1


def test_what_nobody_touched_verifies(town: Municipality) -> None:
    report = verify_chain(town=town)
    assert (report.statements, report.faults) == (3, [])
    with in_town(town):
        assert report.head == bytes(Statement.objects.get(number=3).chain_hash).hex()


FLIPS = {
    "UPDATE zoning_statement SET received_at = received_at - interval '1 microsecond' WHERE number = 2": 2,
    "UPDATE zoning_statement SET is_late = true WHERE number = 2": 2,
    "UPDATE zoning_statement SET kind = 'objection' WHERE number = 1": 1,
    "UPDATE zoning_statement SET geom = ST_Translate(geom, 0.001, 0) WHERE number = 2": 2,
    "UPDATE zoning_statement SET wants_position = false WHERE number = 2": 2,
    "UPDATE zoning_statement SET chain_hash = set_byte(chain_hash, 7, (get_byte(chain_hash, 7) + 1) % 256)"
    " WHERE number = 1": 1,
    "UPDATE zoning_sealedpart SET payload = replace(payload, 'kolmas', 'kolmaS') WHERE payload LIKE '%kolmas%'": 3,
    "UPDATE zoning_sealedpart SET salt = set_byte(salt, 0, (get_byte(salt, 0) + 1) % 256)"
    " WHERE payload LIKE '%kolmas%'": 3,
    "UPDATE zoning_statementattachment SET sha256 = set_byte(sha256, 0, (get_byte(sha256, 0) + 1) % 256)": 2,
    "DELETE FROM zoning_statementattachment": 2,
    "UPDATE zoning_statementevent SET detail = '{}' WHERE kind = 'judged'": 2,
    "DELETE FROM zoning_statementevent WHERE kind = 'note'": 2,
}


@pytest.mark.parametrize("flip", FLIPS)
def test_a_flipped_byte_is_found_and_its_row_is_named(town: Municipality, owner: Any, flip: str) -> None:
    as_owner(owner, town, flip)
    faults = verify_chain(town=town).faults
    assert FLIPS[flip] in {fault.number for fault in faults}
    with pytest.raises(CommandError):
        call_command("verify_statements", town=town.slug, stdout=StringIO(), stderr=(told := StringIO()))
    assert f"{town.slug} {FLIPS[flip]} " in told.getvalue()


def test_a_statement_that_was_taken_out_is_missed(town: Municipality, owner: Any) -> None:
    for table in ("statementevent", "statementattachment", "sealedpart"):
        owner.execute("SELECT set_config('kuuluvuus.town', %s, false)", [str(town.pk)])
        owner.execute(
            f"DELETE FROM zoning_{table} WHERE statement_id = (SELECT id FROM zoning_statement WHERE number = 2)"  # noqa: S608
        )
    as_owner(owner, town, "DELETE FROM zoning_statement WHERE number = 2")
    assert "numbers from 2 to 2 are missing" in [fault.what for fault in verify_chain(town=town).faults]


def test_a_changed_file_is_found(town: Municipality) -> None:
    with in_town(town):
        name = StatementAttachment.objects.get().file
    path = settings.FILES_ROOT / name
    path.write_bytes(b"%PDF-1.7 y")
    assert [fault.what for fault in verify_chain(town=town).faults] == ["a file of it was changed or is gone"]


def test_a_person_erased_by_rule_leaves_the_chain_verifiable(town: Municipality) -> None:
    with in_town(town):
        rows = list(Statement.objects.values_list("pk", flat=True))
        file = StatementAttachment.objects.get().file
    assert read_file(file)
    assert erase_parts(town=town, statements=rows, part="sender", rule="asked") == 3
    assert erase_parts(town=town, statements=rows, part="content", rule="court") == 3
    assert erase_parts(town=town, statements=rows, part="content", rule="court") == 0, "again finds nothing"
    relay()
    with in_town(town):
        assert not SealedPart.objects.filter(payload__isnull=False).exists()
        assert not SealedPart.objects.filter(participant__isnull=False).exists()
        assert set(StatementAttachment.objects.values_list("name", "file")) == {("", "")}
    with pytest.raises(FileNotFoundError):
        read_file(file)
    report = verify_chain(town=town)
    assert (report.statements, report.erased, report.faults) == (3, 6, [])


def test_a_participant_may_go_and_the_statement_stays(town: Municipality) -> None:
    with in_town(town, using="owner"):
        Participant.objects.using("owner").filter(municipality=town).delete()
    assert verify_chain(town=town).faults == []


def test_senders_are_erased_so_many_months_after_the_plan_came_into_force(town: Municipality) -> None:
    assert erase_due_senders(town=town) == 0
    with in_town(town):
        Plan.objects.update(in_force_on=datetime.date(2020, 1, 1))
    assert erase_due_senders(town=town) == 3
    with in_town(town):
        assert SealedPart.objects.filter(part="content", payload__isnull=False).count() == 3, "what was said stays"


def test_one_part_is_erased_by_a_rule_that_must_be_named(town: Municipality) -> None:
    with in_town(town):
        code = Statement.objects.get(number=2).receipt_code
    with pytest.raises(CommandError):
        call_command("erase_statement_parts", town=town.slug, receipt=code)
    call_command("erase_statement_parts", town=town.slug, receipt=code, rule="GDPR 17", stdout=(told := StringIO()))
    assert told.getvalue() == "1 erased\n"
    with in_town(town):
        assert SealedPart.objects.get(erased_at__isnull=False).erased_by_rule == "GDPR 17"
