"""The function that row-level security asks for the town of the transaction."""

from typing import ClassVar


from geo.rls import current_town_function
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0001_initial")]
    operations: ClassVar = [current_town_function()]
