from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.condition import condition
from config.mail_check import mail_trouble


class Command(BaseCommand):
    """Tells of each part of the service whether it is in order; ends with 1 when one is not."""

    help = "Tells whether database, worker, queue, letters, room and backups are in order."
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        found = condition()
        mail = mail_trouble()
        for part in found.parts:
            self.stdout.write(f"{'in order' if part.ok else 'NOT WELL':9} {part.name:9} {part.told}")
        self.stdout.write(f"{'NOT WELL' if mail else 'in order':9} {'mail':9} {mail}")
        if mail or not all(part.ok for part in found.parts):
            raise CommandError("Not everything is in order; docs/operations.md says what to do about each.")
