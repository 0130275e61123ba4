"""What tiles need to know of lines and areas: how often they changed, and where they are."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration

# Django leaves the condition out of a spatial index, so the index of shapes held every pin.
_SHAPES_ONLY = """
DROP INDEX feedback_map_published_shapes;
CREATE INDEX feedback_map_published_shapes ON feedback_map_publishedpin USING gist (geom) WHERE is_shape;
"""
_EVERY_PIN = """
DROP INDEX feedback_map_published_shapes;
CREATE INDEX feedback_map_published_shapes ON feedback_map_publishedpin USING gist (geom);
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0002_functions")]
    operations: ClassVar = [
        migrations.AddField(
            "publisheddelta",
            "is_shape",
            models.BooleanField(default=False, db_default=False, help_text="a line or an area, before or after"),
        ),
        migrations.AddField("publishedstate", "shape_changes", models.BigIntegerField(default=0, db_default=0)),
        migrations.RunSQL(_SHAPES_ONLY, _EVERY_PIN),
    ]
