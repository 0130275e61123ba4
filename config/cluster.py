"""The private PostgreSQL cluster of this checkout: make it, start it, stop it.

Standard library only, so that `script/setup` can use it before the Python environment exists.
The cluster lives in `.local/pg`, or in `/var/lib/kuuluvuus-<hash of the folder>` when the database user cannot
enter the folder (a clone under root's home). It listens on loopback only, has no Unix socket, asks every role for
its generated password, and knows nothing of any other cluster on the machine. With `DATABASE_URL` set there is no
private cluster at all.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCAL = (PROJECT / ".local").resolve()
ENV_FILE = LOCAL / "database.env"
ADMIN, OWNER, APP = "kuuluvuus_admin", "kuuluvuus_owner", "kuuluvuus_app"
DATABASE, TEMPLATE = "kuuluvuus", "kuuluvuus_template"
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")


class ClusterError(Exception):
    """Something a person has to do; the message says what."""


def own_database_given() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def known() -> dict[str, str]:
    """What `.local/database.env` says: port, data folder, addresses with passwords."""
    try:
        lines = ENV_FILE.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise ClusterError(f"{ENV_FILE} belongs to another user: run this as the user who ran script/setup.") from None
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def start_if_down() -> None:
    """What manage.py calls; silent when there is none to start."""
    if own_database_given() or not ENV_FILE.exists():
        return
    try:
        if not running():
            start()
    except ClusterError as error:
        sys.exit(f"The database is down and could not be started: {error}")


def setup() -> None:
    """Make what is missing and start what is down. Can be run again without harm."""
    with locked():
        if not known():
            _create()
        _start()
        _prepare()


def start() -> None:
    with locked():
        _start()


def stop() -> None:
    with locked():
        facts = known()
        if facts and running():
            run(["pg_ctl", "-D", facts["CLUSTER_DATA"], "-m", "fast", "-w", "stop"])


def stop_if_unused() -> None:
    """After script/server: a test run or a shell that still uses the cluster keeps it."""
    if own_database_given() or not known() or not running():
        return
    sql = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    for _ in range(10):
        others = psql(sql)
        if others == "0":
            stop()
            return
        time.sleep(0.3)
    print(f"The private database keeps running: {others} connections of others use it.")


def reset() -> None:
    """Throw the database away and make an empty one; for developers whose migrations were rewritten."""
    with locked():
        _start()
        psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        (LOCAL / "stamps" / "demo").unlink(missing_ok=True)
        _prepare()


def _create() -> None:
    password = {role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, APP)}
    data = new_data_folder()
    pwfile = data.parent / "initdb.pw"
    options = [f"--username={ADMIN}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    try:
        write_private(pwfile, password[ADMIN], for_server=True)
        run(["initdb", "-D", str(data), *options, f"--pwfile={pwfile}"])
    finally:
        pwfile.unlink(missing_ok=True)
    port = free_port()
    _install_conf(data, port)
    address = f"@127.0.0.1:{port}/{DATABASE}"
    lines = [
        "# Made by script/setup. The passwords of this folder's own database; keep it to yourself.",
        f"CLUSTER_DATA={data}",
        f"CLUSTER_PORT={port}",
        f"CLUSTER_ADMIN_PASSWORD={password[ADMIN]}",
        f"DATABASE_URL=postgresql://{APP}:{password[APP]}{address}",
        f"DATABASE_OWNER_URL=postgresql://{OWNER}:{password[OWNER]}{address}",
    ]
    write_private(ENV_FILE, "\n".join(lines) + "\n")


def _start() -> None:
    facts = known()
    if not facts:
        raise ClusterError("there is no private cluster yet: run script/setup.")
    data, port = Path(facts["CLUSTER_DATA"]), int(facts["CLUSTER_PORT"])
    if running():
        return
    if not can_bind(port):
        raise ClusterError(f"another program uses port {port} of 127.0.0.1. Stop it, then run this again.")
    log = data.parent / "pg.log"
    _forget_killed(data)
    try:
        run(["pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "120", "start"])
    except ClusterError as error:
        raise ClusterError(f"{error}\nThe database's own words are in {log}") from None


def _prepare() -> None:
    """Roles, the template with the extensions, and the database; each only when missing.

    Creating an extension takes a superuser, so they are put in a template once; the owner role may clone it
    (for test databases) and never needs to be more than an owner.
    """
    if psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") == "1":
        return
    facts = known()
    owner, app = (facts[name].split(":")[2].split("@")[0] for name in ("DATABASE_OWNER_URL", "DATABASE_URL"))
    for role, rights, word in ((OWNER, "CREATEDB", owner), (APP, "NOCREATEDB", app)):
        if psql(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'") != "1":
            psql(f"CREATE ROLE {role} LOGIN {rights} NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD '{word}'")
    if psql(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}' AND datistemplate") != "1":
        psql(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        psql(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER} TEMPLATE template0")
        psql(";".join(f"CREATE EXTENSION {name}" for name in EXTENSIONS), TEMPLATE)
        psql(privileges(OWNER, APP), TEMPLATE)
        psql(f"ALTER DATABASE {TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
    psql(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE {TEMPLATE}")


def privileges(owner: str, app: str) -> str:
    """The application's role owns nothing: what it may do with each future table comes from here."""
    return (
        f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app}";'
        f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT USAGE, SELECT ON SEQUENCES TO "{app}"'
    )


