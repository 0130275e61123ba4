-- The number of the next map sheet and the code that is printed on it: as those of messages, with a word of its own.
-- Takes nothing. Gives: id, code. Index: none is needed.
SELECT id, 'Arkki ' || pin_code(id) FROM nextval(pg_get_serial_sequence('feedback_map_mapsheet', 'id')) AS id
