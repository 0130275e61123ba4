"""The web server's way in. Wrong settings or an unfit database stop the start here too, not only in commands."""

import gc
import os

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections

# All that is made now stays. To look through it for garbage meanwhile takes a third of the start, and later some of
# every answer: it is set aside below.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
inside = get_wsgi_application()  # the apps are there from here on

from config.gate import Gate  # noqa: E402  (as below)
from config.metrics import Counted  # noqa: E402  (as below)
from config.pulse import PULSE  # noqa: E402  (as below)
from geo.patient.base import PATIENCE  # noqa: E402  (as below)
from geo.tiles.door import TilesAtTheDoor  # noqa: E402  (it reads towns: apps first)

# The database ends what takes too long; where it cannot even do that, the server ends it soon after
connections["default"].settings_dict[PATIENCE] = settings.STATEMENT_TIMEOUT_S + 5
application = Counted(Gate(TilesAtTheDoor(inside), places=settings.WEB_THREADS, pulse=PULSE))
call_command("check", databases=["default"])
PULSE.heard()  # the checks have just asked the database
gc.freeze()
gc.enable()
