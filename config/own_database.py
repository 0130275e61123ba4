"""Makes a PostGIS of one's own ready: the extensions, and what the application's role may do with future tables.

Used by script/setup when DATABASE_URL is set. Run as the owner; what only a superuser may do is said, not tried twice.
"""

import os
import sys

import psycopg
from psycopg import sql

from config import cluster, env


def main() -> None:
    owner, app = (os.environ.get(name, "") for name in ("DATABASE_OWNER_URL", "DATABASE_URL"))
    app_role, owner_role = (str(env.database(url, "")["USER"]) for url in (app, owner))
    if app_role == owner_role:
        sys.exit("DATABASE_URL and DATABASE_OWNER_URL name one role: the application needs one that owns nothing.")
    with psycopg.connect(owner, autocommit=True) as connection:
        there = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        missing = [name for name in cluster.EXTENSIONS if name not in there]
        for name in missing:
            try:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
            except psycopg.Error as error:
                asked = " ".join(f"CREATE EXTENSION {extension};" for extension in missing)
                sys.exit(f"{error}\nAsk the database's administrator to run, in {connection.info.dbname}: {asked}")
        connection.execute(cluster.privileges(owner_role, app_role).encode())


if __name__ == "__main__":
    main()
