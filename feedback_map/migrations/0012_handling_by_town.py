"""Handling, contact data, pictures and drafts are private to a town: the second wall stands before them too."""

from typing import ClassVar


from geo.rls import forced_rls
from geo.migrating import BatchedMigration

PRIVATE = ("update", "contact", "support", "answerrating", "photo", "outcome", "outcomeinput")


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0011_handling")]
    operations: ClassVar = [forced_rls(f"feedback_map_{table}") for table in PRIVATE]
