"""tally FILE.pb[.gz] [--rule … --utility … --completion … --threshold N] [--json]: counts anyone's election.

Needs no database. Without --rule the count goes by the rule that the file names, completion included.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgeting.pabulib import (
    Election,
    PabulibFile,
    PabulibRefused,
    Told,
    read,
    stated_rule,
    stated_threshold,
    written,
)
from budgeting.pabulib.numbers import number_in
from budgeting.tally import By, Count, Loser, Rule, Why, count
from budgeting.tally.shapes import COMPLETIONS, RULES, UTILITIES

SHOWN_NOTES = 100
NAME_WIDTH = 44
REASONS = {
    Why.TOO_LITTLE_SUPPORT: "below the threshold",
    Why.NOBODY: "nobody supports it",
    Why.DID_NOT_FIT: "did not fit in what was left",
    Why.STOPPED_BEFORE: "the count had stopped at {because}",
    Why.SUPPORTERS_MONEY: "its supporters' shares did not cover it",
    Why.EXCLUDED: "{because} won instead",
}


class Command(BaseCommand):
    help = (
        "Count an election in a Pabulib file (packed or not) by greedy or by the method of equal shares, exactly. "
        "Needs no database. Without --rule, the rule that the file names."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pb[.gz]")
        parser.add_argument("--rule", choices=RULES, help="default: as the file says")
        parser.add_argument(
            "--utility", choices=UTILITIES, default="cost",
            help="what a supporter gains: the project's cost (greedy: most votes first), one (greedy: most votes per "
            "unit of money) or the points given (greedy: most points first)",
        )  # fmt: skip
        parser.add_argument("--completion", choices=COMPLETIONS, help="default: none, or with the file's rule its own")
        parser.add_argument("--threshold", type=_amount, metavar="N", help="least votes (or points) to win")
        parser.add_argument("--json", action="store_true", help="the result as one JSON object on standard output")
        parser.add_argument("--out", type=Path, metavar="OUT.pb", help="write the mended file with these winners")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = read(options["file"])
        except PabulibRefused as refused:
            raise CommandError(f"{options['file']}: {refused}") from refused
        rule, remarks = _rule(file, options)
        self._remark(file, remarks)
        try:
            result = count(file.projects, file.ballots, file.budget, rule, file.excluded)
        except ValueError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if options["out"]:
            _write(options["out"], file, result)
        if options["json"]:
            self.stdout.write(json.dumps(_shape(result), ensure_ascii=False))
        else:
            self.stdout.writelines(f"{line}\n" for line in _table(file, result))

    def _remark(self, file: PabulibFile, remarks: list[str]) -> None:
        lines = [*(str(note) for note in file.notes[:SHOWN_NOTES]), *remarks]
        if len(file.notes) > SHOWN_NOTES:
            lines.insert(SHOWN_NOTES, f"… and {len(file.notes) - SHOWN_NOTES} more")
        for line in lines:
            self.stderr.write(line)


def _amount(text: str) -> Fraction:
    number = number_in(text)
    if number is None or number < 0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 0 up")
    return number


def _rule(file: PabulibFile, options: dict[str, Any]) -> tuple[Rule, list[str]]:
    remarks = []
    if options["rule"] is None:
        stated = stated_rule(file, options["utility"])
        rule = stated.rule
        remarks += [stated.unknown] if stated.unknown else []
    else:
        rule = Rule(options["rule"], options["utility"], threshold=stated_threshold(file))
    if options["completion"] is not None:
        rule = replace(rule, completion=options["completion"], ends_when_full=True)
    if options["threshold"] is not None:
        rule = replace(rule, threshold=options["threshold"])
    if file.meta.get("ties") == "number":
        rule = replace(rule, ties="number")
    if file.ballots.points is not None and rule.utility != "points":
        remarks.append("the ballots give points, which this utility does not count: --utility points does")
    return rule, remarks


def _shape(result: Count) -> dict[str, Any]:
    prices = {name: None if price is None else _number(price) for name, price in result.effective_price.items()}
    return {
        "winners": list(result.ids),
        "cost": _number(result.cost),
        "budget": _number(result.budget),
        "votes": result.votes,
        "money_left": _number(result.money_left),
        "effective_price": prices,
    }


def _number(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)


def _table(file: PabulibFile, result: Count) -> Iterator[str]:
    names = {entry.project.id: entry.fields.get("name", "")[:NAME_WIDTH] for entry in file.entries}
    rule = result.rule
    yield f"{rule.rule}, utility {rule.utility}, completion {rule.completion}"
    yield f"{result.votes:,} ballots, budget {_sum(result.budget)}"
    if result.share is not None:
        yield f"each voter's share {_sum(result.share)} (raised by {result.steps:,})"
    if result.comparison is not None:
        told = result.comparison
        yield f"{told.prefer_equal_shares:,} prefer equal shares, {told.prefer_greedy:,} prefer greedy"
    yield ""
    yield f"{'':>3}  {'winner':12}  {'name':{NAME_WIDTH}}  {'cost':>14}  {'votes':>8}  {'paid by':>8}  {'at most':>12}"
    for place, won in enumerate(result.winners, start=1):
        line = f"{place:>3}  {won.id:12}  {names[won.id]:{NAME_WIDTH}}  {_sum(won.cost):>14}  {won.votes:>8,}"
        yield (
            f"{line}  {won.payers:>8,}  {_sum(won.most_paid or Fraction()):>12}" if won.by is By.EQUAL_SHARES else line
        )
    yield f"cost {_sum(result.cost)}, left {_sum(result.money_left)}"
    yield ""
    for lost in result.losers:
        yield f"not {lost.id:12}  {names[lost.id]:{NAME_WIDTH}}  {_sum(lost.cost):>14}  {lost.votes:>8,}  {_why(lost)}"
    yield "(--json gives the result to a program)"


def _why(lost: Loser) -> str:
    missing = [f"{_sum(lost.missing_money)} of money"] if lost.missing_money is not None else []
    missing += [f"{_sum(lost.missing_support)} of support"] if lost.missing_support is not None else []
    reason = REASONS[lost.why].format(because=lost.because_of)
    return f"{reason}; missed {' or '.join(missing)}" if missing else reason


def _sum(amount: Fraction) -> str:
    return f"{float(amount):,.0f}" if amount.denominator == 1 else f"{float(amount):,.2f}"


def _write(path: Path, file: PabulibFile, result: Count) -> None:
    """Whole or not at all: a reader never meets half a file."""
    told = [Told(entry.project, _fields(entry.fields, entry.place)) for entry in file.entries]
    text = written(Election(file.meta, file.budget, file.vote_type, told, file.ballots, result.ids))
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _fields(fields: Mapping[str, str], place: tuple[float, float] | None) -> dict[str, str]:
    if "latitude" not in fields:
        return dict(fields)
    latitude, longitude = ("", "") if place is None else (repr(place[0]), repr(place[1]))
    return {**fields, "latitude": latitude, "longitude": longitude}
