"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("geo", "0003_dwellings")]
    operations: ClassVar = []
