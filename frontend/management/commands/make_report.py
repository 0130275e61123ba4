"""make_report SLUG --year YEAR --out FILE: a report of participation, as its page tells it. Can be run twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404
from django.utils import translation

from frontend.pages import Page
from frontend.report_page import ReportPage, asked_report, report_page
from geo.importing.command import town_named

KINDS = (".pdf", ".xlsx", ".json")


class Command(BaseCommand):
    help = (
        "What residents said, what was answered and what followed in a year, by unit or area; every figure traceable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("town", metavar="SLUG")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="its ending says what is made")
        parser.add_argument("--from", dest="first", default="", metavar="DAY")
        parser.add_argument("--to", dest="last", default="", metavar="DAY")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--unit", default="", metavar="CODE")
        only.add_argument("--area", default="", metavar="SET/CODE")
        parser.add_argument("--language", default="", choices=("fi", "sv", "en"), help="the town's first without it")

    def handle(self, *args: Any, **options: Any) -> None:
        town, out = town_named(options["town"]), options["out"]
        if out.suffix not in KINDS:
            raise CommandError(f"--out: a file that ends in one of {', '.join(KINDS)}, please.")
        asked = {name: options[key] for name, key in _ASKED.items()}
        language = options["language"] or town.first_language
        try:
            with translation.override(language):
                told = report_page(asked_report(asked, town, options["year"]), Page(language, town))
                out.write_bytes(_made(told, out.suffix))
        except Http404 as missing:
            raise CommandError(f"{missing}: look at --year, --from, --to, --unit and --area.") from missing
        self.stdout.write(f"written: {out}")


_ASKED = {"from": "first", "to": "last", "unit": "unit", "area": "area"}


def _made(told: ReportPage, suffix: str) -> bytes:
    from frontend.documents.period_report import report_as_pdf, report_as_xlsx

    address = settings.SITE_ADDRESS + told.address
    if suffix == ".json":
        return json.dumps(_record(told, address), ensure_ascii=False, indent=1).encode()
    return report_as_pdf(told, address) if suffix == ".pdf" else report_as_xlsx(told, address)


def _record(told: ReportPage, address: str) -> dict[str, Any]:
    period = told.scope.period
    return {
        "title": f"{told.title}: {told.about}",
        "address": address,
        "from": str(period.first),
        "to": str(period.last),
        "made_on": str(period.today),
        "figures": [
            {
                "part": section.key,
                "key": one.figure.key,
                "name": one.name,
                "value": one.figure.value,
                "word": one.figure.word,
                "missing": one.figure.missing,
                "n": one.figure.n,
                "low95": one.figure.low,
                "high95": one.figure.high,
                "source": one.source,
                "page": one.url,
            }
            for section in told.sections
            for one in section.figures
        ],
    }
