-- A tile of published pins, in one call (migrations/0006_tile_functions.py says how).
-- Takes: town (slug), grid, z, x, y, held (text[]: versions of the tile that the asker has).
-- Gives: version (null: no such town), tile (null: the asker has it).
-- Index: geo_municipality slug; primary keys of feedback_map_publishedstate and feedback_map_tilecell;
-- feedback_map_publisheddelta municipality; feedback_map_published_wq or _tq, one range; feedback_map_published_shapes.
SELECT version, tile FROM pins_tile(%(town)s, %(grid)s, %(z)s, %(x)s, %(y)s, %(held)s::text[])
