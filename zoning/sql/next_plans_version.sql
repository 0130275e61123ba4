-- Makes the tiles of a town's plans new. Takes: town. Gives: the version.
-- Index: primary key of zoning_publishedstate.
INSERT INTO zoning_publishedstate (municipality_id, version) VALUES (%(town)s, 1)
ON CONFLICT (municipality_id) DO UPDATE SET version = zoning_publishedstate.version + 1
RETURNING version
