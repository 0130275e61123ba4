"""Rebuild every derived assignment, aggregate and published table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback_map.aggregates import rebuild_town
from feedback_map.services.words import learn_missing_words
from geo.models import Municipality
from geo.tenancy import in_town
from participation.services import assign_homes


class Command(BaseCommand):
    help = "Rebuilds every derived assignment, aggregate and published table from pins and homes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", help="the slug of one town; without it all towns, one after the other")

    def handle(self, *args: Any, town: str | None = None, **options: Any) -> None:
        towns = Municipality.objects.all()
        if town:
            towns = towns.filter(slug=town)
            if not towns:
                raise CommandError(f"There is no town {town!r}. Make it with create_town.")
        for one in towns:
            learn_missing_words(town=one)
            with in_town(one):
                rebuild_town(one)
                assign_homes(town=one)
            self.stdout.write(f"{one.slug}: areas, aggregates and published tables rebuilt")
