"""Many at once who cast, change, overspend and cheat, over HTTP and past the application: what the drill of A5 runs."""

from __future__ import annotations

import http.client
import random
import secrets
import threading
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
from django.conf import settings

from tests.databases import _address

_TOWN = "SELECT set_config('kuuluvuus.town', %s, true)"
INSERT = (
    "INSERT INTO budgeting_ballot (municipality_id, round_id, voter_id, choices, points, receipt_hash, version)"
    " VALUES (%(town)s, %(round)s, %(voter)s, %(choices)s, '{}', %(hash)s, 1)"
)
TURNOUT = (
    "INSERT INTO budgeting_turnout (municipality_id, round_id, voter_id, age_band, resident_type, channel, day)"
    " VALUES (%(town)s, %(round)s, %(voter)s, '', '', 'paper', current_date)"
)
_CHANGE = (
    "UPDATE budgeting_ballot SET choices = %(choices)s, receipt_hash = %(hash)s WHERE voter_id = %(voter)s RETURNING id"
)
# What nobody may do, whatever else is going on.
CHEATS = (
    INSERT,  # without its turnout
    TURNOUT,  # without its ballot
    "DELETE FROM budgeting_ballot WHERE voter_id = %(voter)s RETURNING id",
    "DELETE FROM budgeting_turnout WHERE voter_id = %(voter)s RETURNING id",
    "UPDATE budgeting_turnout SET voter_id = NULL WHERE voter_id = %(voter)s RETURNING id",
    "UPDATE budgeting_ballot SET voter_id = voter_id + 1 WHERE voter_id = %(voter)s RETURNING id",
    "UPDATE budgeting_ballot SET round_id = %(other)s WHERE voter_id = %(voter)s RETURNING id",
    "UPDATE budgeting_round SET closed_at = town_clock() WHERE id = %(round)s RETURNING id",
    "INSERT INTO budgeting_countedballot (id, municipality_id, round_id, choices, points)"
    " VALUES (gen_random_uuid(), %(town)s, %(round)s, %(choices)s, '{}')",
)


@dataclass(frozen=True)
class Vote:
    """What is voted on: proposals with their costs (ids as pages and as the database know them), and the limit."""

    town: int
    round: int
    other_round: int
    address: str
    money: int
    proposals: Mapping[int, tuple[str, int]]
    foreign: int
    voters: Mapping[int, str]

    def within(self, choices: Sequence[int]) -> bool:
        known = len(set(choices)) == len(choices) > 0 and all(one in self.proposals for one in choices)
        return known and sum(self.proposals[one][1] for one in choices) <= self.money


@dataclass
class Tally:
    """What was acknowledged for each voter, and what was refused or broke."""

    accepted: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, voter: int | None = None) -> None:
        with self.lock:
            self.outcomes[what] += 1
            if voter is not None:
                self.accepted[voter] += 1

    def fail(self, what: str) -> None:
        with self.lock:
            self.wrong.append(what)


class Wire:
    """One browser, which may hold the ballots of many voters, as a dishonest one would."""

    def __init__(self, server: str, vote: Vote) -> None:
        self.vote, self.host = vote, urlsplit(server).netloc
        self.cookies: dict[int, str] = {}
        self.home = ""

    def post(self, path: str, fields: Mapping[str, Any], cookie: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=60, source_address=(self.home, 0))
        token = "a" * 32
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(part for part in (f"{settings.CSRF_COOKIE_NAME}={token}", cookie) if part),
            "X-CSRFToken": token,
        }
        try:
            connection.request("POST", path, urlencode(fields, doseq=True), headers)
            answer = connection.getresponse()
            answer.read()
            kept = SimpleCookie(", ".join(answer.headers.get_all("Set-Cookie") or []))
        finally:
            connection.close()
        set_now = [f"{name}={one.value}" for name, one in kept.items() if name.startswith("kuuluvuus_vote")]
        return answer.status, set_now[0] if set_now else cookie

    def cookie(self, voter: int) -> str:
        # From an address of its own: an address that opens very many ballots has to wait
        self.home = f"127.1.{voter // 250 % 250}.{voter % 250 + 1}"
        if voter not in self.cookies:
            status, self.cookies[voter] = self.post(f"{self.vote.address}/code", {"code": self.vote.voters[voter]})
            assert status == 302, status
        return self.cookies[voter]

    def cast(self, voter: int, choices: Sequence[int], version: int | None) -> int:
        """Sent twice with one key now and then, as a phone does that got no answer."""
        fields = {
            "choose": [self.vote.proposals[one][0] for one in choices],
            "go": "cast",
            "version": version or "",
            "key": str(uuid.uuid4()),
        }
        for _again in range(random.choice((1, 1, 1, 2))):
            status, self.cookies[voter] = self.post(f"{self.vote.address}/ballot", fields, self.cookie(voter))
        return status


