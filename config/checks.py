"""Named checks. They run at every command and before the first request; an error stops the start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from config import env
from geo import sql


@register(Tags.security)
def settings_are_readable(**_: Any) -> list[CheckMessage]:
    return [Error(problem, hint="docs/settings.md lists every setting.", id="kuuluvuus.E001") for problem in env.WRONG]


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
