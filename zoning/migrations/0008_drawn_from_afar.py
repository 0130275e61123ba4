"""What tiles draw from afar: an outline of few corners, and a point."""

from typing import ClassVar

import django.contrib.gis.db.models.fields
from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0007_pins_as_statements")]
    operations: ClassVar = [
        migrations.AddField(
            "publishedplan",
            "outline",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func("geom", models.Value(15.0), models.Value(True), function="ST_Simplify"),
                output_field=django.contrib.gis.db.models.fields.GeometryField(
                    null=True, spatial_index=False, srid=3067
                ),
            ),
        ),
        migrations.AddField(
            "publishedplan",
            "spot",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.Func("geom", function="ST_Envelope"), function="ST_Centroid"),
                output_field=django.contrib.gis.db.models.fields.PointField(null=True, spatial_index=False, srid=3067),
            ),
        ),
    ]
