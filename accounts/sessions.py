"""Sessions that end by themselves: after a pause, and at the latest some hours after they began.

Enforced where a session is loaded, so that no view can forget it and a page that reads no session pays nothing.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

BEGAN, SEEN = "_began", "_seen"
NOTE_EVERY_S = 60


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().load()
        now = int(time.time())
        if not kept:
            return kept
        began, seen = kept.get(BEGAN, 0), kept.get(SEEN, 0)
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_S:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if now - seen > NOTE_EVERY_S:
            kept[SEEN] = now
            self.modified = True
        return kept

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        now = int(time.time())
        return super().create_model_instance({BEGAN: now, SEEN: now, **data})

    def cycle_key(self) -> None:
        """A new key at sign-in, and a new beginning."""
        self.update({BEGAN: int(time.time()), SEEN: int(time.time())})
        super().cycle_key()
