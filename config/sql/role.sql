-- Takes: nothing. Returns: one row about the role we are: superuser, bypasses row-level security, owns a relation.
-- Index: pg_roles and pg_class, looked through once at start.
SELECT
    rolsuper,
    rolbypassrls,
    EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p', 'v', 'm', 'S'))
FROM pg_roles
WHERE rolname = current_user;
