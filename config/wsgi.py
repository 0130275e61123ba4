"""The web server's way in. Wrong settings or an unfit database stop the start here too, not only in commands."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from geo.tiles.door import TilesAtTheDoor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = TilesAtTheDoor(get_wsgi_application())
call_command("check", databases=["default"])
