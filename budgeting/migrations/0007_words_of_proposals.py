"""Words are found in the proposals of a round without reading them all."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Cast, Upper
from geo.migrating import BatchedMigration


def _said(field: str) -> OpClass:
    return OpClass(Upper(Cast(field, models.TextField())), name="gin_trgm_ops")


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0006_round_guard")]
    operations: ClassVar = [
        migrations.AddIndex("publishedproposal", GinIndex(_said("titles"), name="budgeting_published_titles")),
        migrations.AddIndex("publishedproposal", GinIndex(_said("texts"), name="budgeting_published_texts")),
    ]
