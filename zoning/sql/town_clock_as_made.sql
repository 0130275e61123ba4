-- How the clock of hearings is made now. Takes: nothing. Gives: its language, body, volatility, configuration, whether
-- the asking role owns it, and how many functions of the name there are; a row for each.
-- Index: pg_proc by name.
SELECT lang.lanname, proc.prosrc, proc.provolatile::text, proc.proconfig,
       pg_has_role(current_user, proc.proowner, 'USAGE'), count(*) OVER ()
FROM pg_proc proc JOIN pg_language lang ON lang.oid = proc.prolang
WHERE proc.proname = 'town_clock'
