"""Named checks. They run at every command and before the first request; an error stops the start."""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Doubt

from config import env
from geo import sql

FOLDERS = {
    "KUULUVUUS_FILES_DIR": settings.FILES_ROOT,
    "KUULUVUUS_UPLOADS_DIR": settings.UPLOADS_ROOT,
    "KUULUVUUS_OPEN_DATA_DIR": settings.OPEN_DATA_ROOT,
    "KUULUVUUS_BASE_MAP_FOLDER": settings.BASE_MAP_FOLDER,
}


@register(Tags.security)
def settings_are_readable(**_: Any) -> list[CheckMessage]:
    return [Error(problem, hint="docs/settings.md lists every setting.", id="kuuluvuus.E001") for problem in env.WRONG]


@register(Tags.files)
def folders_can_be_written(**_: Any) -> list[CheckMessage]:
    """Else it would be found out only when somebody sends a picture, or when files of open data are due."""
    found: list[CheckMessage] = []
    for name, folder in FOLDERS.items():
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            problem = f"{name}={folder}: this user may not write there."
            hint = "Give it a folder of its own, or change the owner of this one: docs/settings.md."
            found.append(Error(problem, hint=hint, id="kuuluvuus.E005"))
    return found


@register(Tags.database)
def database_is_known(**_: Any) -> list[CheckMessage]:
    missing = [
        name
        for alias, name in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL"))
        if not settings.DATABASES[alias]["NAME"]
    ]
    hint = "Run script/setup, which makes a private database, or give the addresses of your own."
    return [Error(f"{name} is not set.", hint=hint, id="kuuluvuus.E002") for name in missing]


@register(Tags.database)
def database_is_durable(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """What was accepted must survive a power cut."""
    if "default" not in (databases or ()):
        return []
    off = sorted(name for name, setting in sql.rows("config/durability") if setting == "off")
    hint = "Turn it on in postgresql.conf; without it accepted messages can be lost."
    return [Error(f"The database runs with {name} off.", hint=hint, id="kuuluvuus.E003") for name in off]


@register(Tags.database)
def statements_end(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A pooler does not carry on what a session asks for at its beginning."""
    if "default" not in (databases or ()) or sql.setting("statement_timeout") != "0":
        return []
    hint = "Give the pooler a connect_query: docs/operations.md, Behind PgBouncer."
    return [Doubt("The database ends no statement that takes too long.", hint=hint, id="kuuluvuus.W005")]


@register(Tags.database)
def application_role_is_humble(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Row-level security binds neither superusers nor owners, so the application must be neither."""
    if "default" not in (databases or ()):
        return []
    superuser, bypasses, owns = sql.row("config/role") or (True, True, True)
    found = [
        what
        for what, true in (
            ("is a superuser", superuser),
            ("may bypass row-level security", bypasses),
            ("owns tables", owns),
        )
        if true
    ]
    hint = "Give DATABASE_URL a role of its own; docs/settings.md has the SQL."
    return [Error(f"The role of DATABASE_URL {what}.", hint=hint, id="kuuluvuus.E004") for what in found]
