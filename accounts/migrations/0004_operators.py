"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0003_owners_of_messages")]
    operations: ClassVar = []
