"""That somebody voted is engagement; what they chose is not known here, and cannot be."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

_before = import_module("neighbourhoods.migrations.0004_statements_engage")

# Turnouts tell a day, never a time: noon of that day stands for it. A ballot without a participant is nobody's act, as
# it would count as a message otherwise; persons are counted, not ballots.
VOTES = """
    UNION ALL
    SELECT voted.municipality_id, voted.participant_id, (voted.day + time '12:00') AT TIME ZONE 'Europe/Helsinki',
           voted.channel::text, round.process_id, 'vote', 'turnout', voted.id, NULL::geometry
    FROM budgeting_turnout voted
    JOIN budgeting_round round ON round.id = voted.round_id
    WHERE voted.participant_id IS NOT NULL
"""
_END = "    WHERE said.kind <> 'official'\n"
COMMENT = """
COMMENT ON VIEW neighbourhoods_engagement IS
    'Everything people did that counts: accepted pins, attendance, statements on plans but official ones, and that '
    'somebody voted on budgets (never what); one row an act; a merged person is one person. Rejected and test input is '
    'left out, and what staff did themselves (board members are residents). A row without a participant counts as a '
    'pin and never as a person.';
"""


def _view() -> str:
    text = _before._view()
    assert text.count(_END) == 1
    return text.replace(_END, _END + VOTES.removeprefix("\n"))


class Migration(BatchedMigration):
    dependencies: ClassVar = [("neighbourhoods", "0004_statements_engage"), ("budgeting", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(_view() + COMMENT, "DROP VIEW neighbourhoods_engagement;" + _before._view() + _before.COMMENT)
    ]
