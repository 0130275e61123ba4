"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("doors", "0006_figures_for_readers")]
    operations: ClassVar = []
