"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("feedback_map", "0034_published_by_key")]
    operations: ClassVar = []
