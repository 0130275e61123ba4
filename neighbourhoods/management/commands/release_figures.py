"""Publish a town's figures that rest on unpublished input too. By default monthly, by a timer; never by an input."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from geo.models import Municipality
from neighbourhoods.models import Release
from neighbourhoods.services import make_release


class Command(BaseCommand):
    help = "Makes the month's release of a town's figures; a second run in the same month changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True)
        parser.add_argument("--again", action="store_true", help="make another release in the same month")

    def handle(self, *args: Any, town: str, again: bool = False, **options: Any) -> None:
        found = Municipality.objects.filter(slug=town).first()
        if found is None:
            raise CommandError(f"There is no town {town!r}. Make it with create_town.")
        month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        known = Release.objects.filter(municipality=found, made_at__gte=month).first()
        release = known if known and not again else make_release(town=found)
        self.stdout.write(f"{town}: release {release.public_id} of {timezone.localtime(release.made_at):%Y-%m-%d}")
