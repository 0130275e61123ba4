"""A14: no pattern of ours takes long over a hostile text, whatever it repeats and however it ends."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Callable, Iterator

import pytest

from tests.architecture import code

# Time that grows with the square of the length shows at this length, and does not stop the tests.
LENGTH = 3000
SLOWEST_S = 0.015  # of our own computing; the first of three tries may meet a busy machine
READS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
PUMPS = ("a", "A", "1", " ", "-", ".", "/", "(", "<", "&", "a1", "1.", "a ", "aA1", "://", "\t", "\n", "ä", "_", "=")


def literal(node: ast.expr) -> str | None:
    """A pattern that is written out; parts that are put in when it runs count as a word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value if isinstance(node.value, str) else node.value.decode("latin-1")
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
    return None


def written_patterns() -> Iterator[tuple[str, bool]]:
    """Each pattern, and whether it is looked for anywhere in a text, or only where the text begins."""
    for path in code.python_files():
        name = code.name_of(path)
        if name.startswith(("tests/", "bench/", "script/", "fixtures/")):
            continue
        for node in ast.walk(code.tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr in READS and isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
                found = literal(node.args[0])
                if found is not None:
                    yield found, is_searched(path.read_text("utf-8"), node)


def is_searched(text: str, call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "compile":
        return call.func.attr not in {"match", "fullmatch"}
    name = text.splitlines()[call.lineno - 1].partition("=")[0].partition(":")[0].strip()
    return re.search(rf"\b{re.escape(name)}\.(search|sub|subn|split|findall|finditer)\(", text) is not None


PATTERNS = sorted(set(written_patterns()))


def pumps(pattern: str) -> Iterator[str]:
    """The same thing very often, then an end that does not fit; also of what the pattern itself is about."""
    own = {*re.findall(r"[^\W_]{2,}|[^\w\s\\]", pattern)}
    for piece in sorted({*PUMPS, *own}):
        run = piece * (LENGTH // len(piece))
        yield run + "\x00"
        yield "x" + run


def own_seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    read(text)
    return time.thread_time() - begun


def slow(pattern: str, *, searched: bool) -> list[str]:
    compiled = re.compile(pattern, re.IGNORECASE)
    read = compiled.search if searched else compiled.match
    return [
        text[:20]
        for text in pumps(pattern)
        if own_seconds(read, text) > SLOWEST_S and min(own_seconds(read, text) for _ in range(2)) > SLOWEST_S
    ]


@pytest.mark.parametrize(("pattern", "searched"), PATTERNS)
def test_a_pattern_in_the_code_is_quick_over_any_text(pattern: str, searched: bool) -> None:
    assert slow(pattern, searched=searched) == []


def test_a_pattern_that_runs_away_is_noticed() -> None:
    assert slow("a*b", searched=True) != []
