"""Ballots wait in no ring: locks go round, voter, ballot; who begins with the ballot and would have to wait is refused."""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

_RECEIVE = """
CREATE OR REPLACE FUNCTION receive_ballot() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    its_round budgeting_round;
    its_voter budgeting_voter;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- The ballot's own row is held already. Who did not hold round and voter before it, as the application does,
        -- is turned away rather than made to wait.
        SELECT * INTO its_round FROM budgeting_round WHERE id = NEW.round_id FOR SHARE NOWAIT;
        SELECT * INTO its_voter FROM budgeting_voter WHERE id = NEW.voter_id FOR SHARE NOWAIT;
    ELSE
        its_round := hold_round(NEW.round_id);
        IF its_round.frozen_at IS NULL THEN
            PERFORM FROM budgeting_proposal WHERE id = ANY (NEW.choices) ORDER BY id FOR SHARE;
        END IF;
        SELECT * INTO its_voter FROM budgeting_voter WHERE id = NEW.voter_id FOR SHARE;
    END IF;
    IF its_round.id IS NULL OR its_voter.id IS NULL OR its_voter.round_id <> NEW.round_id
        OR its_round.municipality_id <> NEW.municipality_id OR its_voter.municipality_id <> NEW.municipality_id THEN
        PERFORM refuse_ballot('other_round');
    ELSIF NOT its_voter.way = ANY (its_round.ways) THEN
        PERFORM refuse_ballot('wrong_way');
    ELSIF NOT vote_is_on(its_round, its_voter.way = 'paper') THEN
        PERFORM refuse_ballot('not_open');
    END IF;
    NEW.changed_at := town_clock();
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM budgeting_codesheet WHERE id = its_voter.sheet_id AND withdrawn_at IS NOT NULL FOR SHARE;
        IF FOUND THEN
            PERFORM refuse_ballot('withdrawn');
        END IF;
        NEW.version := 1;
        NEW.cast_at := NEW.changed_at;
    ELSIF (NEW.id, NEW.municipality_id, NEW.round_id, NEW.voter_id) IS DISTINCT FROM
          (OLD.id, OLD.municipality_id, OLD.round_id, OLD.voter_id) THEN
        PERFORM refuse_ballot('other_voter');
    ELSE
        NEW.version := OLD.version + 1;
        NEW.cast_at := OLD.cast_at;
    END IF;
    PERFORM check_choices(NEW, its_round);
    IF its_round.ballot <> 'ranking' THEN
        -- In which order somebody ticked is nobody's business; the points go with their choices.
        SELECT array_agg(choice ORDER BY choice), coalesce(array_agg(point ORDER BY choice)
            FILTER (WHERE point IS NOT NULL), '{}') INTO NEW.choices, NEW.points
        FROM unnest(NEW.choices, NEW.points) AS ticked (choice, point);
    END IF;
    IF its_round.frozen_at IS NULL THEN
        UPDATE budgeting_round SET frozen_at = town_clock() WHERE id = its_round.id;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0007_words_of_proposals")]
    operations: ClassVar = [migrations.RunSQL(_RECEIVE, migrations.RunSQL.noop)]
