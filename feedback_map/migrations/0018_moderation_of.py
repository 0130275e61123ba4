"""Whether a new message is shown at once is decided where it is placed, from its category, its sender and itself."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

MODERATION = r"""
CREATE FUNCTION moderation_of(
    of_town bigint, its_category bigint, person bigint, its_visibility text, its_channel text, its_text text,
    OUT moderation text, OUT reasons text[])
LANGUAGE plpgsql STABLE AS $$
-- How a new message is moderated, and why it waits where its category would show it at once (feedback_map.Doubt).
-- What the form noticed stands in `kuuluvuus.doubts`. Staff enter what came by phone, at the desk and on paper, and
-- they are believed. Index: primary keys; the pins of a participant.
DECLARE
    kind record;
    by_staff CONSTANT boolean := its_channel IN ('phone', 'desk', 'paper');
BEGIN
    reasons := '{}';
    IF its_visibility = 'private' THEN
        moderation := 'shown';  -- to those who handle it, and to nobody else
        RETURN;
    END IF;
    SELECT category.shown_when, category.trusted_after INTO kind
    FROM feedback_map_category category WHERE category.id = its_category;
    IF NOT by_staff THEN
        reasons := array_remove(
            string_to_array(coalesce(current_setting('kuuluvuus.doubts', true), ''), ',')
            || CASE WHEN regexp_count(its_text, '(https?://|www\.)', 1, 'i') >= 3 THEN 'links' END
            || CASE WHEN EXISTS (
                   SELECT FROM feedback_map_pin earlier
                   WHERE earlier.participant_id = person AND earlier.text = its_text
                     AND earlier.received_at > now() - interval '30 days') THEN 'repeated' END
            || CASE WHEN EXISTS (
                   SELECT FROM feedback_map_flood flood
                   WHERE flood.municipality_id = of_town AND flood.until > now()) THEN 'flood' END,
            NULL);
    END IF;
    moderation := CASE
        WHEN cardinality(reasons) > 0 THEN 'waiting'
        WHEN kind.shown_when = 'at_once' THEN 'shown'
        WHEN kind.shown_when = 'trusted' AND (by_staff OR is_trusted(person, kind.trusted_after)) THEN 'shown'
        ELSE 'waiting' END;
END $$
"""
TRUSTED = """
CREATE FUNCTION is_trusted(person bigint, after integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
-- Whether moderators know a sender: so many of their messages were shown to the public, and none was taken away.
BEGIN
    RETURN (
        SELECT count(*) FILTER (WHERE pin.moderation = 'shown' AND pin.visibility = 'public') >= after
           AND count(*) FILTER (WHERE pin.moderation IN ('hidden', 'rejected')) = 0
        FROM feedback_map_pin pin WHERE pin.participant_id = person);
END $$
"""
CHANGES = (
    ("    person bigint;\n", "    person bigint;\n    judged record;\n"),
    (
        "    its_moderation := CASE WHEN category.at_once OR its_visibility = 'private' THEN 'shown' ELSE 'waiting' END;\n",
        "",
    ),
    (
        "    person := participant_of_token(of_town, person_id, person_hash, person_identity, person_known);\n",
        "    person := participant_of_token(of_town, person_id, person_hash, person_identity, person_known);\n"
        "    judged := moderation_of(of_town, category.id, person, its_visibility, its_channel, its_text);\n"
        "    its_moderation := judged.moderation;\n",
    ),
    (
        "    IF its_contact IS NOT NULL THEN\n",
        "    IF cardinality(judged.reasons) > 0 THEN\n"
        "        INSERT INTO feedback_map_doubt (pin_id, municipality_id, reasons)\n"
        "        VALUES (pin, of_town, judged.reasons);\n"
        "    END IF;\n"
        "    IF its_contact IS NOT NULL THEN\n",
    ),
)


def place_pin_before() -> str:
    text: str = import_module("feedback_map.migrations.0015_placed_with_owner").PLACE
    return text.replace("CREATE FUNCTION place_pin", "CREATE OR REPLACE FUNCTION place_pin")


def place_pin() -> str:
    """The function as it was made, with the moderation asked for instead of decided by the category alone."""
    text = place_pin_before()
    for before, after in CHANGES:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


DROP = """
DROP FUNCTION moderation_of(bigint, bigint, bigint, text, text, text);
DROP FUNCTION is_trusted(bigint, integer)
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0017_history")]
    operations: ClassVar = [
        migrations.RunSQL(";".join((TRUSTED, MODERATION, place_pin())), ";".join((place_pin_before(), DROP))),
    ]
