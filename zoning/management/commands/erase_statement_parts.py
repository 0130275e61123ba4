"""Erase senders whose time is over, or one part of one statement by a rule that is named. The chain still verifies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import SealedPart, Statement
from zoning.services.erasing import erase_due_everywhere, erase_parts


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--due", action="store_true", help="what is due by the months of each town's registry")
        parser.add_argument("--town", help="slug of the town")
        parser.add_argument("--receipt", help="receipt code of the statement")
        parser.add_argument("--part", choices=SealedPart.Part.values, default="sender")
        parser.add_argument("--rule", default="", help="why: it stands in the chain's report for ever")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["due"]:
            self.stdout.write(f"{erase_due_everywhere()} erased")
            return
        town = Municipality.objects.defer("boundary").filter(slug=options["town"] or "").first()
        if town is None or not options["receipt"] or not options["rule"].strip():
            raise CommandError("Give --due, or --town, --receipt and --rule.")
        with in_town(town):
            found = list(Statement.objects.filter(receipt_code=options["receipt"]).values_list("pk", flat=True))
        if not found:
            raise CommandError("There is no statement of this receipt code.")
        count = erase_parts(town=town, statements=found, part=options["part"], rule=options["rule"])
        self.stdout.write(f"{count} erased")
