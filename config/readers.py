"""Roles of the database that may read open data as views, and nothing else."""

from __future__ import annotations

import re
import secrets

from django.conf import settings

from config import cluster
from geo import sql

NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")


class NoReader(Exception):
    """Why a role cannot be made or used, in words for whoever runs the command."""


def make_reader(name: str, *, new_password: bool = False) -> str:
    """Makes the role where it is missing and lets it read; gives its password when one was made up, else nothing."""
    if not NAME.fullmatch(name):
        raise NoReader("A name has 3 to 40 small letters, digits and underscores, and begins with a letter.")
    known = sql.row(
        "doors/role_known", {"role": name, "application": settings.DATABASES["default"]["USER"]}, using="owner"
    )
    if known is not None and known[0]:
        raise NoReader(f"{name} is a role that may do more than read. Choose another name.")
    password = secrets.token_urlsafe(24) if known is None or new_password else ""
    if password:
        _as_administrator(statements(name, password, is_new=known is None), name)
    sql.row("doors/admit_reader", {"reader": name}, using="owner")
    return password


def statements(name: str, password: str, *, is_new: bool) -> str:
    """What makes the role. It reads only, in one connection or a few, and never for long."""
    if not is_new:
        return f"ALTER ROLE {name} PASSWORD '{password}'"
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT CONNECTION LIMIT 10"
    return (
        f"CREATE ROLE {name} {rights} PASSWORD '{password}';\n"
        f"ALTER ROLE {name} SET default_transaction_read_only = on;\n"
        f"ALTER ROLE {name} SET statement_timeout = '60s';\n"
        f"ALTER ROLE {name} SET search_path = open_data, public"
    )


def _as_administrator(text: str, name: str) -> None:
    if cluster.own_database_given() or not cluster.known():
        raise NoReader(
            f"Ask the database's administrator to run this, then run create_map_reader {name} again:\n\n{text};"
        )
    cluster.psql(text)
