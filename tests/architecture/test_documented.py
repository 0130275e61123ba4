"""Every setting, command and address is documented, and nothing is documented that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from config.health import ANSWERS
from tests.architecture import code

DOCS = code.PROJECT / "docs"


def read_somewhere() -> set[str]:
    """Names in quotes in code, or after a dollar sign in scripts."""
    quoted = re.compile(r"""["'$\{]((?:KUULUVUUS_[A-Z_]*[A-Z])|DATABASE_URL|DATABASE_OWNER_URL)\b""")
    sources = (path for path in code.files() if path.suffix in {".py", ".sh", ".ts", ""} and "docs" not in path.parts)
    return {name for path in sources if is_text(path) for name in quoted.findall(path.read_text("utf-8"))}


def is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:1024]


def test_settings_are_documented_and_documented_settings_exist() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE))
    assert read_somewhere() == documented


def test_commands_are_documented_and_documented_commands_exist() -> None:
    here = {
        path.stem
        for path in code.files(".py")
        if path.parent.name == "commands" and path.parent.parent.name == "management" and path.stem != "__init__"
    }
    documented = set(re.findall(r"^### `([a-z_]+)", (DOCS / "commands.md").read_text("utf-8"), re.MULTILINE))
    assert here == documented


def test_scripts_are_documented() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    scripts = {path.name for path in code.files() if path.parent == code.PROJECT / "script"}
    assert {name for name in scripts if f"`script/{name}" not in text} == set()


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield readable(here)


def readable(route: str) -> str:
    """`<slug:town>` as `<town>`, a regular expression's named groups likewise."""
    route = re.sub(r"<\w+:(\w+)>", r"<\1>", route)
    route = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", route)
    route = route.removeprefix("<language>/")  # every page is there in every language
    return "/" + route.replace("^", "").replace("$", "").replace("\\", "")


def test_addresses_are_documented_and_documented_addresses_exist() -> None:
    documented = set(re.findall(r"^\| `(/[^`]*)`", (DOCS / "addresses.md").read_text("utf-8"), re.MULTILINE))
    ours = {route for route in addresses(get_resolver().url_patterns) if not route.startswith("/accounts/")}
    answered_first = {*ANSWERS, "/accounts/"}
    assert ours | answered_first == documented
