-- Towns with deltas that wait to be folded. Gives: municipality_id.
SELECT DISTINCT municipality_id FROM feedback_map_publisheddelta
