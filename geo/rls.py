"""Row-level security for source tables: the second wall between towns, behind the application's own filters."""

from django.db.migrations import RunSQL

_CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION current_town() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('kuuluvuus.town', true), '')::bigint $$;
"""


def current_town_function() -> RunSQL:
    """The function that policies ask; without a town set it is null, and no row is seen."""
    return RunSQL(_CREATE_FUNCTION, "DROP FUNCTION IF EXISTS current_town()")


def forced_rls(table: str) -> RunSQL:
    """Forced for the owner too: what reads across towns must name each town in turn.

    The sub-select makes the planner ask for the town once a statement, not once a row.
    """
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_town ON {table}
            USING (municipality_id = (SELECT current_town()))
            WITH CHECK (municipality_id = (SELECT current_town()));
        """,
        f"""
        DROP POLICY {table}_town ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
