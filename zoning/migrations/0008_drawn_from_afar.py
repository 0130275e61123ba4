"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("zoning", "0007_pins_as_statements")]
    operations: ClassVar = []
