"""That the town changed the words of a message is public: when, and nothing of what stood there before or why."""

import re
from importlib import import_module
from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

KINDS = "WHERE entry.kind IN (\n        'routed',"
WITH_EDITS = "WHERE entry.kind IN (\n        'edited', 'routed',"


def updates_to_publish() -> str:
    """The function as it was made, with one kind more."""
    made = import_module("feedback_map.migrations.0020_published_handling")
    texts = [text for text in vars(made).values() if isinstance(text, str)]
    found = next(filter(None, (re.search(r"CREATE FUNCTION updates_to_publish.*?\$\$;", text, re.S) for text in texts)))
    assert KINDS in found[0]
    return found[0].replace(KINDS, WITH_EDITS).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0025_desk_list")]
    operations: ClassVar = [migrations.RunSQL(updates_to_publish(), migrations.RunSQL.noop)]
