"""What the start says when a part of the system is missing that this app can do without."""

from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning

from feedback_map.words import finnish


@register()
def finnish_is_there(**_asked: Any) -> list[CheckMessage]:
    if finnish() is not None:
        return []
    hint = "Install libvoikko1 and voikko-fi, as script/setup does. Until then search knows words only as they stand."
    return [CheckWarning("Voikko, or its Finnish dictionary, is not there.", hint=hint, id="feedback_map.W001")]
