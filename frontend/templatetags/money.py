"""Money as people read it: stored in cents, written in euros, as the language writes numbers."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language

register = template.Library()
CENTS = 100
NO_BREAK = "\u00a0"


@register.filter
def euros(cents: int | None) -> str:
    """12 000 €, and with cents only where there are any; a dash for what is not known."""
    if cents is None:
        return "–"
    whole, rest = divmod(abs(cents), CENTS)
    value = f"{whole}.{rest:02d}" if rest else whole
    amount = str(number_format(value, use_l10n=True, force_grouping=True)).replace(" ", NO_BREAK)
    sign = "−" if cents < 0 else ""
    if (get_language() or "").startswith("en"):
        return f"{sign}€{amount}"
    return f"{sign}{amount}{NO_BREAK}€"
