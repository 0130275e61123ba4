"""The function that row-level security asks for the town of the transaction."""

from typing import ClassVar

from django.db import migrations

from geo.rls import current_town_function


class Migration(migrations.Migration):
    dependencies: ClassVar = [("geo", "0001_initial")]
    operations: ClassVar = [current_town_function()]
