"""What a message's page shows beside the message itself: for each concern a function here and a template of the same
name in templates/frontend/pins/parts/. The page's context is the union of what the functions give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from feedback_map.models import Pin, PublishedPin
from frontend.pin_parts.budget import budget
from frontend.pin_parts.fate import fate
from frontend.pin_parts.letters import letters
from frontend.pin_parts.moderation import moderation
from frontend.pin_parts.outcomes import outcomes
from frontend.pin_parts.photos import photos
from frontend.pin_parts.voices import voices
from geo.models import Municipality

# The request, the town, what is shown (published, or the sender's own row), and the sender's own row for its sender.
Part = Callable[[HttpRequest, Municipality, PublishedPin | Pin, Pin | None], dict[str, Any]]
PARTS: tuple[Part, ...] = (moderation, fate, budget, letters, outcomes, photos, voices)


def parts_of(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for part in PARTS:
        context |= part(request, town, shown, own)
    return context
