"""Who notes a turnout past the application waits for round and voter first, as who casts does: no ring of the two."""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

_RECEIVE = """
CREATE OR REPLACE FUNCTION receive_turnout() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {waiting}PERFORM FROM budgeting_voter WHERE id = NEW.voter_id AND round_id = NEW.round_id
            AND municipality_id = NEW.municipality_id{held};
        IF NOT FOUND THEN
            PERFORM refuse_ballot('turnout_alone');
        END IF;
        RETURN NEW;
    END IF;
    PERFORM FROM budgeting_ballot WHERE voter_id = OLD.voter_id;
    IF FOUND AND (TG_OP = 'DELETE' OR (NEW.voter_id, NEW.round_id) IS DISTINCT FROM (OLD.voter_id, OLD.round_id)) THEN
        PERFORM refuse_ballot('turnout_stays');
    ELSIF TG_OP = 'UPDATE' AND NEW.voter_id IS DISTINCT FROM OLD.voter_id AND NEW.voter_id IS NOT NULL THEN
        PERFORM refuse_ballot('turnout_alone');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
# The keys that point at them are looked at only after the row stands in the index of voters, where others wait for it.
_WAITING = "PERFORM FROM budgeting_round WHERE id = NEW.round_id FOR KEY SHARE;\n        "


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0009_ages_of_pots")]
    operations: ClassVar = [
        migrations.RunSQL(
            _RECEIVE.format(waiting=_WAITING, held=" FOR KEY SHARE"), _RECEIVE.format(waiting="", held="")
        )
    ]
