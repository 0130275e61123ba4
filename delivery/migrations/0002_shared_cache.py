"""A small cache shared by all web processes: counts of failed sign-ins, codes already used. Unlogged."""

from django.db import migrations
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies = [("delivery", "0001_tables")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE delivery_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX delivery_cache_expires ON delivery_cache (expires);
            """,
            "DROP TABLE delivery_cache",
        ),
    ]
