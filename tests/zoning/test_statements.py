"""A statement is received once, numbered, sealed and chained; nobody changes it; the database's clock decides."""

from __future__ import annotations

import datetime
import hashlib
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from delivery.models import OutboxMessage
from delivery.services import IdempotencyConflict
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_hearing, make_plan
from tests.zoning.said import AINO, state
from tests.zoning.town_clock import town_clock_at
from zoning.attachments import Attachment
from zoning.models import Hearing, Outage, Plan, SealedPart, Statement, StatementEvent
from zoning.sealing import digest
from zoning.services.statement_checks import SenderInput
from zoning.services.statements import Arrival, StatementOnce, note_event

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
HELSINKI = ZoneInfo("Europe/Helsinki")
LAST_DAY = datetime.date(2026, 10, 26)


@pytest.fixture
def plan() -> Plan:
    return make_plan(make_town(), state="04")


@pytest.fixture
def hearing(plan: Plan) -> Hearing:
    return make_hearing(plan, first_day=datetime.date(2026, 9, 25), last_day=LAST_DAY)


def local(day: datetime.date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute, second), HELSINKI)


def test_one_second_before_midnight_is_in_time_and_one_after_is_late(hearing: Hearing) -> None:
    with town_clock_at(local(LAST_DAY, 23, 59, 59)):
        assert not state(hearing.plan, hearing=hearing).is_late
    with town_clock_at(local(LAST_DAY + datetime.timedelta(days=1), second=1)):
        late = state(hearing.plan, hearing=hearing)
    assert late.is_late
    with in_town(hearing.municipality):
        assert Statement.objects.get(public_id=late.id).is_late, "a late one is stored and marked"


def test_the_first_instant_of_the_day_after_is_late(hearing: Hearing) -> None:
    with town_clock_at(local(LAST_DAY + datetime.timedelta(days=1))):
        assert state(hearing.plan, hearing=hearing).is_late


def test_paper_counts_by_its_arrival_before_the_office_closes(hearing: Hearing) -> None:
    with in_town(hearing.municipality):
        plan = hearing.plan
        shown = make_hearing(
            plan, "proposal", first_day=datetime.date(2026, 9, 25), last_day=LAST_DAY, office_closes=datetime.time(15)
        )
    next_week = local(LAST_DAY + datetime.timedelta(days=7))
    for hour, minute, is_late in ((14, 59, False), (15, 0, True)):
        arrival = Arrival(channel="paper", arrived_at=local(LAST_DAY, hour, minute), arrived_where="Kirjaamo")
        with town_clock_at(next_week):
            assert state(plan, hearing=shown, arrival=arrival).is_late is is_late
    by_mail = Arrival(channel="email", arrived_at=local(LAST_DAY, 23, 59), arrived_where="kirjaamo@x.example")
    with town_clock_at(next_week):
        assert not state(plan, hearing=shown, arrival=by_mail).is_late


def test_nothing_arrives_in_the_future(hearing: Hearing) -> None:
    tomorrow = datetime.datetime.now(HELSINKI) + datetime.timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        state(hearing.plan, hearing=hearing, arrival=Arrival(channel="paper", arrived_at=tomorrow))


def test_what_was_claimed_to_be_sent_in_an_outage_is_marked(hearing: Hearing) -> None:
    at = local(LAST_DAY, 23, 20)
    with in_town(hearing.municipality):
        Outage.objects.create(
            municipality=hearing.municipality,
            began_at=local(LAST_DAY, 23, 10),
            ended_at=local(LAST_DAY, 23, 40),
            entered_at=at,
        )
    with town_clock_at(local(LAST_DAY + datetime.timedelta(days=1), 0, 10)):
        sent = state(hearing.plan, hearing=hearing, arrival=Arrival(claimed_sent_at=at))
        other = state(hearing.plan, hearing=hearing, arrival=Arrival(claimed_sent_at=local(LAST_DAY, 23, 45)))
    assert (sent.is_late, sent.in_outage) == (True, True), "the claim is kept and weighed by people"
    assert not other.in_outage


def test_numbers_run_without_gaps_and_each_link_holds_the_one_before(plan: Plan) -> None:
    for text in ("yksi", "kaksi", "kolme"):
        state(plan, text=text)
    with pytest.raises(Refused):
        state(plan, text="")
    state(plan, text="neljä")
    with in_town(plan.municipality):
        rows = list(Statement.objects.order_by("number"))
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert all(bytes(b.previous_hash) == bytes(a.chain_hash) for a, b in pairwise(rows))
    assert bytes(rows[0].previous_hash) == hashlib.sha256(b"kuuluvuus statements").digest()


def test_the_receipt_code_catches_a_misheard_figure(plan: Plan) -> None:
    code = state(plan).code.replace("-", "")
    assert len(code) == 10
    assert int(code) % 97 == 1
    assert all(
        int(code[:at] + str(other) + code[at + 1 :]) % 97 != 1
        for at in range(10)
        for other in range(10)
        if str(other) != code[at]
    )


