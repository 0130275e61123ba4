"""Makes a database with all migrations, prints its schema and drops it: run as a program of its own.

    python -m tests.geo.fresh_schema [--step-by-step]

`--step-by-step`: as Django itself applies a migration, one operation after another.
"""

from __future__ import annotations

import argparse
import sys

import django
from django.db import connections, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class StepByStep(MigrationExecutor):
    def apply_migration(
        self, state: ProjectState, migration: migrations.Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            state = migrations.Migration.apply(migration, state, editor)
        self.recorder.record_applied(migration.app_label, migration.name)
        return state


def schema(executor_class: type[MigrationExecutor]) -> bytes:
    from tests import databases

    with databases.fresh():
        executor = executor_class(connections["owner"])
        executor.migrate(executor.loader.graph.leaf_nodes())
        return databases.dump("--schema-only")


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--step-by-step", action="store_true")
    django.setup()
    sys.stdout.buffer.write(schema(StepByStep if asked.parse_args().step_by_step else MigrationExecutor))
