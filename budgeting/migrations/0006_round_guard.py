"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("budgeting", "0005_working_party_called_off")]
    operations: ClassVar = []
