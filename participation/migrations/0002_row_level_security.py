"""Row-level security on the tables that hold persons."""

from typing import ClassVar


from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("participation", "0001_initial"), ("geo", "0002_current_town")]
    operations: ClassVar = [
        forced_rls("participation_participant"),
        forced_rls("participation_participanthome"),
        forced_rls("participation_homeassignment"),
        forced_rls("participation_attendance"),
    ]
