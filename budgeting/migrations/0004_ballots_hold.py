"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("budgeting", "0003_after_the_vote")]
    operations: ClassVar = []
