"""Publish a town's figures that rest on unpublished input too. By default monthly, by a timer; never by an input."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from geo.models import Municipality
from neighbourhoods.services import make_release, this_months_release
from participation.models import Process


class Command(BaseCommand):
    help = "Makes the month's release of a town's figures; a second run in the same month changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True)
        parser.add_argument("--process", default="", help="a consultation that has ended, instead of the month")
        parser.add_argument("--again", action="store_true", help="make another release in the same month")

    def handle(self, *args: Any, town: str, process: str = "", again: bool = False, **options: Any) -> None:
        found = Municipality.objects.filter(slug=town).first()
        if found is None:
            raise CommandError(f"There is no town {town!r}. Make it with create_town.")
        asked = _process(found, process)
        known = None if again or asked else this_months_release(found, timezone.now())
        release = known or make_release(town=found, process=asked)
        self.stdout.write(f"{town}: release {release.public_id} of {timezone.localtime(release.made_at):%Y-%m-%d}")


def _process(town: Municipality, slug: str) -> Process | None:
    if not slug:
        return None
    found = Process.objects.filter(municipality=town, slug=slug).first()
    if found is None:
        raise CommandError(f"{town.slug} has no process {slug!r}.")
    if found.closes_on is None or found.closes_on >= timezone.localdate():
        raise CommandError(f"{slug} has not ended yet; its figures are public when it has.")
    return found
