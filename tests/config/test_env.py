"""Wrong values are noted, never guessed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import env


@pytest.fixture(autouse=True)
def wrong(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    noted: list[str] = []
    monkeypatch.setattr(env, "WRONG", noted)
    yield noted


def test_a_missing_value_is_the_default(wrong: list[str]) -> None:
    assert (env.whole_number("X_TRIAL", 7), env.boolean("X_TRIAL", True), env.words("X_TRIAL")) == (7, True, [])
    assert wrong == []


@pytest.mark.parametrize("value", ["seven", "1.5", "0", "101"])
def test_a_number_that_cannot_be_used_is_noted_with_what_is_wanted(
    value: str, wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X_TRIAL", value)
    assert env.whole_number("X_TRIAL", 7, at_least=1, at_most=100) == 7
    assert wrong == [f"X_TRIAL is {value!r}, and must be a whole number of at least 1 and at most 100."]


def test_an_address_needs_its_scheme(wrong: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_TRIAL", "kuuluvuus.example.fi")
    assert env.address("X_TRIAL") == ""
    assert len(wrong) == 1


def test_a_choice_is_one_of_its_options(wrong: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_TRIAL", "loud")
    assert env.choice("X_TRIAL", "calm", ("calm", "quiet")) == "calm"
    assert wrong == ["X_TRIAL is 'loud', and must be one of calm, quiet."]


def test_a_database_address_is_taken_apart_with_its_escapes() -> None:
    parts = env.database("postgresql://me:p%40ss@db.example.fi:5433/town?sslmode=require", "DATABASE_URL")
    assert parts == {
        "NAME": "town",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example.fi",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("url", ["mysql://me@db/town", "postgresql://me@db/", "postgresql://me@db:many/town"])
def test_a_wrong_database_address_is_noted(url: str, wrong: list[str]) -> None:
    env.database(url, "DATABASE_URL")
    assert wrong


def test_a_made_secret_is_kept_in_a_file_of_its_owner(tmp_path: Path, wrong: list[str]) -> None:
    kept = tmp_path / "secret.key"
    made = env.secret("X_TRIAL", kept, required=False)
    assert len(made) >= 50
    assert env.secret("X_TRIAL", kept, required=False) == made
    assert kept.stat().st_mode & 0o077 == 0
    assert wrong == []


def test_a_required_secret_is_never_made_up(tmp_path: Path, wrong: list[str]) -> None:
    env.secret("X_TRIAL", tmp_path / "secret.key", required=True)
    assert wrong == ["X_TRIAL must be a random text of at least 50 characters."]
