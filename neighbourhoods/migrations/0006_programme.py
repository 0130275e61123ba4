"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("neighbourhoods", "0005_votes_engage")]
    operations: ClassVar = []
