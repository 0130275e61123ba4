-- Takes nothing. Returns rows (name, label, value) about the database: connections, commits, rollbacks, deadlocks, bytes,
-- and rows ever inserted into each table. PostgreSQL counts these itself, so they are right whatever process wrote.
-- Index: none; pg_stat_database and pg_stat_user_tables are small.
SELECT 'connections', '', numbackends::float8 FROM pg_stat_database WHERE datname = current_database()
UNION ALL
SELECT 'commits', '', xact_commit::float8 FROM pg_stat_database WHERE datname = current_database()
UNION ALL
SELECT 'rollbacks', '', xact_rollback::float8 FROM pg_stat_database WHERE datname = current_database()
UNION ALL
SELECT 'deadlocks', '', deadlocks::float8 FROM pg_stat_database WHERE datname = current_database()
UNION ALL
SELECT 'bytes', '', pg_database_size(current_database())::float8
UNION ALL
SELECT 'inserted', relname, n_tup_ins::float8 FROM pg_stat_user_tables WHERE schemaname = 'public'
