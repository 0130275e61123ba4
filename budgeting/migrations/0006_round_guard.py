"""What people vote by stands: a round freezes with its first ballot, and its money adds up from its pots."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration

# `transaction` ties a change to the update that it explains: subtransactions of one commit share its number.
_NOTED = """
CREATE FUNCTION note_round_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.at := town_clock();
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER roundchange_noted BEFORE INSERT ON budgeting_roundchange
    FOR EACH ROW EXECUTE FUNCTION note_round_change();
CREATE TRIGGER roundchange_append_only BEFORE UPDATE OR DELETE ON budgeting_roundchange
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION told_of_round(its_round bigint, field text) RETURNS boolean
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM budgeting_roundchange AS told
        WHERE told.round_id = its_round AND told.transaction = pg_current_xact_id()::text::bigint
          AND told.before ? field AND told.after ? field
    )
$$;
"""

_UNNOTED = """
DROP FUNCTION told_of_round(bigint, text);
DROP TRIGGER roundchange_append_only ON budgeting_roundchange;
DROP TRIGGER roundchange_noted ON budgeting_roundchange;
DROP FUNCTION note_round_change();
"""

# Closing freezes as well, so that a vote nobody took part in cannot be set otherwise afterwards.
_ROUND = """
CREATE FUNCTION guard_round() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    was jsonb;
    now_is jsonb;
    changed text[];
BEGIN
    IF OLD.frozen_at IS NULL AND OLD.closed_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a round that was voted in is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    was := to_jsonb(OLD) - ARRAY['version', 'results_at', 'made_by_id'];
    now_is := to_jsonb(NEW);
    SELECT coalesce(array_agg(field.key), '{}') INTO changed
    FROM jsonb_each(was) AS field WHERE field.value IS DISTINCT FROM now_is -> field.key;
    IF OLD.closed_at IS NULL THEN
        changed := array_remove(changed, 'closed_at');
    END IF;
    IF OLD.frozen_at IS NULL THEN
        changed := array_remove(changed, 'frozen_at');
    END IF;
    IF NOT changed <@ ARRAY['summary', 'double_entry', 'checked_share', 'minimal_data'] THEN
        RAISE EXCEPTION 'money and rule of a round do not change after its first ballot: %', changed
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM FROM unnest(changed) AS one (field)
    WHERE NOT EXISTS (SELECT FROM budgeting_roundchange AS told
                      WHERE told.round_id = OLD.id AND told.transaction = pg_current_xact_id()::text::bigint
                        AND told.before ? one.field AND told.after -> one.field = now_is -> one.field);
    IF FOUND THEN
        RAISE EXCEPTION 'a round that is voted in changes only with a published reason'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_guarded BEFORE UPDATE OR DELETE ON budgeting_round
    FOR EACH ROW EXECUTE FUNCTION guard_round();
