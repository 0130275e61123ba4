"""The key of a place names PostGIS by its schema: a dump is read back with an empty search path."""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

PLACE_KEY = """
CREATE OR REPLACE FUNCTION place_key(place public.geometry) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Where a point is, as a number: its row of 1 km, and in it its metre from the west. Lines and areas all have -1.
SELECT CASE WHEN place IS NULL THEN NULL
            WHEN public.ST_GeometryType(place) = 'ST_Point'
                THEN (floor(public.ST_Y(place) / 1000)::bigint << 32) + floor(public.ST_X(place))::bigint
            ELSE -1 END
$$
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0034_published_by_key")]
    operations: ClassVar = [migrations.RunSQL(PLACE_KEY, migrations.RunSQL.noop)]
