"""A history that no statement slips past: triggers write it, and the application's role can neither add nor change.

Of an insert nothing is written: the row itself tells. Of a statement that changes or deletes, one row for each row
that really changed, with the changed values before and after. Who: `kuuluvuus.actor`, which the service sets for each
transaction, and the database's role, which nobody can set. See docs/decisions/0007-history.md.
"""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

# Contacts, homes and everything derived have no history.
TABLES = (
    "pin",
    "update",
    "category",
    "routingrule",
    "state",
    "outcome",
    "outcomeinput",
    "photo",
    "pinedit",
    "abusereport",
    "erasurerequest",
)
KEEP = """
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
-- Runs once a statement, with the rights of the tables' owner: the application's role may not write the history.
-- Secrets (hashes of keys) are left out; so is `version`, which changes with everything else.
DECLARE
    secret CONSTANT text[] := ARRAY['follow_hash', 'import_key', 'content_hash', 'sha256', 'version'];
    who CONSTANT text := coalesce(current_setting('kuuluvuus.actor', true), '');
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO feedback_map_rowchange (municipality_id, "table", row, act, before, actor, role)
        SELECT gone.municipality_id, TG_ARGV[0], gone.id, 'deleted', to_jsonb(gone) - secret, who, session_user
        FROM gone;
        RETURN NULL;
    END IF;
    INSERT INTO feedback_map_rowchange (municipality_id, "table", row, act, before, after, actor, role)
    SELECT pair.town, TG_ARGV[0], pair.id, 'changed', changed.before, changed.after, who, session_user
    FROM (
        SELECT gone.id, gone.municipality_id AS town, to_jsonb(gone) - secret AS old, to_jsonb(now) - secret AS new
        FROM gone JOIN now ON now.id = gone.id
    ) AS pair
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(was.key, was.value) AS before, jsonb_object_agg(was.key, pair.new -> was.key) AS after
        FROM jsonb_each(pair.old) AS was WHERE pair.new -> was.key IS DISTINCT FROM was.value
    ) AS changed
    WHERE changed.before IS NOT NULL;
    RETURN NULL;
END $$;
"""
GUARD = """
CREATE FUNCTION guard_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'the history is written by the database alone' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER history_guarded BEFORE INSERT OR UPDATE OR DELETE ON feedback_map_rowchange
    FOR EACH ROW EXECUTE FUNCTION guard_history();
"""
# The trigger writes for whichever town the changed row is of; reading and erasing go by the town, for the owner too.
POLICIES = """
ALTER TABLE feedback_map_rowchange ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback_map_rowchange FORCE ROW LEVEL SECURITY;
CREATE POLICY feedback_map_history_town ON feedback_map_rowchange
    USING (municipality_id = (SELECT current_town())) WITH CHECK (municipality_id = (SELECT current_town()));
CREATE POLICY feedback_map_history_written ON feedback_map_rowchange FOR INSERT WITH CHECK (true);
"""
NO_POLICIES = """
DROP POLICY feedback_map_history_written ON feedback_map_rowchange;
DROP POLICY feedback_map_history_town ON feedback_map_rowchange;
ALTER TABLE feedback_map_rowchange NO FORCE ROW LEVEL SECURITY;
ALTER TABLE feedback_map_rowchange DISABLE ROW LEVEL SECURITY;
"""
NO_GRANTS = """
DO $$
DECLARE
    other record;
BEGIN
    FOR other IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = 'feedback_map_rowchange' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON feedback_map_rowchange FROM %I', other.grantee);
    END LOOP;
END $$
"""
APPEND_ONLY = """
CREATE TRIGGER erasure_append_only BEFORE UPDATE OR DELETE ON feedback_map_erasure
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def tracked(table: str) -> migrations.RunSQL:
    name = f"feedback_map_{table}"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_changes_kept AFTER UPDATE ON {name}
            REFERENCING OLD TABLE AS gone NEW TABLE AS now
            FOR EACH STATEMENT EXECUTE FUNCTION keep_history('{table}');
        CREATE TRIGGER {table}_deletes_kept AFTER DELETE ON {name}
            REFERENCING OLD TABLE AS gone
            FOR EACH STATEMENT EXECUTE FUNCTION keep_history('{table}');
        """,
        f"DROP TRIGGER {table}_changes_kept ON {name}; DROP TRIGGER {table}_deletes_kept ON {name}",
    )


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("feedback_map", "0016_the_moderators_tables"),
        ("accounts", "0001_tables"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(KEEP, "DROP FUNCTION keep_history()"),
        migrations.RunSQL(
            GUARD, "DROP TRIGGER history_guarded ON feedback_map_rowchange; DROP FUNCTION guard_history()"
        ),
        migrations.RunSQL(POLICIES, NO_POLICIES),
        migrations.RunSQL(NO_GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER erasure_append_only ON feedback_map_erasure"),
        *(tracked(table) for table in TABLES),
    ]
