"""The instants that end a hearing, as the database computes them: zoning.deadlines says the same."""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

_DEADLINE = """
CREATE FUNCTION hearing_deadline(last_day date) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT (last_day + 1)::timestamp AT TIME ZONE 'Europe/Helsinki' $$;
"""

# What is brought or posted to the office is in time before it closes on the last day (Act 150/1930 § 6).
_OFFICE = """
CREATE FUNCTION office_deadline(last_day date, closes time) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT (last_day + closes) AT TIME ZONE 'Europe/Helsinki' $$;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0002_walls_and_clock")]
    operations: ClassVar = [
        migrations.RunSQL(_DEADLINE, "DROP FUNCTION hearing_deadline(date)"),
        migrations.RunSQL(_OFFICE, "DROP FUNCTION office_deadline(date, time)"),
    ]
