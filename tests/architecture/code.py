"""The project's own files, for tests that read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent

# low → high; an app imports, and points with foreign keys, only to the left
LAYERS = (
    "geo",
    "delivery",
    "accounts",
    "participation",
    "zoning",
    "feedback_map",
    "budgeting",
    "neighbourhoods",
    "doors",
    "frontend",
    "fixtures",
)


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """What git knows or would add: nothing that was built or installed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.splitlines()
    found = (PROJECT / name for name in sorted(names) if not endings or name.endswith(endings))
    return tuple(path for path in found if path.is_file())


def python_files() -> tuple[Path, ...]:
    return files(".py", "script/messages")


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