def _install_conf(data: Path, port: int) -> None:
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "port": port,
        "unix_socket_directories": "''",
        "password_encryption": "'scram-sha-256'",
        "max_connections": 200,
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "jit": "off",
        "shared_buffers": f"{max(64, min(memory_mb // 8, 2048))}MB",
        "effective_cache_size": f"{max(128, memory_mb // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(memory_mb // 16, 512))}MB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C.UTF-8'",
        "track_io_timing": "on",
    }
    text = "".join(f"{name} = {value}\n" for name, value in settings.items())
    conf = data / "conf.d"
    run(["mkdir", "-p", str(conf)])
    run(["tee", str(conf / "kuuluvuus.conf")], text)
    run(["tee", "-a", str(data / "postgresql.conf")], "\ninclude_dir = 'conf.d'\n")


def new_data_folder() -> Path:
    """`.local/pg` when the database user can get there, else a folder under /var/lib."""
    LOCAL.mkdir(exist_ok=True)
    LOCAL.chmod(0o711)
    data = LOCAL / "pg"
    if os.geteuid() != 0:
        _discard_unfinished(data)
        return data
    enters = subprocess.run(
        ["runuser", "-u", "postgres", "--", "env", "-C", "/", "test", "-x", str(LOCAL)], check=False
    )
    if enters.returncode != 0:
        data = Path("/var/lib") / f"kuuluvuus-{_folder_hash()}" / "pg"
    _discard_unfinished(data)
    home = data.parent / "pg"
    home.mkdir(parents=True, mode=0o700)
    shutil.chown(home, "postgres", "postgres")
    log = data.parent / "pg.log"
    log.touch(mode=0o600)
    shutil.chown(log, "postgres", "postgres")
    return data


def _discard_unfinished(data: Path) -> None:
    """No database.env was written, so nothing in an existing folder was ever used: initdb was interrupted."""
    if data.exists():
        shutil.rmtree(data)


def _folder_hash() -> str:
    return hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]


def binary(name: str) -> str:
    """The newest PostgreSQL on this machine; for an existing cluster the version that made it."""
    data = Path(known().get("CLUSTER_DATA", "/nonexistent"))
    try:
        versions = [(data / "PG_VERSION").read_text().strip()]
    except OSError:
        versions = sorted(
            (path.name for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit()), key=int, reverse=True
        )
    for version in versions:
        path = Path("/usr/lib/postgresql") / version / "bin" / name
        if path.exists():
            return str(path)
    found = shutil.which(name)
    if not found:
        raise ClusterError(f"PostgreSQL's {name} was not found: install the package postgresql-postgis.")
    return found


