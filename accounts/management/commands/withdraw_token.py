from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.tokens import live_tokens, withdraw_token
from geo.models import Municipality


class Command(BaseCommand):
    """Ends a key; a second run finds none. Without a number it lists the town's keys."""

    help = "Withdraws an API token of a town; without a number it lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, nargs="?", help="as the list names it")
        parser.add_argument("--town", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        town = Municipality.objects.defer("boundary").filter(slug=options["town"]).first()
        if town is None:
            raise CommandError(f"There is no town {options['town']!r}.")
        if options["number"] is None:
            self._list(town)
            return
        gone = withdraw_token(town=town, token_id=options["number"])
        self.stdout.write("Withdrawn." if gone else "There is no such token, or it was withdrawn before.")

    def _list(self, town: Municipality) -> None:
        for token in live_tokens(town):
            until = timezone.localdate(token.expires_at).isoformat()
            used = token.last_used_on.isoformat() if token.last_used_on else "never"
            scopes = ", ".join(token.scopes)
            self.stdout.write(f"{token.pk}  {token.label}  [{scopes}]  until {until}, last used {used}")
