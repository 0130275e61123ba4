from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from delivery.models import OutboxMessage
from delivery.services import outbox_state, relay, revive


class Command(BaseCommand):
    """Shows what waits and what was given up; `--retry` gives it another chance, `--relay` carries out what is due."""

    help = "Shows the outbox: what waits, and what was given up and needs a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", metavar="ID|all", help="give a dead message (or all) another chance")
        parser.add_argument("--relay", action="store_true", help="carry out now what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            revived = revive(message_id=None if options["retry"] == "all" else int(options["retry"]))
            self.stdout.write(f"{revived} messages will be tried again.")
        if options["relay"]:
            self.stdout.write(f"{relay()} messages tried.")
        state = outbox_state()
        self.stdout.write(f"waiting {state.waiting}, in work {state.leased}, given up {state.dead}")
        for message in OutboxMessage.objects.exclude(dead_at=None).order_by("dead_at")[:100]:
            self.stdout.write(
                f"{message.pk}  {message.topic}  given up {message.dead_at:%Y-%m-%d %H:%M}  {message.last_error}"
            )
