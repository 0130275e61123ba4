"""What an upload changed can be put back: rows of the ground as text, to the last byte."""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

# Geometries as text are exact (EWKB), and so are numbers; a row that was kept before a column was added cannot be put
# back, and says so.
ROWS = """
CREATE FUNCTION ground_rows(of_town bigint, of_tables text[])
RETURNS TABLE (of_table text, row_id bigint, content text) LANGUAGE sql STABLE AS $$
-- All rows of some tables that belong to a town, as text. Of the town itself only its boundary.
-- Index: municipality_id of each table.
    SELECT 'geo_municipality', t.id, t.boundary_source || ' ' || coalesce(t.boundary::text, '')
    FROM geo_municipality t WHERE t.id = of_town AND 'geo_municipality' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_boundarypart', t.id, t::text FROM geo_boundarypart t
    WHERE t.municipality_id = of_town AND 'geo_boundarypart' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_areaset', t.id, t::text FROM geo_areaset t
    WHERE t.municipality_id = of_town AND 'geo_areaset' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_area', t.id, t::text FROM geo_area t
    WHERE t.municipality_id = of_town AND 'geo_area' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_areapart', t.id, t::text FROM geo_areapart t
    WHERE t.municipality_id = of_town AND 'geo_areapart' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_gridcell', t.id, t::text FROM geo_gridcell t
    WHERE t.municipality_id = of_town AND 'geo_gridcell' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_populationcount', t.id, t::text FROM geo_populationcount t
    WHERE t.municipality_id = of_town AND 'geo_populationcount' = ANY (of_tables)
    UNION ALL
    SELECT 'geo_place', t.id, t::text FROM geo_place t
    WHERE t.municipality_id = of_town AND 'geo_place' = ANY (of_tables)
$$
"""
PUT_BACK = """
CREATE FUNCTION put_ground_back(of_town bigint) RETURNS void LANGUAGE plpgsql AS $$
-- Rows that stand in the temporary table ground_before get the content they have there; those without content go.
-- Keys that point at them are looked at when the transaction ends. Index: primary keys.
BEGIN
    DELETE FROM geo_populationcount t USING ground_before u
    WHERE u.of_table = 'geo_populationcount' AND t.id = u.row_id AND t.municipality_id = of_town;
    DELETE FROM geo_areapart t USING ground_before u
    WHERE u.of_table = 'geo_areapart' AND t.id = u.row_id AND t.municipality_id = of_town;
    DELETE FROM geo_area t USING ground_before u
    WHERE u.of_table = 'geo_area' AND t.id = u.row_id AND t.municipality_id = of_town;
    DELETE FROM geo_areaset t USING ground_before u
    WHERE u.of_table = 'geo_areaset' AND t.id = u.row_id AND t.municipality_id = of_town;
    DELETE FROM geo_gridcell t USING ground_before u
    WHERE u.of_table = 'geo_gridcell' AND t.id = u.row_id AND t.municipality_id = of_town;
    DELETE FROM geo_boundarypart t USING ground_before u
    WHERE u.of_table = 'geo_boundarypart' AND t.id = u.row_id AND t.municipality_id = of_town;
    DELETE FROM geo_place t USING ground_before u
    WHERE u.of_table = 'geo_place' AND t.id = u.row_id AND t.municipality_id = of_town;
    INSERT INTO geo_areaset SELECT (kept.one).* FROM (
        SELECT u.content::geo_areaset AS one FROM ground_before u
        WHERE u.of_table = 'geo_areaset' AND u.content IS NOT NULL OFFSET 0) kept;
    INSERT INTO geo_area SELECT (kept.one).* FROM (
        SELECT u.content::geo_area AS one FROM ground_before u
        WHERE u.of_table = 'geo_area' AND u.content IS NOT NULL OFFSET 0) kept;
    INSERT INTO geo_areapart SELECT (kept.one).* FROM (
        SELECT u.content::geo_areapart AS one FROM ground_before u
        WHERE u.of_table = 'geo_areapart' AND u.content IS NOT NULL OFFSET 0) kept;
    INSERT INTO geo_gridcell SELECT (kept.one).* FROM (
        SELECT u.content::geo_gridcell AS one FROM ground_before u
        WHERE u.of_table = 'geo_gridcell' AND u.content IS NOT NULL OFFSET 0) kept;
    INSERT INTO geo_populationcount SELECT (kept.one).* FROM (
        SELECT u.content::geo_populationcount AS one FROM ground_before u
        WHERE u.of_table = 'geo_populationcount' AND u.content IS NOT NULL OFFSET 0) kept;
    INSERT INTO geo_boundarypart SELECT (kept.one).* FROM (
        SELECT u.content::geo_boundarypart AS one FROM ground_before u
        WHERE u.of_table = 'geo_boundarypart' AND u.content IS NOT NULL OFFSET 0) kept;
    INSERT INTO geo_place SELECT (kept.one).* FROM (
        SELECT u.content::geo_place AS one FROM ground_before u
        WHERE u.of_table = 'geo_place' AND u.content IS NOT NULL OFFSET 0) kept;
    UPDATE geo_municipality t
    SET boundary_source = split_part(u.content, ' ', 1),
        boundary = nullif(substr(u.content, strpos(u.content, ' ') + 1), '')::geometry
    FROM ground_before u WHERE u.of_table = 'geo_municipality' AND t.id = u.row_id AND t.id = of_town;
END $$
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0006_uploads")]
    operations: ClassVar = [
        migrations.RunSQL(ROWS, "DROP FUNCTION ground_rows(bigint, text[])"),
        migrations.RunSQL(PUT_BACK, "DROP FUNCTION put_ground_back(bigint)"),
    ]
