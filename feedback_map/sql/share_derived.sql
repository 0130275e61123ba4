-- Waits while everything derived of a town is rebuilt, and makes a rebuild wait for us; with others at once. Takes: town.
SELECT pg_advisory_xact_lock_shared(hashtext('kuuluvuus.derived'), %(town)s)
