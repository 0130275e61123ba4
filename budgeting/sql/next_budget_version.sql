-- Makes the tiles of a town's proposals new. Takes: town. Gives: the version.
-- Index: primary key of budgeting_publishedbudget.
INSERT INTO budgeting_publishedbudget (municipality_id, version) VALUES (%(town)s, 1)
ON CONFLICT (municipality_id) DO UPDATE SET version = budgeting_publishedbudget.version + 1
RETURNING version
