-- Waits until no pin is on its way in, and keeps new ones waiting until the transaction ends. Takes: town.
SELECT pg_advisory_xact_lock(hashtext('kuuluvuus.derived'), %(town)s)
