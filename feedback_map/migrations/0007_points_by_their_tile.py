"""Points are found by their place in the tile pyramids; a spatial index of every pin was written and never read."""

import django.contrib.gis.db.models.fields
from django.db import migrations
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies = [
        ("feedback_map", "0006_tile_functions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publishedpin",
            name="geom",
            field=django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=3067),
        ),
    ]
