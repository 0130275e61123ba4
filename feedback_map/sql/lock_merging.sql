-- Messages of a town are joined and parted by one at a time, until the transaction ends. Takes: town.
SELECT pg_advisory_xact_lock(hashtext('kuuluvuus.merging'), %(town)s)
