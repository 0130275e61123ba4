"""TRUST.md A6: after closing nothing links a voter and a choice: no row, no order, no time, no log and no letter."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from budgeting.models import CountedBallot, Round, Turnout
from budgeting.services.casting import BallotInput, cast_ballot
from budgeting.services.voters import Knock, LinkWish, open_by_link, send_link
from delivery.models import OutboxMessage
from delivery.services import relay
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Participant
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import cast, closed, opened, printed
from tests.factories import make_town

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
CONTENT = ("budgeting_countedballot", "budgeting_countedreceipt")
# Everybody's: that two rows are of one town and one round ties nobody to anything.
SHARED = ("budgeting_round", "geo_municipality")
FAR = 5.0  # standard deviations: a link puts the matches more than ten away, chance not once in a million closings
SERVER_LOG = Path(__file__).resolve().parents[2] / ".local" / "pg.log"

TURNOUTS = (
    "SELECT id FROM budgeting_turnout ORDER BY id",
    "SELECT id FROM budgeting_turnout ORDER BY ctid",
    "SELECT id FROM budgeting_turnout ORDER BY participant_id",
    "SELECT id FROM budgeting_turnout ORDER BY day, id",
)
CHOICES = (
    "SELECT choices[1] FROM budgeting_countedballot ORDER BY id",
    "SELECT choices[1] FROM budgeting_countedballot ORDER BY ctid",
    "SELECT choices[1] FROM budgeting_countedballot ORDER BY xmin::text, cmin::text, ctid",
)

_LINKS = """
SELECT src.relname, dst.relname FROM pg_constraint AS con
JOIN pg_class AS src ON src.oid = con.conrelid JOIN pg_class AS dst ON dst.oid = con.confrelid
WHERE con.contype = 'f'
"""
_PLAIN = """
INSERT INTO budgeting_ballot (municipality_id, round_id, voter_id, choices, points, receipt_hash, version)
VALUES (%(town)s, %(round)s, %(voter)s, %(choices)s, '{}', 'x', 1) RETURNING id
"""
_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_name IN ('budgeting_countedballot', 'budgeting_countedreceipt')
"""


