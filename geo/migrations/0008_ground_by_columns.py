"""What an upload changed is kept column by column, so that it can be put back after a migration has added a column.

What was kept before this (rows as text) is still put back by the functions of 0007, for the 30 days that it is kept.
"""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

# Values as text are exact: geometries (EWKB), numbers, JSON. Of the town itself only its boundary is the ground's.
READ = """
CREATE FUNCTION ground_columns(of_tables text[]) RETURNS jsonb LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
-- The columns of some tables as they are now. Index: none.
    SELECT jsonb_object_agg(told.of_table, told.columns) FROM (
        SELECT asked.of_table, jsonb_agg(known.attname::text ORDER BY known.attnum) AS columns
        FROM unnest(of_tables) AS asked (of_table)
        JOIN pg_attribute AS known ON known.attrelid = to_regclass(asked.of_table)
            AND known.attnum > 0 AND NOT known.attisdropped
            AND (asked.of_table <> 'geo_municipality' OR known.attname IN ('id', 'boundary_source', 'boundary'))
        GROUP BY asked.of_table) AS told
$$;

CREATE FUNCTION ground_by_columns(of_town bigint, of_columns jsonb)
RETURNS TABLE (of_table text, row_id bigint, content jsonb) LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
-- All rows of some tables that belong to a town, each as an object of some of its columns.
-- Index: municipality_id of each table.
DECLARE
    asked record;
    pairs text;
BEGIN
    FOR asked IN SELECT key, value FROM jsonb_each(of_columns) LOOP
        SELECT string_agg(format('%L, t.%I::text', name, name), ', ') INTO pairs
        FROM jsonb_array_elements_text(asked.value) AS name;
        RETURN QUERY EXECUTE format('SELECT %L, t.id::bigint, jsonb_build_object(%s) FROM %I AS t WHERE t.%I = $1',
            asked.key, pairs, asked.key, CASE asked.key WHEN 'geo_municipality' THEN 'id' ELSE 'municipality_id' END)
        USING of_town;
    END LOOP;
END $$;
"""
READ_GONE = """
DROP FUNCTION ground_by_columns(bigint, jsonb);
DROP FUNCTION ground_columns(text[]);
"""
# A column that came later has what the row holds in it now; where the row is gone, what the table or else the model
# gives a new row. One that is no longer there is left out.
PUT_BACK = """
CREATE FUNCTION ground_usual(of_table text, of_columns text[]) RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT AS $$
-- What a new row has in some columns by the table itself; nothing of a column for which the table says nothing.
DECLARE
    known record;
    usual text;
    told jsonb := '{}';
BEGIN
    FOR known IN SELECT attname, pg_get_expr(adbin, adrelid) AS said FROM pg_attribute
                 JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                 WHERE attrelid = to_regclass(of_table) AND attname = ANY (of_columns) LOOP
        EXECUTE format('SELECT (%s)::text', known.said) INTO usual;
        told := told || jsonb_build_object(known.attname, usual);
    END LOOP;
    RETURN told;
END $$;

CREATE FUNCTION put_ground_back_by_columns(of_town bigint, of_columns jsonb, usual jsonb) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
-- Rows that stand in the temporary table ground_before get the content they have there; those without content go.
-- `of_columns`: of which columns the content is; `usual`: what the model gives in the others.
-- Keys that point at rows are looked at when the transaction ends. Index: primary keys.
DECLARE
    now_there CONSTANT jsonb := ground_columns(ARRAY(SELECT jsonb_object_keys(of_columns)));
    -- What points at others goes before them and comes after them.
    in_order CONSTANT text[] := ARRAY['geo_areaset', 'geo_area', 'geo_areapart', 'geo_gridcell', 'geo_populationcount',
                                      'geo_boundarypart', 'geo_place'];
    backwards CONSTANT text[] := ARRAY['geo_populationcount', 'geo_areapart', 'geo_area', 'geo_areaset', 'geo_gridcell',
                                       'geo_boundarypart', 'geo_place'];
    one text;
    later text[];
    names text;
    typed text;
BEGIN
    FOREACH one IN ARRAY in_order LOOP
        CONTINUE WHEN now_there -> one IS NULL;
        later := ARRAY(SELECT jsonb_array_elements_text(now_there -> one)
                       EXCEPT SELECT jsonb_array_elements_text(of_columns -> one));
        CONTINUE WHEN cardinality(later) = 0;
        UPDATE ground_before AS kept SET content = held.content || kept.content
        FROM ground_by_columns(of_town, jsonb_build_object(one, to_jsonb(later))) AS held
        WHERE kept.of_table = one AND held.row_id = kept.row_id AND kept.content IS NOT NULL;
        UPDATE ground_before AS kept
        SET content = ground_usual(one, later) || coalesce(usual -> one, '{}') || kept.content
        WHERE kept.of_table = one AND kept.content IS NOT NULL;
    END LOOP;
    FOREACH one IN ARRAY backwards LOOP
        EXECUTE format('DELETE FROM %I t USING ground_before kept
                        WHERE kept.of_table = $1 AND t.id = kept.row_id AND t.municipality_id = $2', one)
        USING one, of_town;
    END LOOP;
    FOREACH one IN ARRAY in_order LOOP
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
               string_agg(format('(kept.content ->> %L)::%s', attname, format_type(atttypid, atttypmod)), ', '
                          ORDER BY attnum)
        INTO names, typed FROM pg_attribute
        WHERE attrelid = to_regclass(one) AND attnum > 0 AND NOT attisdropped;
        EXECUTE format('INSERT INTO %I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM ground_before kept
                        WHERE kept.of_table = $1 AND kept.content IS NOT NULL', one, names, typed) USING one;
    END LOOP;
    UPDATE geo_municipality t
    SET boundary_source = kept.content ->> 'boundary_source', boundary = (kept.content ->> 'boundary')::geometry
    FROM ground_before kept WHERE kept.of_table = 'geo_municipality' AND t.id = kept.row_id AND t.id = of_town;
END $$;
"""
PUT_BACK_GONE = """
DROP FUNCTION put_ground_back_by_columns(bigint, jsonb, jsonb);
DROP FUNCTION ground_usual(text, text[]);
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0007_ground_put_back")]
    operations: ClassVar = [
        migrations.RunSQL(READ, READ_GONE),
        migrations.RunSQL(PUT_BACK, PUT_BACK_GONE),
    ]
