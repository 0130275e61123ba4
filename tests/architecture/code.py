"""The project's own files, for tests that read them."""

import ast
import os
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


MADE = {".git", ".local", ".venv", "node_modules", "staticfiles", "__pycache__", "test-results"}
MADE_BY_THE_BUILD = PROJECT / "frontend" / "static" / "frontend"


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """What people wrote: nothing that was built or installed. A copy without git's folder reads the same."""
    found: list[Path] = []
    for folder, inner, names in os.walk(PROJECT):
        inner[:] = [name for name in inner if name not in MADE and not name.endswith("_cache")]
        inner[:] = [name for name in inner if name == ".ci" or not name.startswith(".")]
        if Path(folder) == MADE_BY_THE_BUILD:
            inner.clear()
            continue
        found += [Path(folder) / name for name in names if not name.endswith((".mo", ".pyc", ".tsbuildinfo"))]
    return tuple(sorted(path for path in found if not endings or name_of(path).endswith(endings)))


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
