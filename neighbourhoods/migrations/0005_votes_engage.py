"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("neighbourhoods", "0004_statements_engage")]
    operations: ClassVar = []
