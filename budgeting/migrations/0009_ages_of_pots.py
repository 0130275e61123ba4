"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("budgeting", "0008_no_ring_of_ballots")]
    operations: ClassVar = []
