"""Texts in several languages are dictionaries by language code; languages are data."""

from collections.abc import Mapping

# Plain Finnish stands on Finnish, everything else on the town's other languages in this order.
_FALLBACKS = {"fi-selko": ("fi",), "fi_Selko": ("fi",)}
_ORDER = ("fi", "sv", "en")


def text_in(texts: Mapping[str, str] | None, language: str) -> str:
    """The text in `language`, else in the nearest language that has one, else an empty string."""
    if not texts:
        return ""
    for candidate in (language, *_FALLBACKS.get(language, ()), *_ORDER):
        if texts.get(candidate):
            return texts[candidate]
    return next((text for text in texts.values() if text), "")
