"""Log when the service could not take statements, so that those claimed to be sent then are weighed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from geo.models import Municipality
from geo.refusals import Refused
from zoning.services.outages import log_outage


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True, help="slug of the town")
        parser.add_argument("--from", required=True, dest="began", help="with its offset: 2026-10-26T23:10+02:00")
        parser.add_argument("--until", required=True, dest="ended")

    def handle(self, *args: Any, **options: Any) -> None:
        town = Municipality.objects.defer("boundary").filter(slug=options["town"]).first()
        began, ended = (parse_datetime(options[name]) for name in ("began", "ended"))
        if town is None:
            raise CommandError("There is no town of this slug.")
        if began is None or ended is None or began.tzinfo is None or ended.tzinfo is None:
            raise CommandError("Give both instants with their offset, as 2026-10-26T23:10+02:00.")
        try:
            log_outage(town=town, began_at=began, ended_at=ended)
        except Refused as refused:
            raise CommandError(str(refused.errors[0].detail)) from refused
        self.stdout.write(f"logged {began.isoformat()} – {ended.isoformat()}")
