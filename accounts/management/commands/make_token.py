from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, Scope, User
from accounts.tokens import LIFETIME_DAYS, SYSTEM_ROLES, NewToken, issue_system_token, issue_token
from geo.models import Municipality


class Command(BaseCommand):
    """Makes a key for a program. Each run makes a new one: the same key cannot be shown twice."""

    help = "Makes an API token of a town for a program of its own name, or for a user, and shows it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("label", help="which program uses it")
        parser.add_argument("--town", required=True, metavar="SLUG")
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values, help="may be given again")
        parser.add_argument("--days", type=int, default=LIFETIME_DAYS, help="how long it lives; a year without it")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--role", choices=[role.value for role in SYSTEM_ROLES], help="what the program may do here")
        whose.add_argument("--user", metavar="EMAIL", help="a user for whom the program acts instead")

    def handle(self, *args: Any, **options: Any) -> None:
        town = Municipality.objects.defer("boundary").filter(slug=options["town"]).first()
        if town is None:
            raise CommandError(f"There is no town {options['town']!r}.")
        new = NewToken(town, options["label"], options["scope"], options["days"])
        try:
            token = self._made(new, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"API token (shown only now): {token}")

    def _made(self, new: NewToken, options: dict[str, Any]) -> str:
        if options["role"]:
            return issue_system_token(new=new, role=Role(options["role"]))
        user = User.objects.filter(email=options["user"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}: create_staff makes one.")
        return issue_token(user=user, new=new)