def run(command: Sequence[str], stdin: str | None = None) -> str:
    """Run as the user who owns the cluster: postgres when we are root (PostgreSQL refuses root), else ourselves."""
    name, *arguments = command
    program = [binary(name) if name in {"initdb", "pg_ctl"} else name, *arguments]
    if os.geteuid() == 0:
        program = ["runuser", "-u", "postgres", "--", "env", "-C", "/", *program]
    # pg_ctl leaves the server behind with our output still open: give it files, never a pipe.
    with open(os.devnull, "w") as nowhere:
        starting = name == "pg_ctl" and "start" in arguments
        done = subprocess.run(
            program,
            input=stdin,
            text=True,
            check=False,
            stdout=nowhere if starting else subprocess.PIPE,
            stderr=nowhere if starting else subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=starting,
        )
    if done.returncode != 0:
        raise ClusterError(f"{' '.join(command[:3])} failed: {(done.stdout or '').strip()[-2000:]}")
    return done.stdout or ""


def psql(sql: str, database: str = "postgres") -> str:
    """A statement as the cluster's superuser; on standard input, so that no password is in a process list."""
    facts = known()
    environment = {
        **os.environ,
        "PGPASSWORD": facts["CLUSTER_ADMIN_PASSWORD"],
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", facts["CLUSTER_PORT"]]
    done = subprocess.run(
        [*command, "-U", ADMIN, "-d", database],
        input=sql + ";\n",
        text=True,
        check=False,
        capture_output=True,
        env=environment,
    )
    if done.returncode != 0:
        raise ClusterError(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def write_private(path: Path, text: str, *, for_server: bool = False) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    if for_server and os.geteuid() == 0:
        shutil.chown(path, "postgres", "postgres")


@contextmanager
def locked(name: str = "cluster.lock") -> Iterator[None]:
    """One at a time in this folder: two commands started together must not both start the cluster."""
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / name, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def running() -> bool:
    """The server of this very folder: something that answers on the port could be somebody else's."""
    facts = known()
    try:
        pid = int((Path(facts["CLUSTER_DATA"]) / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except PermissionError:
        pass  # alive, and another user's; whether it is ours shows at the first connection
    except (OSError, ValueError, IndexError):
        return False
    return _answers(int(facts["CLUSTER_PORT"]))


def _forget_killed(data: Path) -> None:
    """Remove the lock of a server that was killed and whose zombie nobody has collected yet (as in containers).

    PostgreSQL takes the zombie for a living server. The lock also guards against server processes that outlive their
    parent for a moment, so it goes only when none works in the data folder any more.
    """
    lock = data / "postmaster.pid"
    for _ in range(50):
        try:
            state = Path(f"/proc/{lock.read_text().split()[0]}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return
        if state != "Z":
            return
        if not any(_works_in(process, data) for process in Path("/proc").glob("[0-9]*")):
            run(["rm", "-f", str(lock)])
            return
        time.sleep(0.2)


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return os.readlink(process / "cwd") == str(folder)
    except OSError:
        return False


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def can_bind(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """From a range below the system's own ephemeral ports, begun at a place that differs by folder."""
    first = int(_folder_hash(), 16) % 2000
    for step in range(2000):
        port = 25000 + (first + step) % 2000
        if can_bind(port):
            return port
    raise ClusterError("no free port between 25000 and 26999.")


def main(arguments: Sequence[str]) -> None:
    actions = {"setup": setup, "start": start, "stop": stop, "reset": reset}
    if len(arguments) != 1 or arguments[0] not in actions:
        sys.exit(f"usage: python -m config.cluster {'|'.join(actions)}")
    try:
        actions[arguments[0]]()
    except ClusterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
