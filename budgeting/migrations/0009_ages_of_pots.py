"""Money for an age group is for its own people to spend: whose age is known takes nothing from another group's pot."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from geo.migrating import BatchedMigration

BANDS = [
    ("0-12", "0–12 years"),
    ("13-17", "13–17 years"),
    ("18-29", "18–29 years"),
    ("30-44", "30–44 years"),
    ("45-64", "45–64 years"),
    ("65-74", "65–74 years"),
    ("75+", "75 years or more"),
]
# After the trigger ballot_received, by name: it holds the voter's row.
WITHIN = """
CREATE FUNCTION keep_within_ages() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    known varchar[];
BEGIN
    SELECT age_bands INTO known FROM budgeting_voter WHERE id = NEW.voter_id;
    IF cardinality(known) > 0 AND EXISTS (
        SELECT FROM budgeting_proposal AS chosen JOIN budgeting_pot AS pot ON pot.id = chosen.pot_id
        WHERE chosen.id = ANY (NEW.choices) AND pot.kind = 'age' AND NOT pot.age_bands && known) THEN
        PERFORM refuse_ballot('other_age');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_within_ages BEFORE INSERT OR UPDATE ON budgeting_ballot
    FOR EACH ROW EXECUTE FUNCTION keep_within_ages();
"""
WITHIN_GONE = """
DROP TRIGGER ballot_within_ages ON budgeting_ballot;
DROP FUNCTION keep_within_ages();
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0008_no_ring_of_ballots")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="codesheet",
            name="age_bands",
            field=ArrayField(
                base_field=models.CharField(choices=BANDS, max_length=5),
                blank=True,
                default=list,
                help_text="of those whom the codes are for; empty: not known",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="voter",
            name="age_bands",
            field=ArrayField(
                base_field=models.CharField(choices=BANDS, max_length=5),
                blank=True,
                default=list,
                help_text="what is known of the voter's age; empty: nothing",
                size=None,
            ),
        ),
        migrations.RunSQL(WITHIN, WITHIN_GONE),
    ]
