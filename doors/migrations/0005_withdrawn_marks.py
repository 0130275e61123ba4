"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("doors", "0004_open_data_views")]
    operations: ClassVar = []
