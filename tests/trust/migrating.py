"""One step back and one forward through each migration of ours, over rows that are there: run as a program of its own.

    python -m tests.trust.migrating [--newest N]

Wants DRILL_ADMIN_URL beside the addresses of the service: only a superuser counts rows behind row-level security.
Prints one line of JSON for each migration, from the newest back.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import django
import psycopg
from psycopg import sql

Node = tuple[str, str]
LOOKS_EVERY_S = 0.01


@dataclass
class Step:
    """`lost`: tables that lived through both ways with another number of rows. `held_s`: the longest time on the way
    forward for which a table that was there before could be neither read nor written."""

    app: str
    name: str
    refused: str = ""
    lost: dict[str, list[int]] = field(default_factory=dict)
    counted: int = 0
    held_s: float = 0.0


class Locks(threading.Thread):
    """Watches for how long tables that were there before are closed to everybody."""

    def __init__(self, admin: psycopg.Connection[Any]) -> None:
        super().__init__(daemon=True)
        self.admin = admin
        self.longest_s = 0.0
        self.done = threading.Event()
        self.known = {row[0] for row in admin.execute("SELECT oid FROM pg_class WHERE relkind = 'r'").fetchall()}

    def run(self) -> None:
        since: dict[int, float] = {}
        while not self.done.wait(LOOKS_EVERY_S):
            now = time.monotonic()
            closed = {
                row[0]
                for row in self.admin.execute(
                    "SELECT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
                    " AND locktype = 'relation' AND database = (SELECT oid FROM pg_database"
                    " WHERE datname = current_database())"
                ).fetchall()
            } & self.known
            since = {table: since.get(table, now) for table in closed}
            self.longest_s = max([self.longest_s, *(now - begun for begun in since.values())])


def counts(admin: psycopg.Connection[Any]) -> dict[str, int]:
    tables = admin.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname <> 'django_migrations'"
    ).fetchall()
    one = sql.SQL("SELECT {} AS name, count(*) FROM {}")
    every = sql.SQL(" UNION ALL ").join(one.format(sql.Literal(name), sql.Identifier(name)) for (name,) in tables)
    return dict(admin.execute(every).fetchall())


def stepped(node: Node, previous: Node, admin: psycopg.Connection[Any], watcher: psycopg.Connection[Any]) -> Step:
    from django.db import connections
    from django.db.migrations.exceptions import IrreversibleError
    from django.db.migrations.executor import MigrationExecutor

    step = Step(*node)
    before = counts(admin)
    try:
        MigrationExecutor(connections["owner"]).migrate([previous])
    except (IrreversibleError, django.db.DatabaseError) as error:
        step.refused = f"{type(error).__name__}: {error}"[:300]  # some hold a function of the database whole
        return step
    between = counts(admin)
    locks = Locks(watcher)
    locks.start()
    MigrationExecutor(connections["owner"]).migrate([node])
    locks.done.set()
    locks.join()
    after = counts(admin)
    lived = before.keys() & between.keys() & after.keys()
    step.lost = {name: [before[name], between[name], after[name]] for name in lived if before[name] != after[name]}
    step.counted, step.held_s = sum(before[name] for name in lived), round(locks.longest_s, 3)
    return step


def drill(newest: int) -> None:
    """From one step to the one before it; where no way leads back it stops. At the end all is as new again."""
    from django.conf import settings
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    graph, leaves = executor.loader.graph, executor.loader.graph.leaf_nodes()
    ours = {label for label in executor.loader.migrated_apps if (settings.BASE_DIR / label / "migrations").is_dir()}
    order: list[Node] = [(m.app_label, m.name) for m, _ in executor.migration_plan(leaves, clean_start=True)]
    url = os.environ["DRILL_ADMIN_URL"]
    with psycopg.connect(url, autocommit=True) as admin, psycopg.connect(url, autocommit=True) as watcher:
        for node in [node for node in reversed(order) if node[0] in ours][:newest]:
            earlier = [parent.key for parent in graph.node_map[node].parents if parent.key[0] == node[0]]
            previous: Any = max(earlier) if earlier else (node[0], None)
            step = stepped(node, previous, admin, watcher)
            sys.stdout.write(json.dumps(dataclasses.asdict(step)) + "\n")
            sys.stdout.flush()
            if step.refused:
                break
            MigrationExecutor(connections["owner"]).migrate([previous])
    MigrationExecutor(connections["owner"]).migrate(leaves)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    asked = argparse.ArgumentParser()
    asked.add_argument("--newest", type=int, default=10_000)
    drill(asked.parse_args().newest)
