"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("geo", "0007_ground_put_back")]
    operations: ClassVar = []