def race(server: str, vote: Vote, *, operations: int, over_wire: int, threads: int) -> Tally:
    """`over_wire` of the threads are browsers, the others hold the application's password to the database."""
    tally = Tally()
    share = operations // threads

    def work(number: int) -> None:
        chance = random.Random(number)
        try:
            if number < over_wire:
                _browse(Wire(server, vote), vote, tally, chance, share)
            else:
                _query(vote, tally, chance, share)
        except Exception as error:  # a thread that dies silently would make the drill easier
            tally.fail(f"{type(error).__name__}: {error}")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return tally


def _browse(wire: Wire, vote: Vote, tally: Tally, chance: random.Random, operations: int) -> None:
    """Knows only what is acknowledged: the newest version as far as anybody has heard."""
    for _ in range(operations):
        voter = chance.choice(list(vote.voters))
        choices = chance.sample(list(vote.proposals), chance.randint(1, len(vote.proposals)))
        with tally.lock:
            version = tally.accepted[voter]
        status = wire.cast(voter, choices, version)
        if status == 303:
            tally.note("wire accepted", voter)
            if not vote.within(choices):
                tally.fail(f"over the limit by wire: {choices}")
        elif status == 422:
            tally.note("wire refused")
        else:
            tally.fail(f"answer {status}")


def _query(vote: Vote, tally: Tally, chance: random.Random, operations: int) -> None:
    with psycopg.connect(**_address(settings.DATABASES["default"]["NAME"], "default")) as connection:
        for _ in range(operations):
            voter = chance.choice(list(vote.voters))
            pool = [*vote.proposals, vote.foreign] if chance.random() < 0.2 else list(vote.proposals)
            choices = chance.choices(pool, k=chance.randint(0, len(pool)))
            if chance.random() < 0.7:
                choices = list(dict.fromkeys(choices))
            kind = chance.random()
            statements = [INSERT, TURNOUT] if kind < 0.3 else [_CHANGE] if kind < 0.7 else [chance.choice(CHEATS)]
            done = _try(connection, vote, statements, {"voter": voter, "choices": choices})
            if not done:
                tally.note("sql refused")
            elif kind >= 0.7 and done == "written":
                tally.fail(f"cheated: {statements[0][:60]}")
            elif done == "written":
                tally.note("sql accepted", voter)
                if not vote.within(choices):
                    tally.fail(f"over the limit by sql: {choices}")


def _try(connection: psycopg.Connection[Any], vote: Vote, statements: Sequence[str], values: dict[str, Any]) -> str:
    """ "written", "nothing" when no row was there, "" when it was refused. Anything else is not expected."""
    known = {"town": vote.town, "round": vote.round, "other": vote.other_round, "hash": secrets.token_bytes(32)}
    touched = 0
    try:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(_TOWN, [str(vote.town)])
            for statement in statements:
                cursor.execute(statement, {**known, **values})
                touched += cursor.rowcount
    except (psycopg.errors.IntegrityError, psycopg.errors.LockNotAvailable):
        return ""  # by a rule, or because others are at it and this one came by the back door
    return "written" if touched else "nothing"
