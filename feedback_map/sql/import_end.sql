-- Puts the tables of one import away, also where the transaction goes on.
DROP TABLE IF EXISTS pg_temp.import_pins, pg_temp.import_people, pg_temp.import_doubled
