"""What the start says when a part of the system is missing that this app can do without."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from feedback_map.words import finnish


@register()
def finnish_is_there(**_asked: Any) -> list[CheckMessage]:
    if finnish() is not None:
        return []
    hint = "Install libvoikko1 and voikko-fi (script/setup does). Until then, search knows Finnish words only as they stand."
    return [Warning("Voikko, or its Finnish dictionary, is not there.", hint=hint, id="feedback_map.W001")]
