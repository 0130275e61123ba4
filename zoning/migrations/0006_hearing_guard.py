"""What is published of a hearing stands: it changes only beside a row that says what, why and how it was told."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

# `transaction` ties a change to the update that it explains: subtransactions of one commit share its number.
_NOTED = """
CREATE FUNCTION note_hearing_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.at := town_clock();
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER hearingchange_noted BEFORE INSERT ON zoning_hearingchange
    FOR EACH ROW EXECUTE FUNCTION note_hearing_change();
CREATE TRIGGER hearingchange_append_only BEFORE UPDATE OR DELETE ON zoning_hearingchange
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

_UNNOTED = """
DROP TRIGGER hearingchange_append_only ON zoning_hearingchange;
DROP TRIGGER hearingchange_noted ON zoning_hearingchange;
DROP FUNCTION note_hearing_change();
"""

_GUARD = """
CREATE FUNCTION guard_hearing() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    was jsonb;
    now_is jsonb;
    changed text[];
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published hearing is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    was := to_jsonb(OLD) - ARRAY['version', 'process_id', 'national'];
    now_is := to_jsonb(NEW);
    SELECT coalesce(array_agg(field.key), '{}') INTO changed
    FROM jsonb_each(was) AS field WHERE field.value IS DISTINCT FROM now_is -> field.key;
    IF changed = '{}' THEN
        RETURN NEW;
    ELSIF changed && ARRAY['id', 'published_at', 'plan_id', 'municipality_id', 'public_id', 'key'] THEN
        RAISE EXCEPTION 'a published hearing stays what it is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM FROM zoning_hearingchange AS told
    WHERE told.hearing_id = OLD.id AND told.transaction = pg_current_xact_id()::text::bigint
      AND told.before ?& changed AND told.after ?& changed
      AND NOT EXISTS (SELECT FROM unnest(ARRAY['kind', 'first_day', 'last_day']) AS fixed (field)
                      WHERE fixed.field = ANY (changed) AND told.after -> fixed.field <> now_is -> fixed.field);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a published hearing changes only with a reason and a notice'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hearing_guarded BEFORE UPDATE OR DELETE ON zoning_hearing
    FOR EACH ROW EXECUTE FUNCTION guard_hearing();

CREATE FUNCTION guard_what_is_on_display() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    its_hearing bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.hearing_id ELSE NEW.hearing_id END;
BEGIN
    PERFORM FROM zoning_hearing WHERE id = its_hearing AND published_at IS NOT NULL;
    IF FOUND THEN
        PERFORM FROM zoning_hearingchange AS told
        WHERE told.hearing_id = its_hearing AND told.transaction = pg_current_xact_id()::text::bigint
          AND told.before ? 'versions' AND told.after ? 'versions';
        IF NOT FOUND THEN
            RAISE EXCEPTION 'what is on display changes only with a reason and a notice'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER hearingversion_guarded BEFORE INSERT OR UPDATE OR DELETE ON zoning_hearingversion
    FOR EACH ROW EXECUTE FUNCTION guard_what_is_on_display();
"""

_UNGUARD = """
DROP TRIGGER hearingversion_guarded ON zoning_hearingversion;
DROP FUNCTION guard_what_is_on_display();
DROP TRIGGER hearing_guarded ON zoning_hearing;
DROP FUNCTION guard_hearing();
"""

KINDS = [
    ("oas", "Participation and assessment scheme on display"),
    ("preparation", "Preparation material on display"),
    ("proposal", "Plan proposal on display"),
    ("changed_proposal", "Changed plan proposal on display"),
    ("street_plan", "Street plan on display"),
    ("other", "Other hearing"),
]


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0005_statement_chain"), ("accounts", "0001_tables"), ("geo", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField(
            "hearingchange", "transaction", models.BigIntegerField(default=0, editable=False, help_text="filled in")
        ),
        migrations.AddConstraint(
            "hearingchange",
            models.CheckConstraint(condition=~Q(reason={}) & ~Q(notice={}), name="zoning_change_has_reason_and_notice"),
        ),
        migrations.CreateModel(
            "HearingLength",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["municipality", "kind"], name="zoning_length_once"),
                    models.CheckConstraint(
                        condition=Q(days__gte=1) & Q(days__lte=366), name="zoning_length_is_reasonable"
                    ),
                ],
            },
        ),
        forced_rls("zoning_hearinglength"),
        migrations.RunSQL(_NOTED, _UNNOTED),
        migrations.RunSQL(_GUARD, _UNGUARD),
    ]
