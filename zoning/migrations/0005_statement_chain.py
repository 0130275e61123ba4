"""Statements as a chain: the database fills in what decides, and lets nobody change a row.

Whatever the application gives for the time, the number, the code, the deadline and the links is overwritten here. The
application's role may add and read; see docs/decisions/0009-statement-chain.md.
"""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

APPEND_ONLY = ("statement", "sealedpart", "statementattachment", "statementevent")

_WORDS = """
CREATE FUNCTION statement_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '-')
$$;

CREATE FUNCTION new_receipt_code() RETURNS text LANGUAGE sql VOLATILE AS $$
    -- Ten figures, to be said on the phone: eight at random, which tell nothing of how many there are, and two by
    -- which one misheard figure or two that changed places are found (mod 97).
    SELECT format('%s-%s-%s', substr(eight, 1, 4), substr(eight, 5, 4), lpad((98 - eight::bigint * 100 % 97)::text, 2, '0'))
    FROM (SELECT lpad((('x' || substr(gen_random_uuid()::text, 1, 8))::bit(32)::bigint % 100000000)::text, 8, '0'))
        AS drawn(eight)
$$;

CREATE FUNCTION statement_link(said zoning_statement) RETURNS text LANGUAGE sql STABLE AS $$
    -- What one link of the chain is made of, line by line.
    SELECT concat_ws(E'\\n', 'statement 1', said.municipality_id, said.number, said.public_id, said.receipt_code,
        said.plan_id, coalesce(said.hearing_id::text, '-'), coalesce(said.version_id::text, '-'),
        coalesce(said.request_id::text, '-'), said.kind, said.sender, said.channel, said.language,
        statement_instant(said.received_at), statement_instant(said.arrived_at), to_json(said.arrived_where),
        statement_instant(said.claimed_sent_at), said.in_outage::text, statement_instant(said.deadline),
        said.is_late::text, coalesce(encode(ST_AsEWKB(said.geom, 'NDR'), 'hex'), '-'), said.from_pin,
        said.wants_position::text, said.wants_approval_notice::text, coalesce(said.entered_by_id::text, '-'),
        encode(said.content_hash, 'hex'), encode(said.sender_hash, 'hex'), encode(said.previous_hash, 'hex'))
$$;

CREATE FUNCTION statement_event_link(event zoning_statementevent, previous bytea) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\\n', 'event 1', event.statement_id, event.number, event.kind, statement_instant(event.at),
        coalesce(event.user_id::text, '-'), event.detail::text, encode(previous, 'hex'))
$$;
"""

_RECEIVE = """
CREATE FUNCTION receive_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    shown zoning_hearing;
    asked zoning_statementrequest;
BEGIN
    -- The clock first: whoever waits for their turn in the chain came before they waited.
    NEW.received_at := town_clock();
    IF NEW.arrived_at > NEW.received_at THEN
        RAISE EXCEPTION 'a statement cannot have arrived later than now' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO shown FROM zoning_hearing WHERE id = NEW.hearing_id;
    SELECT * INTO asked FROM zoning_statementrequest WHERE id = NEW.request_id;
    IF shown.plan_id <> NEW.plan_id OR asked.plan_id <> NEW.plan_id
        OR (SELECT plan_id FROM zoning_planversion WHERE id = NEW.version_id) <> NEW.plan_id THEN
        RAISE EXCEPTION 'hearing, request and version must be of the statement''s plan' USING ERRCODE = 'check_violation';
    END IF;
    NEW.deadline := CASE
        WHEN asked.id IS NOT NULL THEN hearing_deadline(asked.due_on)
        WHEN shown.cancelled_at IS NOT NULL THEN NULL
        WHEN NEW.channel IN ('paper', 'desk') AND shown.office_closes IS NOT NULL
            THEN office_deadline(shown.last_day, shown.office_closes)
        ELSE hearing_deadline(shown.last_day) END;
    NEW.is_late := coalesce(coalesce(NEW.arrived_at, NEW.received_at) >= NEW.deadline, false);
    NEW.in_outage := EXISTS (
        SELECT FROM zoning_outage AS outage WHERE outage.municipality_id = NEW.municipality_id
        AND NEW.claimed_sent_at BETWEEN outage.began_at AND outage.ended_at);
    PERFORM pg_advisory_xact_lock(hashtextextended('zoning.statement', NEW.municipality_id));
    SELECT number, chain_hash INTO NEW.number, NEW.previous_hash
    FROM zoning_statement WHERE municipality_id = NEW.municipality_id ORDER BY number DESC LIMIT 1;
    NEW.number := coalesce(NEW.number, 0) + 1;
    NEW.previous_hash := coalesce(NEW.previous_hash, sha256('kuuluvuus statements'::bytea));
    LOOP
        NEW.receipt_code := new_receipt_code();
        EXIT WHEN NOT EXISTS (SELECT FROM zoning_statement
            WHERE municipality_id = NEW.municipality_id AND receipt_code = NEW.receipt_code);
    END LOOP;
    NEW.chain_hash := sha256(convert_to(statement_link(NEW), 'UTF8'));
    RETURN NEW;
END $$;
CREATE TRIGGER statement_received BEFORE INSERT ON zoning_statement
    FOR EACH ROW EXECUTE FUNCTION receive_statement();
"""

