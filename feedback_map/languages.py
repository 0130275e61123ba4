"""In which language a text is written: found out by a worker, for the clerk and for whoever reads it aloud.

The languages asked for are those that people in Finland write most; the fewer there are, the surer is the finding.
"""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SHORTEST_TEXT, SUREST_NEEDED = 15, 0.8
ASKED_FOR = [
    "fi", "sv", "en", "ru", "uk", "et", "ar", "fa", "so", "ku", "sq", "zh", "vi", "th", "tr", "de", "fr", "es",
    "pt", "it", "pl", "ro", "hu", "lv", "lt", "bn", "hi", "ur", "ne", "no", "da", "nl", "ja", "ko", "el", "bg",
]  # fmt: skip


def language_of(text: str) -> str:
    """The code of the language, or nothing where the text is too short or could be of several."""
    if sum(letter.isalpha() for letter in text) < SHORTEST_TEXT:
        return ""
    code, sureness = _identifier().classify(text[:2_000])
    return str(code) if sureness >= SUREST_NEEDED else ""


@cache
def _identifier() -> LanguageIdentifier:
    """Read when it is first needed: it takes a second and some megabytes, and web processes do without it."""
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(ASKED_FOR)
    return found
