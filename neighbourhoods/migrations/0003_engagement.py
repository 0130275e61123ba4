"""Row-level security of the runs, and the one view over everything people did."""

from django.db import migrations

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

# Added to by UNION when people get more ways to take part. Security invoker: the reader's own rows, never the owner's.
ENGAGEMENT = """
CREATE VIEW neighbourhoods_engagement WITH (security_invoker = true) AS
SELECT act.municipality_id,
       coalesce(person.merged_into_id, person.id) AS participant_id,
       act.at, act.channel, act.process_id, act.kind, act.source, act.source_id, act.place
FROM (
    SELECT municipality_id, participant_id, received_at AS at, channel::text AS channel, process_id,
           kind::text AS kind, 'pin'::text AS source, id AS source_id, geom::geometry AS place
    FROM feedback_map_pin
    WHERE moderation <> 'rejected' AND NOT is_test
    UNION ALL
    SELECT came.municipality_id, came.participant_id, event.starts_at, 'event', event.process_id,
           'attendance', 'attendance', came.id, coalesce(event.point, place.point)::geometry
    FROM participation_attendance came
    JOIN participation_event event ON event.id = came.event_id
    LEFT JOIN geo_place place ON place.id = event.place_id
    WHERE came.participant_id IS NOT NULL
) act
LEFT JOIN participation_participant person ON person.id = act.participant_id
WHERE (person.id IS NULL OR NOT person.is_test)
  AND (person.user_id IS NULL OR NOT EXISTS (
      SELECT FROM accounts_membership held
      WHERE held.user_id = person.user_id AND held.municipality_id = act.municipality_id AND held.role <> 'board'
        AND held.valid_from <= act.at::date AND (held.valid_to IS NULL OR held.valid_to > act.at::date)));
COMMENT ON VIEW neighbourhoods_engagement IS
    'Everything people did that counts: accepted pins and attendance, one row an act; a merged person is one person. '
    'Rejected and test input is left out, and what staff did themselves (board members are residents). '
    'A row without a participant counts as a pin and never as a person.';
"""


class Migration(BatchedMigration):
    dependencies = [
        ("neighbourhoods", "0002_runs"),
        ("feedback_map", "0008_published_by_category"),
        ("accounts", "0001_tables"),
    ]

    operations = [
        forced_rls("neighbourhoods_coveragerun"),
        forced_rls("neighbourhoods_runresult"),
        forced_rls("neighbourhoods_releasememory"),
        migrations.RunSQL(ENGAGEMENT, "DROP VIEW neighbourhoods_engagement"),
    ]
