"""Pictures: those sent ahead of their message, and those the public sees.

What is published follows the published messages by itself: a message that is hidden takes its pictures with it in the
same statement, whoever hides it.
"""

import django.db.models.deletion
from typing import ClassVar

from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

FUNCTIONS = """
CREATE FUNCTION publish_photos(of_town bigint, those bigint[], of_outcomes bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
-- Brings the published pictures of some messages and outcomes in line with the decisions about them. Of a picture that
-- was blurred only the blurred file is ever named here.
-- Index: feedback_map_photo (pin_id), (outcome_id); feedback_map_publishedphoto (pin_id), (outcome_id).
BEGIN
    DELETE FROM feedback_map_publishedphoto
    WHERE municipality_id = of_town AND (pin_id = ANY (those) OR outcome_id = ANY (of_outcomes));
    INSERT INTO feedback_map_publishedphoto (
        photo_id, public_id, municipality_id, pin_id, outcome_id, stage, file, width, height, alt)
    SELECT photo.id, photo.public_id, of_town, photo.pin_id, photo.outcome_id, photo.stage,
           coalesce(nullif(photo.blurred_file, ''), photo.file), photo.width, photo.height, photo.alt
    FROM feedback_map_photo photo
    LEFT JOIN feedback_map_publishedpin pin ON pin.pin_id = photo.pin_id
    LEFT JOIN feedback_map_outcome outcome ON outcome.id = photo.outcome_id AND outcome.published_at IS NOT NULL
    WHERE photo.municipality_id = of_town AND photo.shown = 'shown'
      AND (photo.pin_id = ANY (those) OR photo.outcome_id = ANY (of_outcomes))
      AND (pin.pin_id IS NOT NULL OR outcome.id IS NOT NULL);
END $$;

CREATE FUNCTION photos_follow_pins_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_map_publishedphoto (
        photo_id, public_id, municipality_id, pin_id, stage, file, width, height, alt)
    SELECT photo.id, photo.public_id, photo.municipality_id, photo.pin_id, photo.stage,
           coalesce(nullif(photo.blurred_file, ''), photo.file), photo.width, photo.height, photo.alt
    FROM published
    JOIN feedback_map_photo photo ON photo.pin_id = published.pin_id AND photo.shown = 'shown'
    ON CONFLICT (photo_id) DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION photos_follow_pins_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM feedback_map_publishedphoto photo USING withdrawn WHERE photo.pin_id = withdrawn.pin_id;
    RETURN NULL;
END $$;

CREATE TRIGGER photos_follow_pins_in AFTER INSERT ON feedback_map_publishedpin
REFERENCING NEW TABLE AS published FOR EACH STATEMENT EXECUTE FUNCTION photos_follow_pins_in();
CREATE TRIGGER photos_follow_pins_out AFTER DELETE ON feedback_map_publishedpin
REFERENCING OLD TABLE AS withdrawn FOR EACH STATEMENT EXECUTE FUNCTION photos_follow_pins_out();
"""
DROP = """
DROP TRIGGER photos_follow_pins_in ON feedback_map_publishedpin;
DROP TRIGGER photos_follow_pins_out ON feedback_map_publishedpin;
DROP FUNCTION photos_follow_pins_in;
DROP FUNCTION photos_follow_pins_out;
DROP FUNCTION publish_photos;
"""


def _town() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
    )


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0021_words_of_pins"), ("geo", "0002_current_town")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PhotoUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.BinaryField(max_length=32)),
                ("file", models.CharField(max_length=200)),
                ("sha256", models.BinaryField(max_length=32)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                ("municipality", _town()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "token_hash"), name="feedback_map_upload_by_token")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedPhoto",
            fields=[
                ("photo_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                ("outcome_id", models.BigIntegerField(db_index=True, null=True)),
                ("stage", models.CharField(blank=True, max_length=6)),
                ("file", models.CharField(max_length=200)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("alt", models.JSONField(default=dict)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "pin",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="feedback_map.publishedpin",
                    ),
                ),
            ],
            options={"ordering": ["photo_id"]},
        ),
        migrations.AddField("photo", "blurred_sha256", models.BinaryField(max_length=32, null=True)),
        migrations.AddField(
            "photo",
            "blurs",
            models.JSONField(blank=True, default=list, help_text="rectangles burned out, in shares of the picture"),
        ),
        migrations.AddIndex(
            "photo",
            models.Index(
                condition=models.Q(("shown", "waiting")),
                fields=["municipality", "added_at"],
                name="feedback_map_photo_waiting",
            ),
        ),
        forced_rls("feedback_map_photoupload"),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
