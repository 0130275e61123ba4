"""What a ballot may hold, when it may be cast, and how it leaves: held by the database, whoever writes.

Every refusal of a ballot is "ballot: <code>"; budgeting/services/casting.py turns the code into words. No message
names a choice: what a statement was refused for may stand in the server's log.
"""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

_WORDS = """
CREATE FUNCTION refuse_ballot(why text, which text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ballot: %', why USING ERRCODE = 'check_violation', DETAIL = coalesce(which, '');
END $$;

CREATE FUNCTION town_day() RETURNS date LANGUAGE sql VOLATILE SET search_path FROM CURRENT AS $$
    SELECT (town_clock() AT TIME ZONE 'Europe/Helsinki')::date
$$;

CREATE FUNCTION vote_is_on(of budgeting_round, on_paper boolean) RETURNS boolean LANGUAGE sql STABLE
SET search_path FROM CURRENT AS $$
    -- Paper is entered from the first day of the vote until it is closed; everything else within the vote's days.
    SELECT of.has_vote AND of.closed_at IS NULL AND of.published_at IS NOT NULL AND EXISTS (
        SELECT FROM budgeting_roundphase AS phase
        WHERE phase.round_id = of.id AND phase.kind = 'vote' AND phase.starts_on <= town_day()
          AND (on_paper OR phase.ends_on IS NULL OR town_day() <= phase.ends_on))
$$;

CREATE FUNCTION vote_is_over(of bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(bool_and(phase.ends_on IS NOT NULL AND phase.ends_on < town_day()), false)
    FROM budgeting_roundphase AS phase WHERE phase.round_id = of AND phase.kind = 'vote'
$$;
"""

_WORDS_GONE = """
DROP FUNCTION vote_is_over(bigint);
DROP FUNCTION vote_is_on(budgeting_round, boolean);
DROP FUNCTION town_day();
DROP FUNCTION refuse_ballot(text, text);
"""

# The round is locked for the rest of the transaction: closing, and a change of the rules, wait for the ballot or come
# before it. Until the first ballot has frozen the costs, the proposals it names are locked too.
_CAST = """
CREATE FUNCTION check_choices(said budgeting_ballot, of budgeting_round) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    many CONSTANT integer := cardinality(said.choices);
    over text;
BEGIN
    IF many = 0 OR array_ndims(said.choices) <> 1 THEN
        PERFORM refuse_ballot('empty');
    ELSIF many > 10000 OR many > of.most_choices THEN
        PERFORM refuse_ballot('too_many', of.most_choices::text);
    ELSIF many <> (SELECT count(DISTINCT choice) FROM unnest(said.choices) AS choice) THEN
        PERFORM refuse_ballot('twice');
    ELSIF many <> (SELECT count(*) FROM budgeting_proposal
                   WHERE id = ANY (said.choices) AND round_id = of.id AND state = 'accepted') THEN
        PERFORM refuse_ballot('not_on_ballot');
    END IF;
    IF of.ballot = 'knapsack' THEN
        SELECT string_agg(pot.code, ' ' ORDER BY pot.code) INTO over
        FROM (SELECT pot_id, sum(cost_cents) AS cents FROM budgeting_proposal
              WHERE id = ANY (said.choices) GROUP BY pot_id) AS spent
        JOIN budgeting_pot AS pot ON pot.id = spent.pot_id
        WHERE spent.cents > pot.money_cents;
        IF over IS NOT NULL THEN
            PERFORM refuse_ballot('over_money', over);
        END IF;
    END IF;
    IF of.ballot <> 'points' THEN
        IF cardinality(said.points) <> 0 THEN
            PERFORM refuse_ballot('no_points');
        END IF;
    ELSIF cardinality(said.points) <> many OR array_ndims(said.points) <> 1
        OR (SELECT count(*) FROM unnest(said.points) AS point WHERE point > 0) <> many THEN
        PERFORM refuse_ballot('points_for_each');
    ELSIF (SELECT sum(point::bigint) FROM unnest(said.points) AS point) > of.points_total THEN
        PERFORM refuse_ballot('over_points', of.points_total::text);
    END IF;
END $$;

CREATE FUNCTION hold_round(of bigint) RETURNS budgeting_round LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
-- The first lock of everybody who votes, before the voter's, so that nobody waits in a ring with closing.
DECLARE
    held budgeting_round;
BEGIN
    SELECT * INTO held FROM budgeting_round WHERE id = of AND frozen_at IS NOT NULL FOR SHARE;
    IF NOT FOUND THEN
        SELECT * INTO held FROM budgeting_round WHERE id = of FOR UPDATE;
    END IF;
    RETURN held;
END $$;

CREATE FUNCTION receive_ballot() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    its_round budgeting_round;
    its_voter budgeting_voter;
BEGIN
    its_round := hold_round(NEW.round_id);
    IF its_round.frozen_at IS NULL THEN
        PERFORM FROM budgeting_proposal WHERE id = ANY (NEW.choices) ORDER BY id FOR SHARE;
    END IF;
    SELECT * INTO its_voter FROM budgeting_voter WHERE id = NEW.voter_id FOR SHARE;
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
CREATE TRIGGER ballot_received BEFORE INSERT OR UPDATE ON budgeting_ballot
    FOR EACH ROW EXECUTE FUNCTION receive_ballot();
"""