def asked(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def test_no_foreign_key_leads_from_a_voter_to_what_was_counted() -> None:
    neighbours: dict[object, set[object]] = {}
    for one, other in asked(_LINKS):
        if one not in SHARED and other not in SHARED:
            neighbours.setdefault(one, set()).add(other)
            neighbours.setdefault(other, set()).add(one)
    assert "budgeting_turnout" in neighbours["budgeting_voter"]  # the walk sees the ties that there are
    assert [table for table in CONTENT if table in neighbours] == []


def test_what_was_counted_has_no_time_no_number_and_no_words() -> None:
    """A new column must be thought about here: could it be matched with something known of a voter?"""
    columns = {(table, name): kind for table, name, kind in asked(_COLUMNS)}
    ballot = {"id": "uuid", "municipality_id": "bigint", "round_id": "bigint", "choices": "ARRAY", "points": "ARRAY"}
    receipt = {"id": "uuid", "municipality_id": "bigint", "round_id": "bigint", "receipt_hash": "bytea"}
    expected = [(CONTENT[0], ballot), (CONTENT[1], receipt)]
    assert columns == {(table, name): kind for table, of_it in expected for name, kind in of_it.items()}


def matches(voters: Sequence[int], counted: Sequence[int]) -> float:
    """How far the agreement of two orders is from what chance gives, in standard deviations."""
    said, found = np.array(voters), np.array(counted)
    shuffled = np.random.default_rng(1).permuted(np.tile(found, (1_000, 1)), axis=1)
    by_chance = (shuffled == said).sum(axis=1)
    return float(((said == found).sum() - by_chance.mean()) / by_chance.std())


def test_no_order_and_no_time_matches_voters_with_choices_better_than_chance() -> None:
    of = make_round(make_town())
    options = [make_proposal(of) for _ in range(4)]
    chance = random.Random(6)
    chosen: dict[int, int] = {}
    for code in printed(of, 48):
        option = chance.choice(options)
        admission = opened(of, code)
        cast(of, option, by=admission)
        with in_town(of.municipality):
            chosen[Turnout.objects.get(voter=admission.voter).pk] = option.pk
    assert matches(list(chosen.values()), list(chosen.values())) > 2 * FAR  # a link would be seen
    closed(of)
    with in_town(of.municipality):
        whose = [[chosen[turnout] for (turnout,) in asked(statement)] for statement in TURNOUTS]
        what = [[one for (one,) in asked(statement)] for statement in CHOICES]
        assert asked("SELECT count(DISTINCT xmin::text) FROM budgeting_countedballot") == [(1,)]
    for said, found in product(whose, what):
        assert abs(matches(said, found)) < FAR
        assert abs(matches(said, found[::-1])) < FAR


def test_receipts_stand_in_an_order_of_their_own() -> None:
    of = make_round(make_town())
    park = make_proposal(of)
    for _ in range(12):
        cast(of, park)
    closed(of)
    with in_town(of.municipality):
        hashes = [bytes(one) for (one,) in asked("SELECT receipt_hash FROM budgeting_countedreceipt ORDER BY ctid")]
    assert hashes == sorted(hashes)


def test_letters_and_logs_name_no_choice(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    town = make_town()
    of = make_round(town, ballot="knapsack", money=10)
    park, palace = make_proposal(of, "Kanarianpuisto", cost=5), make_proposal(of, "Kanarianpalatsi", cost=500)
    send_link(town=town, round=of, wish=LinkWish("aino@example.fi", "fi"), knock=Knock("192.0.2.9"))
    relay()
    letter = mail.outbox[-1]
    key = str(letter.body).split("key=")[1].split()[0]
    admission = open_by_link(town=town, round=of, key=key, knock=Knock("192.0.2.9"))
    posted = OutboxMessage.objects.count()
    cast_ballot(town=town, admission=admission, ballot=BallotInput((park.pk,)))
    with pytest.raises(Refused):
        cast_ballot(town=town, admission=admission, ballot=BallotInput((palace.pk,), version=1))
    assert OutboxMessage.objects.count() == posted  # casting writes to nobody
    for said in (str(letter.body), str(letter.subject), caplog.text):
        assert "Kanarian" not in said
        assert park.public_id not in said


def test_a_refused_ballot_leaves_no_choice_in_the_log_of_the_database() -> None:
    """The server writes down each statement that fails; ours holds no values."""
    if not SERVER_LOG.exists():
        pytest.skip("the database is not the project's own, so its log is not here to be read")
    of = make_round(make_town())
    park, admission = make_proposal(of), opened(of)
    secret, plain = 7_000_000_000_000_000_000 + park.pk, 8_000_000_000_000_000_000 + park.pk
    size = SERVER_LOG.stat().st_size
    with pytest.raises(Refused):
        cast(of, park, by=admission, points=(1,))
    with pytest.raises(Refused):
        cast_ballot(town=of.municipality, admission=admission, ballot=BallotInput((secret,), is_entitled=True))
    with in_town(of.municipality), pytest.raises(IntegrityError), transaction.atomic():
        asked(_PLAIN, town=of.municipality_id, round=of.pk, voter=admission.voter, choices=[plain])
    with SERVER_LOG.open("rb") as log:
        log.seek(size)
        said = log.read().decode(errors="replace")
    assert str(plain) in said  # what is written past the application is seen there, so the log is the right one
    assert str(secret) not in said


def test_a_turnout_says_that_somebody_voted_on_a_day_and_nothing_more() -> None:
    of = make_round(make_town())
    park = make_proposal(of)
    cast(of, park)
    closed(of)
    with in_town(of.municipality):
        turnout = Turnout.objects.get()
        assert Participant.objects.filter(turnouts=turnout).count() == 1
        assert CountedBallot.objects.get().choices == [park.pk]
        assert Round.objects.get(pk=of.pk).closed_at is not None
    times = [field.name for field in Turnout._meta.get_fields() if field.__class__.__name__ == "DateTimeField"]
    assert times == []