def test_the_application_cannot_say_when_it_came_nor_its_number(plan: Plan) -> None:
    receipt = state(plan)
    with in_town(plan.municipality):
        row = Statement.objects.get(public_id=receipt.id)
        parts = list(SealedPart.objects.filter(statement=row))
        row.pk, row.public_id, row.number, row.is_late = None, "x" * 22, 77, True
        row.received_at = local(datetime.date(2020, 1, 1))
        row.save(force_insert=True)
        for part in parts:
            part.pk, part.statement = None, row
            part.save(force_insert=True)
        row.refresh_from_db()
    assert (row.number, row.is_late, row.received_at.year) == (2, False, datetime.datetime.now(HELSINKI).year)


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE zoning_statement SET is_late = false",
        "DELETE FROM zoning_statement",
        "UPDATE zoning_sealedpart SET payload = 'x'",
        "DELETE FROM zoning_sealedpart",
        "UPDATE zoning_statementattachment SET name = 'x'",
        "UPDATE zoning_statementevent SET detail = '{}'",
        "DELETE FROM zoning_statementevent",
        "TRUNCATE zoning_statement CASCADE",
        "CREATE OR REPLACE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "ALTER TABLE zoning_statement DISABLE TRIGGER ALL",
    ],
)
def test_the_application_role_changes_nothing_that_was_received(plan: Plan, forged: str) -> None:
    receipt = state(plan)
    with in_town(plan.municipality):
        note_event(statement=Statement.objects.get(public_id=receipt.id), kind="note")
        with pytest.raises(DatabaseError, match=r"permission|owner"), transaction.atomic(), connection.cursor() as raw:
            raw.execute(forged)


def test_what_a_statement_says_stands_apart_under_a_salt(plan: Plan) -> None:
    receipt = state(plan, text="Salainen asia")
    with in_town(plan.municipality):
        row = Statement.objects.get(public_id=receipt.id)
        content, sender = SealedPart.objects.filter(statement=row).order_by("part")
    assert digest(bytes(content.salt or b""), content.payload or "") == bytes(row.content_hash)
    assert digest(bytes(sender.salt or b""), sender.payload or "") == bytes(row.sender_hash)
    assert "Salainen asia" in (content.payload or "")
    assert content.participant_id is None
    assert sender.participant_id is not None


def test_a_part_that_its_statement_did_not_seal_is_refused(plan: Plan) -> None:
    receipt = state(plan)
    with in_town(plan.municipality), pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        row = Statement.objects.get(public_id=receipt.id)
        SealedPart.objects.create(
            municipality=plan.municipality, statement=row, part="content", salt=b"0" * 32, payload="{}"
        )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_statement_without_its_parts_is_not_committed(plan: Plan) -> None:
    with pytest.raises(IntegrityError, match="content"), in_town(plan.municipality):
        row = Statement(municipality=plan.municipality, plan=plan, kind="opinion", sender="person", channel="web")
        row.number, row.is_late, row.received_at = 0, False, datetime.datetime.now(HELSINKI)
        row.content_hash = row.sender_hash = row.previous_hash = row.chain_hash = b""
        row.save(force_insert=True)


def test_events_are_chained_to_their_statement(plan: Plan) -> None:
    receipt = state(plan)
    with in_town(plan.municipality):
        row = Statement.objects.get(public_id=receipt.id)
        for kind in ("note", "judged"):
            note_event(statement=row, kind=kind)
        events = list(StatementEvent.objects.filter(statement=row).order_by("number"))
    assert [event.number for event in events] == [1, 2]
    assert len({bytes(event.chain_hash) for event in events}) == 2


def test_a_repeat_with_the_same_key_gives_the_same_receipt(plan: Plan) -> None:
    once = StatementOnce("statements", "key-1", b"f" * 32)
    first, again = state(plan, once), state(plan, once)
    assert again.replayed
    assert (again.id, again.code, again.hash, again.key) == (first.id, first.code, first.hash, first.key)
    with in_town(plan.municipality):
        assert Statement.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="statement.received").count() == 1
    with pytest.raises(IdempotencyConflict):
        state(plan, StatementOnce("statements", "key-1", b"g" * 32))


def test_kinds_follow_phase_and_sender(plan: Plan, hearing: Hearing) -> None:
    office = SenderInput(organisation="ELY-keskus", email="ely@x.example")
    assert state(plan, hearing=hearing).kind == "objection"
    assert state(plan, hearing=hearing, sender="company", who=office).kind == "objection"
    assert state(plan, hearing=hearing, sender="authority", who=office).kind == "official"
    draft = make_hearing(plan, "preparation")
    assert state(plan, hearing=draft).kind == "opinion"
    assert state(plan).kind == "opinion", "outside any hearing too"


def test_an_objection_says_whose_it_is(plan: Plan, hearing: Hearing) -> None:
    with pytest.raises(Refused) as refused:
        state(plan, hearing=hearing, who=SenderInput())
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("name", "required"),
        ("email", "address_needed"),
    ]
    assert state(plan, who=SenderInput()).kind == "opinion", "an opinion needs no name"


def test_whoever_wants_the_towns_position_gives_an_address(plan: Plan) -> None:
    with pytest.raises(Refused, match="address_needed"):
        state(plan, who=SenderInput(name="Aino"), wants_position=True)
    with pytest.raises(Refused, match="address_needed"):
        state(plan, who=SenderInput(name="Aino"), wants_approval_notice=True)
    assert state(plan, who=AINO, wants_position=True, wants_approval_notice=True).code


def test_a_file_alone_is_a_statement_and_its_sha256_is_on_the_receipt(plan: Plan) -> None:
    pdf = Attachment("muistutus.pdf", "application/pdf", ".pdf", b"%PDF-1.7 x")
    receipt = state(plan, text="", attachments=(pdf,))
    assert receipt.files == [["muistutus.pdf", hashlib.sha256(b"%PDF-1.7 x").hexdigest()]]


def test_a_place_outside_the_plan_is_refused(plan: Plan) -> None:
    from shapely import Point

    from tests.factories import SOUTH, WEST

    with pytest.raises(Refused, match="outside_plan"):
        state(plan, geometry=Point(WEST + 9000, SOUTH + 9000))
    assert state(plan, geometry=Point(WEST + 2500, SOUTH + 2500)).code
