"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("doors", "0001_released_as_rows")]
    operations: ClassVar = []
