"""The web server's way in. Wrong settings or an unfit database stop the start here too, not only in commands."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
inside = get_wsgi_application()  # the apps are there from here on

from config.metrics import Counted  # noqa: E402  (as below)
from geo.tiles.door import TilesAtTheDoor  # noqa: E402  (it reads towns: apps first)

application = Counted(TilesAtTheDoor(inside))
call_command("check", databases=["default"])