_CAST_GONE = """
DROP TRIGGER ballot_received ON budgeting_ballot;
DROP FUNCTION receive_ballot();
DROP FUNCTION hold_round(bigint);
DROP FUNCTION check_choices(budgeting_ballot, budgeting_round);
"""

# One turnout for one ballot, in one commit. The deferred checks may run when the transaction looks at another town.
_TURNOUT = """
CREATE FUNCTION receive_turnout() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM budgeting_voter WHERE id = NEW.voter_id AND round_id = NEW.round_id
            AND municipality_id = NEW.municipality_id;
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
CREATE TRIGGER turnout_received BEFORE INSERT OR UPDATE OR DELETE ON budgeting_turnout
    FOR EACH ROW EXECUTE FUNCTION receive_turnout();

CREATE FUNCTION whole_vote() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    town CONSTANT text := coalesce(current_setting('kuuluvuus.town', true), '');
    is_open boolean;
    ballots integer;
    turnouts integer;
BEGIN
    PERFORM set_config('kuuluvuus.town', NEW.municipality_id::text, true);
    SELECT closed_at IS NULL INTO is_open FROM budgeting_round WHERE id = NEW.round_id;
    SELECT count(*) INTO ballots FROM budgeting_ballot WHERE voter_id = NEW.voter_id;
    SELECT count(*) INTO turnouts FROM budgeting_turnout
    WHERE voter_id = NEW.voter_id AND round_id = NEW.round_id;
    PERFORM set_config('kuuluvuus.town', town, true);
    IF is_open AND ballots <> turnouts THEN
        PERFORM refuse_ballot('turnout_alone');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ballot_whole AFTER INSERT ON budgeting_ballot DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION whole_vote();
CREATE CONSTRAINT TRIGGER turnout_whole AFTER INSERT ON budgeting_turnout DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION whole_vote();
"""

_TURNOUT_GONE = """
DROP TRIGGER turnout_whole ON budgeting_turnout;
DROP TRIGGER ballot_whole ON budgeting_ballot;
DROP FUNCTION whole_vote();
DROP TRIGGER turnout_received ON budgeting_turnout;
DROP FUNCTION receive_turnout();
"""

