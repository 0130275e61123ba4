"""Every reason for which a row or a file is refused has a test that meets it, and stands in docs/commands.md."""

import re
from functools import cache

import pytest
from django.utils import translation

from geo.files.refusals import REASONS
from geo.importing.reasons import ROW_REASONS
from geo.importing.refusals import IMPORT_REASONS
from tests.architecture import code

TESTED_IN = ("tests/geo", "tests/feedback_map", "tests/zoning", "tests/neighbourhoods", "tests/trust")


@cache
def quoted_in_tests() -> frozenset[str]:
    texts = [path.read_text("utf-8") for path in code.files(".py") if code.name_of(path).startswith(TESTED_IN)]
    return frozenset(word for text in texts for word in re.findall(r"\"(\w+)\"", text))


def documented() -> dict[str, str]:
    text = (code.PROJECT / "docs" / "commands.md").read_text("utf-8").split("## Why a row is refused")[1]
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))


@pytest.mark.parametrize("reason", sorted({*ROW_REASONS, *IMPORT_REASONS, *REASONS}))
def test_each_reason_is_met_in_a_test(reason: str) -> None:
    assert reason in quoted_in_tests()


def test_reasons_are_documented_in_their_own_words_and_no_others_are() -> None:
    with translation.override("en"):
        said = {name: str(words) for name, words in (ROW_REASONS | IMPORT_REASONS | REASONS).items()}
    assert documented() == said