"""

_NO_ROUND = """
DROP TRIGGER round_guarded ON budgeting_round;
DROP FUNCTION guard_round();
"""

# The share lock makes the first ballot wait for a change under way, and a change wait for the first ballot.
_PARTS = """
CREATE FUNCTION is_frozen_round(its_round bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT AS $$
DECLARE
    found_one budgeting_round%ROWTYPE;
BEGIN
    SELECT * INTO found_one FROM budgeting_round WHERE id = its_round FOR SHARE;
    RETURN FOUND AND (found_one.frozen_at IS NOT NULL OR found_one.closed_at IS NOT NULL);
END $$;

CREATE FUNCTION guard_part_of_round() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    was jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    now_is jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    its_round bigint := coalesce(was ->> 'round_id', now_is ->> 'round_id')::bigint;
    kept text[] := TG_ARGV[1]::text[];
    field text;
BEGIN
    IF TG_OP = 'UPDATE' AND was -> 'round_id' <> now_is -> 'round_id' THEN
        RAISE EXCEPTION 'nothing moves from one round to another' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM FROM budgeting_round WHERE id = its_round AND municipality_id = NEW.municipality_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a part of a round is of its town' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF was = now_is OR NOT is_frozen_round(its_round) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    FOREACH field IN ARRAY kept LOOP
        IF TG_OP <> 'UPDATE' OR was -> field IS DISTINCT FROM now_is -> field THEN
            RAISE EXCEPTION '% of a round that is voted in does not change', TG_ARGV[0]
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF NOT told_of_round(its_round, TG_ARGV[0]) THEN
        RAISE EXCEPTION '% of a round that is voted in changes only with a published reason', TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER pot_guarded BEFORE INSERT OR UPDATE OR DELETE ON budgeting_pot
    FOR EACH ROW EXECUTE FUNCTION guard_part_of_round(
        'pots', '{id,municipality_id,code,kind,area_id,age_bands,money_cents}');
CREATE TRIGGER theme_guarded BEFORE INSERT OR UPDATE OR DELETE ON budgeting_roundtheme
    FOR EACH ROW EXECUTE FUNCTION guard_part_of_round('themes', '{}');
CREATE TRIGGER phase_guarded BEFORE INSERT OR UPDATE OR DELETE ON budgeting_roundphase
    FOR EACH ROW EXECUTE FUNCTION guard_part_of_round('phases', '{}');
CREATE TRIGGER exclusion_guarded BEFORE INSERT OR UPDATE OR DELETE ON budgeting_exclusion
    FOR EACH ROW EXECUTE FUNCTION guard_part_of_round('exclusions', '{id,municipality_id,kind}');

CREATE FUNCTION guard_exclusion_member() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    its_exclusion bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.exclusion_id ELSE NEW.exclusion_id END;
    its_round bigint;
BEGIN
    SELECT round_id INTO its_round FROM budgeting_exclusion WHERE id = its_exclusion;
    IF is_frozen_round(its_round) THEN
        RAISE EXCEPTION 'exclusions of a round that is voted in do not change'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP <> 'DELETE' THEN
        PERFORM FROM budgeting_proposal WHERE id = NEW.proposal_id AND round_id = its_round;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'proposals that exclude each other are of one round'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER exclusionmember_guarded BEFORE INSERT OR UPDATE OR DELETE ON budgeting_exclusionmember
    FOR EACH ROW EXECUTE FUNCTION guard_exclusion_member();
"""

_NO_PARTS = """
DROP TRIGGER exclusionmember_guarded ON budgeting_exclusionmember;
DROP FUNCTION guard_exclusion_member();
DROP TRIGGER exclusion_guarded ON budgeting_exclusion;
DROP TRIGGER phase_guarded ON budgeting_roundphase;
DROP TRIGGER theme_guarded ON budgeting_roundtheme;
DROP TRIGGER pot_guarded ON budgeting_pot;
DROP FUNCTION guard_part_of_round();
DROP FUNCTION is_frozen_round(bigint);
"""

# What is on a ballot stays there as it was voted on: a proposal may leave an open vote for a published reason,
# none joins it, and none leaves it after closing, because counted ballots name it.
_PROPOSALS = """
CREATE FUNCTION is_ballot_state(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT state IN ('accepted', 'won', 'not_won', 'decided', 'declined', 'building', 'built', 'dropped')
$$;

CREATE FUNCTION guard_proposal() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    was_on boolean := TG_OP <> 'INSERT' AND is_ballot_state(OLD.state);
    is_on boolean := TG_OP <> 'DELETE' AND is_ballot_state(NEW.state);
    its_round bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
    stays boolean;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM FROM budgeting_round AS of WHERE of.id = NEW.round_id AND of.municipality_id = NEW.municipality_id
          AND NEW.round_id = its_round
          AND (NEW.pot_id IS NULL OR EXISTS (SELECT FROM budgeting_pot WHERE id = NEW.pot_id AND round_id = of.id))
          AND (NEW.theme_id IS NULL
               OR EXISTS (SELECT FROM budgeting_roundtheme WHERE id = NEW.theme_id AND round_id = of.id))
          AND (NEW.batch_id IS NULL
               OR EXISTS (SELECT FROM budgeting_intakebatch WHERE id = NEW.batch_id AND round_id = of.id));
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a proposal and its pot, theme and batch are of one round'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NOT (was_on OR is_on) OR NOT is_frozen_round(its_round) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND was_on AND is_on THEN
        stays := (OLD.cost_cents, OLD.pot_id, OLD.number) IS NOT DISTINCT FROM (NEW.cost_cents, NEW.pot_id, NEW.number)
                 AND (NEW.state <> 'accepted' OR OLD.state = 'accepted');
    ELSIF TG_OP = 'UPDATE' AND was_on THEN
        stays := told_of_round(its_round, 'proposals')
                 AND EXISTS (SELECT FROM budgeting_round WHERE id = its_round AND closed_at IS NULL);
    ELSE
        stays := false;
    END IF;
    IF NOT stays THEN
        RAISE EXCEPTION 'what is on the ballot stays as it was voted on'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proposal_guarded BEFORE INSERT OR UPDATE OR DELETE ON budgeting_proposal
    FOR EACH ROW EXECUTE FUNCTION guard_proposal();

CREATE FUNCTION guard_idea() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM budgeting_intakebatch WHERE id = NEW.batch_id AND round_id = NEW.round_id;
    IF NEW.batch_id IS NOT NULL AND NOT FOUND THEN
        RAISE EXCEPTION 'an idea and its batch are of one round' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER idea_guarded BEFORE INSERT OR UPDATE ON budgeting_idea
    FOR EACH ROW EXECUTE FUNCTION guard_idea();
"""

_NO_PROPOSALS = """
DROP TRIGGER idea_guarded ON budgeting_idea;
DROP FUNCTION guard_idea();
DROP TRIGGER proposal_guarded ON budgeting_proposal;
DROP FUNCTION guard_proposal();
DROP FUNCTION is_ballot_state(text);
"""

# Asked when the transaction ends, when its town is no longer set: the function looks at that town, and gives back the one that was.
_MONEY = """
CREATE FUNCTION check_money_of_round() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    its_town CONSTANT text := coalesce(current_setting('kuuluvuus.town', true), '');
    row_of jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    its_round bigint := coalesce(row_of ->> 'round_id', row_of ->> 'id')::bigint;
BEGIN
    PERFORM set_config('kuuluvuus.town', row_of ->> 'municipality_id', true);
    PERFORM FROM budgeting_round AS of WHERE of.id = its_round
      AND of.money_cents <> (SELECT coalesce(sum(pot.money_cents), 0) FROM budgeting_pot AS pot
                             WHERE pot.round_id = of.id);
    IF FOUND THEN
        RAISE EXCEPTION 'the pots of a round add up to its money' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM set_config('kuuluvuus.town', its_town, true);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER round_money_adds_up AFTER INSERT OR UPDATE OF money_cents ON budgeting_round
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_money_of_round();
CREATE CONSTRAINT TRIGGER pot_money_adds_up AFTER INSERT OR DELETE OR UPDATE OF money_cents ON budgeting_pot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_money_of_round();
"""

_NO_MONEY = """
DROP TRIGGER pot_money_adds_up ON budgeting_pot;
DROP TRIGGER round_money_adds_up ON budgeting_round;
DROP FUNCTION check_money_of_round();
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0005_working_party_called_off")]
    operations: ClassVar = [
        migrations.AddField(
            "roundchange", "transaction", models.BigIntegerField(default=0, editable=False, help_text="filled in")
        ),
        migrations.RunSQL(_NOTED, _UNNOTED),
        migrations.RunSQL(_ROUND, _NO_ROUND),
        migrations.RunSQL(_PARTS, _NO_PARTS),
        migrations.RunSQL(_PROPOSALS, _NO_PROPOSALS),
        migrations.RunSQL(_MONEY, _NO_MONEY),
    ]
