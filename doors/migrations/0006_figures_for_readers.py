"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("doors", "0005_withdrawn_marks")]
    operations: ClassVar = []
