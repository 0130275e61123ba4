"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("budgeting", "0004_ballots_hold")]
    operations: ClassVar = []
