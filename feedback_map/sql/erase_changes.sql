-- Empties what the history holds of :pins of :town and of what hangs on them; run by the owner alone. That there was a
-- change stays, with when and by which :rule it was emptied. Index: feedback_map_changes_of_row.
UPDATE feedback_map_rowchange change SET before = NULL, after = NULL, erased_at = now(), erased_by = %(rule)s
WHERE change.municipality_id = %(town)s AND change.erased_at IS NULL AND (
    (change."table" = 'pin' AND change.row = ANY (%(pins)s))
    OR (change."table" = 'update' AND change.row IN (
        SELECT id FROM feedback_map_update WHERE pin_id = ANY (%(pins)s)))
    OR (change."table" = 'pinedit' AND change.row IN (
        SELECT id FROM feedback_map_pinedit WHERE pin_id = ANY (%(pins)s)))
    OR (change."table" = 'abusereport' AND change.row IN (
        SELECT id FROM feedback_map_abusereport WHERE pin_id = ANY (%(pins)s)))
    OR (change."table" IN ('photo', 'update', 'pinedit', 'outcomeinput', 'abusereport')
        AND (change.before ->> 'pin_id')::bigint = ANY (%(pins)s)))
