"""What the embed's map is drawn by and told: the own map's, with nothing of whoever looks at it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from doors.embed.living import LivingMap
from feedback_map.models import Kind
from frontend.map_settings import OWN_MAP, map_settings
from frontend.pages import Page
from frontend.templatetags.frontend import built_entry
from geo.addresses import page_address
from geo.models import Municipality


def embed_map(town: Municipality, language: str) -> LivingMap | None:
    script, styles = built_entry("src/embed.ts")
    if not script:
        return None
    told = map_settings(Page(language, town))
    own = [base for base in told["baseMaps"] if base["id"] == OWN_MAP]
    settings = {
        "map": told | {"baseMaps": own},
        "pinUrl": page_address(town, language, "pins/PIN"),
        "kinds": {str(value): str(label) for value, label in Kind.choices},
        "failed": _("The message could not be read just now. Open the big map instead."),
    }
    return LivingMap(script, tuple(styles), settings)
