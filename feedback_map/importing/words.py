"""What people write for a kind, a channel, an age: codes and names in every language, whatever the case."""

from __future__ import annotations

import datetime
import re
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Choices
from django.utils import translation

HELSINKI = ZoneInfo("Europe/Helsinki")
EARLIEST = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)
_YES_NO = {
    "1": "public", "true": "public", "yes": "public", "kyllä": "public", "ja": "public", "julkinen": "public",
    "offentlig": "public", "0": "private", "false": "private", "no": "private", "ei": "private", "nej": "private",
    "yksityinen": "private", "privat": "private", "ei julkinen": "private",
}  # fmt: skip
_FINNISH_DATE = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s*(?:klo|kl\.?|at)?\s*(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?)?", re.IGNORECASE
)


@cache
def words_for(choices: type[Choices]) -> dict[str, str]:
    """Every way to say a choice, in lower case, with the code it stands for."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for choice in choices:
                found.setdefault(str(choice.label).strip().lower(), str(choice.value))
    found |= {str(value).lower(): str(value) for value in choices.values}
    if "public" in found:
        found = _YES_NO | found
    return found


def age_band(text: str) -> str:
    """ "13 – 17 v" and "13-17" are one band."""
    return text.replace("–", "-").replace("−", "-").replace(" ", "").rstrip("v").lower()


def moment(text: str) -> datetime.datetime | None:
    """A point in time as ISO 8601 or as Finns write it; without a zone it is Finland's. None when it is neither.

    Before 1900 and after tomorrow is a slip of the pen too.
    """
    try:
        found = datetime.datetime.fromisoformat(text.replace("/", "-", 2))
    except ValueError:
        parsed = _finnish(text)
        if parsed is None:
            return None
        found = parsed
    if found.tzinfo is None:
        found = found.replace(tzinfo=HELSINKI)
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    return found if EARLIEST <= found <= tomorrow else None


def _finnish(text: str) -> datetime.datetime | None:
    parts = _FINNISH_DATE.fullmatch(text)
    if parts is None:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in parts.groups())
    try:
        return datetime.datetime(year, month, day, hour, minute, second, tzinfo=HELSINKI)
    except ValueError:
        return None
