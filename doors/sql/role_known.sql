-- Whether the cluster has a role, and whether it may do more than a reader should. Takes: role. Gives: is_strong, or no
-- row. Index: pg_authid by name.
SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolname IN (current_user, %(application)s)
FROM pg_roles WHERE rolname = %(role)s
