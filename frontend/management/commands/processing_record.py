from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from frontend.processing import Record, record_of
from geo.languages import text_in
from geo.models import Municipality


class Command(BaseCommand):
    """Writes a town's record of processing activities as text, as its page shows it."""

    help = "The record of processing activities of a town (GDPR, Article 30), made from its settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="fi")

    def handle(self, *args: Any, **options: Any) -> None:
        town = Municipality.objects.filter(slug=options["slug"]).first()
        if town is None:
            raise CommandError(f"There is no town {options['slug']}.")
        language: str = options["language"]
        with translation.override(language):
            self.stdout.write(_as_text(town, record_of(town, language), language))


def _as_text(town: Municipality, record: Record, language: str) -> str:
    lines = [f"# {town.name(language)}", ""]
    lines += [text_in(town.controller, language) or town.name(language), text_in(town.privacy_contact, language), ""]
    for one in record.activities:
        lines += [f"## {one.name}", "", one.purpose, "", one.ground, "", one.people, "", one.data, ""]
    for told in (record.recipients, record.protection):
        lines += [*(f"- {one}" for one in told), ""]
    lines += [f"- {one.what}: {one.how_long} {one.since}" for one in record.kept]
    return "\n".join(lines)
