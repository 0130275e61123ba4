"""Room for what follows."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("budgeting", "0007_words_of_proposals")]
    operations: ClassVar = []
