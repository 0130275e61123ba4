"""Statements on plans are engagement, and meetings of a plan belong to the plan's process."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

_before = import_module("neighbourhoods.migrations.0003_engagement")

# Official statements are bodies' and not residents'. What came by e-mail was entered by the registry.
STATEMENTS = """
    UNION ALL
    SELECT said.municipality_id, sender.participant_id, said.received_at,
           CASE said.channel WHEN 'email' THEN 'desk' ELSE said.channel::text END,
           coalesce(hearing.process_id, plan.process_id), said.kind::text, 'statement', said.id, said.geom::geometry
    FROM zoning_statement said
    JOIN zoning_plan plan ON plan.id = said.plan_id
    LEFT JOIN zoning_hearing hearing ON hearing.id = said.hearing_id
    LEFT JOIN zoning_sealedpart sender ON sender.statement_id = said.id AND sender.part = 'sender'
    WHERE said.kind <> 'official'
"""
OF_PLAN = """coalesce(event.process_id, (
               SELECT coalesce(hearing.process_id, plan.process_id)
               FROM zoning_hearingmeeting meeting
               JOIN zoning_plan plan ON plan.id = meeting.plan_id
               LEFT JOIN zoning_hearing hearing ON hearing.id = meeting.hearing_id
               WHERE meeting.event_id = event.id ORDER BY meeting.id LIMIT 1))"""
END_OF_ACTS = "    WHERE came.participant_id IS NOT NULL\n"
COMMENT = """
COMMENT ON VIEW neighbourhoods_engagement IS
    'Everything people did that counts: accepted pins, attendance, and statements on plans but official ones; one row an '
    'act; a merged person is one person. Rejected and test input is left out, and what staff did themselves (board '
    'members are residents). A row without a participant counts as a pin and never as a person.';
"""


def _view() -> str:
    text = _before.ENGAGEMENT.partition("COMMENT ON VIEW")[0]
    for old, new in (
        ("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        ("'event', event.process_id,", f"'event', {OF_PLAN},"),
        (END_OF_ACTS, END_OF_ACTS + STATEMENTS),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return str(text)


class Migration(BatchedMigration):
    dependencies: ClassVar = [("neighbourhoods", "0003_engagement"), ("zoning", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(_view() + COMMENT, "DROP VIEW neighbourhoods_engagement;" + _before.ENGAGEMENT)
    ]