_WHOLE = """
CREATE FUNCTION seal_part() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM zoning_statement AS said WHERE said.id = NEW.statement_id AND length(NEW.salt) = 32
        AND sha256(NEW.salt || convert_to(NEW.payload, 'UTF8'))
            = CASE NEW.part WHEN 'content' THEN said.content_hash ELSE said.sender_hash END) THEN
        RAISE EXCEPTION 'a part must be what its statement sealed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER part_sealed BEFORE INSERT ON zoning_sealedpart FOR EACH ROW EXECUTE FUNCTION seal_part();

CREATE FUNCTION whole_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
-- At commit, when the transaction may look at another town already.
DECLARE
    town CONSTANT text := coalesce(current_setting('kuuluvuus.town', true), '');
    parts integer;
BEGIN
    PERFORM set_config('kuuluvuus.town', NEW.municipality_id::text, true);
    SELECT count(*) INTO parts FROM zoning_sealedpart WHERE statement_id = NEW.id;
    PERFORM set_config('kuuluvuus.town', town, true);
    IF parts <> 2 THEN
        RAISE EXCEPTION 'a statement comes with its content and its sender' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER statement_whole AFTER INSERT ON zoning_statement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION whole_statement();

CREATE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
-- Events of one statement are a chain of their own, whose first link hangs on the statement.
DECLARE
    previous bytea;
BEGIN
    NEW.at := town_clock();
    PERFORM pg_advisory_xact_lock(hashtextextended('zoning.statement.event', NEW.statement_id));
    SELECT number, chain_hash INTO NEW.number, previous
    FROM zoning_statementevent WHERE statement_id = NEW.statement_id ORDER BY number DESC LIMIT 1;
    NEW.number := coalesce(NEW.number, 0) + 1;
    IF previous IS NULL THEN
        SELECT chain_hash INTO previous FROM zoning_statement WHERE id = NEW.statement_id;
    END IF;
    NEW.chain_hash := sha256(convert_to(statement_event_link(NEW, previous), 'UTF8'));
    RETURN NEW;
END $$;
CREATE TRIGGER event_chained BEFORE INSERT ON zoning_statementevent FOR EACH ROW EXECUTE FUNCTION chain_event();
"""

_UNDO = """
DROP TRIGGER statement_received ON zoning_statement;
DROP TRIGGER statement_whole ON zoning_statement;
DROP TRIGGER part_sealed ON zoning_sealedpart;
DROP TRIGGER event_chained ON zoning_statementevent;
DROP FUNCTION receive_statement();
DROP FUNCTION whole_statement();
DROP FUNCTION seal_part();
DROP FUNCTION chain_event();
DROP FUNCTION statement_event_link(zoning_statementevent, bytea);
DROP FUNCTION statement_link(zoning_statement);
DROP FUNCTION new_receipt_code();
DROP FUNCTION statement_instant(timestamptz);
"""


def append_only(table: str) -> migrations.RunSQL:
    """No right to change, and a trigger that refuses it to whoever is given the right again by mistake."""
    name = f"zoning_{table}"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {name}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        DO $$
        DECLARE
            other record;
        BEGIN
            FOR other IN
                SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_schema = current_schema() AND table_name = '{name}' AND grantee <> current_user
            LOOP
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM %I', other.grantee);
            END LOOP;
        END $$;
        """,
        f"DROP TRIGGER {table}_append_only ON {name}",
    )


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0004_published_state"), ("accounts", "0001_tables")]
    operations: ClassVar = [
        migrations.AddField(
            "statementevent", "number", models.PositiveIntegerField(default=0, help_text="of the statement: 1, 2, 3, …")
        ),
        migrations.AddField("statementevent", "chain_hash", models.BinaryField(default=b"", max_length=32)),
        migrations.AddConstraint(
            "statementevent",
            models.UniqueConstraint(fields=["statement", "number"], name="zoning_event_number_once"),
        ),
        migrations.AddConstraint(
            "sealedpart",
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, payload__isnull=False, salt__isnull=False)
                | (
                    models.Q(erased_at__isnull=False, payload__isnull=True, salt__isnull=True)
                    & ~models.Q(erased_by_rule="")
                ),
                name="zoning_part_kept_or_erased_by_rule",
            ),
        ),
        migrations.AddConstraint(
            "outage",
            models.CheckConstraint(
                condition=models.Q(ended_at__gt=models.F("began_at")), name="zoning_outage_ends_after_start"
            ),
        ),
        migrations.CreateModel(
            name="Registry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("none", "Nothing is handed over by itself"),
                            ("email", "By e-mail"),
                            ("folder", "Into a folder"),
                            ("api", "To a programming interface"),
                        ],
                        default="none",
                        max_length=6,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("url", models.URLField(blank=True, max_length=300)),
                ("api_key", models.CharField(blank=True, max_length=200)),
                (
                    "sender_months",
                    models.PositiveSmallIntegerField(
                        default=24, help_text="after the plan came into force, senders' contact data is erased"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(help_text="by town_clock()")),
            ],
        ),
        forced_rls("zoning_registry"),
        migrations.RunSQL(_WORDS + _RECEIVE + _WHOLE, _UNDO),
        *(append_only(table) for table in APPEND_ONLY),
    ]
