-- A new epoch for everything derived of a town: versions of tiles never come back. Takes: town. Gives: epoch.
INSERT INTO feedback_map_publishedstate AS state (municipality_id, epoch) VALUES (%(town)s, 1)
ON CONFLICT (municipality_id) DO UPDATE SET epoch = state.epoch + 1
RETURNING epoch
