"""Row-level security on everything that is not derived, and the clock by which statements are in time."""

from typing import ClassVar

from django.db import migrations

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

_PRIVATE = (
    "approval",
    "hearing",
    "hearingchange",
    "hearingmeeting",
    "hearingversion",
    "impactassessment",
    "landowner",
    "landownerletter",
    "outage",
    "participationscheme",
    "plan",
    "plandocument",
    "plandrawing",
    "planobject",
    "planphase",
    "planversion",
    "position",
    "reply",
    "sealedpart",
    "statement",
    "statementattachment",
    "statementevent",
    "statementpiece",
    "statementrequest",
    "theme",
)

# The time at which a statement came is the database's alone: no clock of an application server decides a deadline.
# The owner owns it, so the application's role cannot replace it; a boot check compares its body.
_CLOCK = """
CREATE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0001_initial"), ("geo", "0001_initial")]
    operations: ClassVar = [
        *(forced_rls(f"zoning_{table}") for table in _PRIVATE),
        migrations.RunSQL(_CLOCK, "DROP FUNCTION town_clock()"),
    ]
