"""Migrations that render the models once for a batch of operations, and not again before each of them.

Django renders every model that hangs on a changed one before every operation, and here all hang on the municipality:
that was three quarters of the time of a first set-up, and it was spent inside the transaction, with the tables that
were already changed closed to everybody. The way back is Django's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# These read nothing of the states but what they themselves make, so the states before and after a batch serve them all
TOGETHER = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AddIndex,
    migrations.AddConstraint,
    migrations.RunSQL,
)


class BatchedMigration(migrations.Migration):
    """A migration whose tables come out as Django's own would leave them (tests/geo/test_migrating.py)."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Forwards, batch by batch. `sqlmigrate` and a migration outside of a transaction go Django's way."""
        if collect_sql or not schema_editor.atomic_migration:
            return super().apply(project_state, schema_editor, collect_sql)
        for batch in batches(self.operations):
            before = project_state.clone()
            if len(batch) > 1 and not all(isinstance(operation, migrations.RunSQL) for operation in batch):
                project_state.__dict__.pop("apps", None)  # rendered anew when the first operation asks for it
            for operation in batch:
                operation.state_forwards(self.app_label, project_state)
            for operation in batch:
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state


def batches(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The operations in their order, parted where one has to see the models as the one before it left them.

    A model that is made brings all that the state after its batch knows of it: what is added to it waits for the next.
    """
    batch: list[Operation] = []
    for operation in operations:
        if batch and not _goes_with(operation, batch):
            yield batch
            batch = []
        batch.append(operation)
    if batch:
        yield batch


def _goes_with(operation: Operation, batch: list[Operation]) -> bool:
    if not all(isinstance(one, TOGETHER) for one in (operation, batch[-1])):
        return False
    made = {one.name_lower for one in batch if isinstance(one, migrations.CreateModel)}
    return str(getattr(operation, "model_name", "")).lower() not in made
