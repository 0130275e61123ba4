"""Released figures for readers of the views: told with the rights of the views' owner.

A view that reads with the rights of whoever asks does so within another view as well, so its text is taken over.
"""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

TELL = """
DO $$
DECLARE
    open_today CONSTANT text := 'area_set.valid_from <= CURRENT_DATE
        AND (area_set.valid_to IS NULL OR area_set.valid_to > CURRENT_DATE)';
    names CONSTANT text := 'told.names ->> ''fi'' AS name_fi, told.names ->> ''sv'' AS name_sv,
        told.names ->> ''en'' AS name_en';
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE VIEW open_data.population AS
         SELECT town.slug || ''/'' || area_set.kind || ''/'' || told.code AS id, town.slug AS town,
                area_set.kind AS area_set, told.code, %s, told.people, told.people_year, told.people_basis,
                told.holiday_homes, told.participants_home, told.hidden AS suppressed, told.released_at, told.geom
         FROM (%s) told
         JOIN public.geo_areaset area_set ON area_set.id = told.area_set_id AND %s
         JOIN public.geo_municipality town ON town.id = told.municipality_id AND town.is_public',
        names, rtrim(pg_get_viewdef('doors_population'::regclass), ';'), open_today);
    EXECUTE format(
        'CREATE OR REPLACE VIEW open_data.coverage AS
         SELECT town.slug || ''/'' || area_set.kind || ''/'' || told.id AS id, town.slug AS town,
                area_set.kind AS area_set, told.code, %s, told.months, told.denominator,
                told.area_class AS class, told.sir, told.sir_lo95, told.sir_hi95, told.participants, told.people,
                told.expected, told.suppressed, told.window_from, told.window_to, told.released_at, told.geom
         FROM (%s) told
         JOIN public.geo_areaset area_set ON area_set.id = told.area_set_id AND %s
         JOIN public.geo_municipality town ON town.id = told.municipality_id AND town.is_public',
        names, rtrim(pg_get_viewdef('doors_coverage'::regclass), ';'), open_today);
END $$;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("doors", "0005_withdrawn_marks")]
    operations: ClassVar = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
