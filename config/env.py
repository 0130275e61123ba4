"""Typed reading of the environment. A wrong value is noted, and the named check `kuuluvuus.E001` stops the start.

Nothing is raised here: all wrong values are shown at once, each with its name, what stands there and what is wanted.
"""

import os
import secrets
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")

READ: set[str] = set()  # every name asked for, so that a test can hold docs/settings.md against it
WRONG: list[str] = []


def text(name: str, default: str = "") -> str:
    READ.add(name)
    return os.environ.get(name, default)


def boolean(name: str, default: bool) -> bool:
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    return _note(name, value, "true or false", default)


def whole_number(name: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
    value = text(name).strip()
    if not value:
        return default
    wanted = f"a whole number of at least {at_least}" + (f" and at most {at_most}" if at_most is not None else "")
    try:
        number = int(value)
    except ValueError:
        return _note(name, value, wanted, default)
    if number < at_least or (at_most is not None and number > at_most):
        return _note(name, value, wanted, default)
    return number


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    value = text(name).strip()
    if not value:
        return default
    return value if value in options else _note(name, value, "one of " + ", ".join(options), default)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value.strip() else list(default)


def addresses(name: str) -> list[str]:
    """Web addresses (scheme and host), separated by commas."""
    given = words(name)
    for value in given:
        if not _is_web_address(value):
            _note(name, value, "addresses such as https://kuuluvuus.example.fi, separated by commas", None)
    return [value for value in given if _is_web_address(value)]


def address(name: str, default: str = "") -> str:
    """A web address, or an address pattern with {z}, {x}, {y} for tiles."""
    value = text(name).strip()
    if not value:
        return default
    return value if _is_web_address(value) else _note(name, value, "an address that begins with https://", default)


def folder(name: str, default: Path) -> Path:
    value = text(name).strip()
    if not value:
        return default
    return Path(value) if Path(value).is_absolute() else _note(name, value, "the full path of a folder", default)


def secret(name: str, keep_in: Path, *, required: bool) -> str:
    """A secret from the environment; on a demo machine one is made and kept in a file only its owner may read."""
    value = text(name)
    if value or required:
        if len(value) < 50:
            WRONG.append(f"{name} must be a random text of at least 50 characters.")
        return value or secrets.token_urlsafe(50)
    try:
        return keep_in.read_text()
    except FileNotFoundError:
        keep_in.parent.mkdir(exist_ok=True)
    made = secrets.token_urlsafe(50)
    try:
        with os.fdopen(os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made)
    except FileExistsError:  # another process was quicker
        return keep_in.read_text() or made
    return made


def database(url: str, name: str) -> dict[str, Any]:
    """The parts of postgresql://user:password@host:port/name?option=value as Django names them."""
    parts = urlsplit(url)
    try:
        port = str(parts.port or "")
    except ValueError:
        port = ""
        WRONG.append(f"{name} has a port that is not a number.")
    if url and (parts.scheme not in {"postgres", "postgresql", "postgis"} or not parts.path.strip("/")):
        WRONG.append(f"{name} must look like postgresql://user:password@host:5432/name.")
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _note(name: str, value: str, wanted: str, default: T) -> T:
    WRONG.append(f"{name} is {value!r}, and must be {wanted}.")
    return default
