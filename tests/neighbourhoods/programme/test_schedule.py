"""What the schedules of real programmes promise."""

import datetime

import pytest

from neighbourhoods.programme.schedule import Schedule, schedule_of


@pytest.mark.parametrize(
    ("words", "starts_on", "due_on"),
    [
        ("2025", None, "2025-12-31"),
        ("2025–2029", "2025-01-01", "2029-12-31"),
        ("2025 - 2026", "2025-01-01", "2026-12-31"),
        ("Syksy 2025", None, "2025-12-31"),
        ("keväällä 2026", None, "2026-05-31"),
        ("kesä 2025", None, "2025-08-31"),
        ("vuoden 2024 loppuun mennessä", None, "2024-12-31"),
        ("vaikuttavuuden arvioinnin käyttöönotto 2024", None, "2024-12-31"),
        ("våren 2026", None, "2026-05-31"),
        ("autumn 2025", None, "2025-12-31"),
        ("jatkuva", None, None),
        ("valmistelu käynnissä", None, None),
        ("", None, None),
    ],
)
def test_a_schedule_in_words_gives_the_last_day_it_promises(
    words: str, starts_on: str | None, due_on: str | None
) -> None:
    day = datetime.date.fromisoformat
    assert schedule_of(words) == Schedule(day(starts_on) if starts_on else None, day(due_on) if due_on else None)


@pytest.mark.parametrize(
    "words",
    ["vuosittain, vuonna 2023 150.000€, vuonna 2024 50.000€", "toteutettu keväällä 2023, jatkossa vuosittain"],
)
def test_what_goes_on_every_year_is_never_late(words: str) -> None:
    assert schedule_of(words).due_on is None


def test_a_sum_of_money_is_no_year() -> None:
    assert schedule_of("2050.000 €") == Schedule()
    assert schedule_of("20250 €") == Schedule()