# Ballots leave all at once, when exactly their choices stand in the counted table; one alone only if its paper is
# spoiled. Nothing is counted before closing or after it, and a closed round stays closed and empty of ballots.
_CLOSE = """
CREATE FUNCTION let_ballots_go() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    its_round record;
BEGIN
    FOR its_round IN SELECT id, closed_at FROM budgeting_round WHERE id IN (SELECT round_id FROM gone) LOOP
        IF its_round.closed_at IS NULL THEN
            PERFORM FROM gone WHERE round_id = its_round.id AND NOT EXISTS (
                SELECT FROM budgeting_paperballot AS paper
                WHERE paper.voter_id = gone.voter_id AND paper.state = 'spoiled');
            IF FOUND THEN
                PERFORM refuse_ballot('stays');
            END IF;
            CONTINUE;
        END IF;
        PERFORM FROM budgeting_ballot WHERE round_id = its_round.id;
        IF FOUND OR EXISTS (
            (SELECT choices, points FROM gone WHERE round_id = its_round.id
             EXCEPT ALL SELECT choices, points FROM budgeting_countedballot WHERE round_id = its_round.id)
            UNION ALL
            (SELECT choices, points FROM budgeting_countedballot WHERE round_id = its_round.id
             EXCEPT ALL SELECT choices, points FROM gone WHERE round_id = its_round.id)
        ) OR EXISTS (
            SELECT receipt_hash FROM gone WHERE round_id = its_round.id
            EXCEPT SELECT receipt_hash FROM budgeting_countedreceipt WHERE round_id = its_round.id
        ) THEN
            PERFORM refuse_ballot('not_counted');
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER ballots_gone AFTER DELETE ON budgeting_ballot REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION let_ballots_go();

CREATE FUNCTION count_at_closing() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM refuse_ballot('counted_stays');
    END IF;
    PERFORM FROM budgeting_round AS its_round
    WHERE its_round.id = NEW.round_id AND its_round.closed_at IS NOT NULL
      AND EXISTS (SELECT FROM budgeting_ballot WHERE round_id = NEW.round_id);
    IF NOT FOUND THEN
        PERFORM refuse_ballot('not_closing');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER countedballot_at_closing BEFORE INSERT OR UPDATE OR DELETE ON budgeting_countedballot
    FOR EACH ROW EXECUTE FUNCTION count_at_closing();
CREATE TRIGGER countedreceipt_at_closing BEFORE INSERT OR UPDATE OR DELETE ON budgeting_countedreceipt
    FOR EACH ROW EXECUTE FUNCTION count_at_closing();

CREATE FUNCTION guard_closing() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        PERFORM refuse_ballot('closed');
    ELSIF NEW.closed_at IS NOT NULL AND NOT vote_is_over(NEW.id) THEN
        PERFORM refuse_ballot('vote_goes_on');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_closing BEFORE UPDATE ON budgeting_round FOR EACH ROW
    WHEN (OLD.closed_at IS DISTINCT FROM NEW.closed_at) EXECUTE FUNCTION guard_closing();

CREATE FUNCTION closed_whole() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    town CONSTANT text := coalesce(current_setting('kuuluvuus.town', true), '');
    is_left boolean;
BEGIN
    PERFORM set_config('kuuluvuus.town', NEW.municipality_id::text, true);
    is_left := EXISTS (SELECT FROM budgeting_ballot WHERE round_id = NEW.id);
    PERFORM set_config('kuuluvuus.town', town, true);
    IF is_left THEN
        PERFORM refuse_ballot('not_counted');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER round_closed_whole AFTER UPDATE ON budgeting_round DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL) EXECUTE FUNCTION closed_whole();
-- What was deleted lies in the pages until they are swept: here that is done within minutes, however few rows it was.
ALTER TABLE budgeting_ballot SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);
ALTER TABLE budgeting_voter SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);
"""

_CLOSE_GONE = """
ALTER TABLE budgeting_voter RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
ALTER TABLE budgeting_ballot RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
DROP TRIGGER round_closed_whole ON budgeting_round;
DROP FUNCTION closed_whole();
DROP TRIGGER round_closing ON budgeting_round;
DROP FUNCTION guard_closing();
DROP TRIGGER countedreceipt_at_closing ON budgeting_countedreceipt;
DROP TRIGGER countedballot_at_closing ON budgeting_countedballot;
DROP FUNCTION count_at_closing();
DROP TRIGGER ballots_gone ON budgeting_ballot;
DROP FUNCTION let_ballots_go();
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0003_after_the_vote"), ("zoning", "0002_walls_and_clock")]
    operations: ClassVar = [
        migrations.RunSQL(_WORDS, _WORDS_GONE),
        migrations.RunSQL(_CAST, _CAST_GONE),
        migrations.RunSQL(_TURNOUT, _TURNOUT_GONE),
        migrations.RunSQL(_CLOSE, _CLOSE_GONE),
    ]
