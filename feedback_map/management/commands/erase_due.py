"""Erase what is due: contact data and ties by the categories' months, and what senders asked for."""

from typing import Any

from django.core.management.base import BaseCommand

from feedback_map.retention import erase_everywhere


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erase_everywhere()} erased")
