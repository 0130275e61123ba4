"""Migrations in batches leave what Django's own, step by step, would leave."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from geo.migrating import BatchedMigration, batches


def numbered(*names: str) -> list[tuple[str, Any]]:
    return [("id", models.BigAutoField(primary_key=True)), *((name, models.IntegerField()) for name in names)]


def seats_for_two(apps: Any, schema_editor: Any) -> None:
    """A migration of rows sees the models as they are at its place: no column that comes later."""
    bench = apps.get_model("drill", "Bench")
    assert {field.name for field in bench._meta.get_fields()} == {"id", "width", "seats", "park"}
    park = apps.get_model("drill", "Park").objects.using(schema_editor.connection.alias).create(trees=7)
    bench.objects.using(schema_editor.connection.alias).create(width=120, park=park)


PARTS: list[list[Operation]] = [
    [
        migrations.CreateModel("Park", numbered("trees")),
        migrations.CreateModel("Bench", numbered("width")),
    ],
    [
        migrations.AddField("bench", "seats", models.PositiveSmallIntegerField(default=2)),
        migrations.AddField("bench", "park", models.ForeignKey("drill.Park", models.CASCADE)),
        migrations.AddIndex("bench", models.Index(fields=["seats", "width"], name="drill_bench_seats")),
        migrations.AddConstraint(
            "bench", models.CheckConstraint(condition=models.Q(width__gte=40), name="drill_bench_wide_enough")
        ),
        migrations.RunSQL("CREATE VIEW drill_wide AS SELECT id FROM drill_bench WHERE width > 100"),
    ],
    [migrations.RunPython(seats_for_two)],
    [migrations.AddField("park", "name", models.CharField(max_length=20, default="", db_index=True))],
    [migrations.AlterField("park", "name", models.CharField(max_length=40, default=""))],
    [migrations.RemoveConstraint("bench", "drill_bench_wide_enough")],
    [migrations.AddField("bench", "made_of", models.TextField(null=True))],
]
STEPS = [operation for part in PARTS for operation in part]


def test_operations_are_parted_where_one_must_see_the_models_as_they_were() -> None:
    assert list(batches(STEPS)) == PARTS
    assert list(batches([])) == []


def test_what_is_added_to_a_model_waits_until_it_is_made() -> None:
    made = migrations.CreateModel("Bench", numbered("width"))
    added = migrations.AddField("BENCH", "seats", models.IntegerField(default=2))
    elsewhere = migrations.AddField("park", "bench", models.ForeignKey("drill.Bench", models.CASCADE))
    assert list(batches([made, added])) == [[made], [added]]
    assert list(batches([made, elsewhere])) == [[made, elsewhere]]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_same_tables_stand_as_after_one_step_at_a_time() -> None:
    left = {}
    for way in (migrations.Migration, BatchedMigration):
        migration = type("Migration", (way,), {"operations": STEPS})("0001_drill", "drill")
        with transaction.atomic(using="owner"):
            with connections["owner"].schema_editor() as editor:
                state = migration.apply(ProjectState(), editor)
            assert {field.name for field in state.apps.get_model("drill", "Bench")._meta.get_fields()} >= {"made_of"}
            left[way] = described()
            transaction.set_rollback(True, using="owner")
    assert left[BatchedMigration] == left[migrations.Migration]
    assert {"seats", "park_id", "made_of", "trees", "name"} <= {row[1] for row in left[BatchedMigration]}


def described() -> list[tuple[Any, ...]]:
    """Columns, indexes, constraints and the view; names that Django makes with a hash are the same both ways."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length::text
            FROM information_schema.columns WHERE table_name ~ '^drill_'
            UNION ALL SELECT tablename, indexname, indexdef, NULL, NULL, NULL
            FROM pg_indexes WHERE tablename ~ '^drill_'
            UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), NULL, NULL, NULL
            FROM pg_constraint WHERE conrelid::regclass::text ~ '^drill_'
            ORDER BY 1, 2, 3
            """
        )
        return list(cursor.fetchall())


def test_every_migration_of_ours_goes_in_batches() -> None:
    ours = {
        (migration.app_label, migration.name): migration
        for migration in MigrationLoader(None).disk_migrations.values()
        if (settings.BASE_DIR / migration.app_label / "migrations").is_dir()
    }
    assert len(ours) > 80
    assert [node for node, migration in ours.items() if not isinstance(migration, BatchedMigration)] == []


@pytest.mark.heavy
def test_the_whole_database_is_the_same_as_after_one_step_at_a_time() -> None:
    in_batches, step_by_step = schema_made(), schema_made("--step-by-step")
    assert len(in_batches.splitlines()) > 20_000
    assert in_batches == step_by_step


def schema_made(*options: str) -> str:
    """What `pg_dump --schema-only` tells of an empty database after all migrations."""
    command = [sys.executable, "-m", "tests.geo.fresh_schema", *options]
    done = subprocess.run(command, cwd=settings.BASE_DIR, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return re.sub(r"^\\(un)?restrict .*$", "", done.stdout, flags=re.MULTILINE)
