import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.services import make_operator


class Command(BaseCommand):
    """Makes an operator of the service, who may make towns in the browser. Run again, it changes nothing else."""

    help = "Makes a user who may make new towns. A password is read from standard input, or made up and shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        if password == "":
            raise CommandError("--password-stdin was given, but there is no password on standard input.")
        try:
            user, made_up = make_operator(email=options["email"], name=options["name"], password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.email} may make towns at /new-town.")
        if made_up:
            self.stdout.write(f"Password (shown only now): {made_up}")
