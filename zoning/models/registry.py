"""The town's registry (kirjaamo), to which statements are handed over, and the pulse by which outages are noticed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.models import Municipality


class Registry(models.Model):
    """How the registry of a town gets each statement, and how long senders' contact data is kept."""

    class Method(models.TextChoices):
        NONE = "none", _("Nothing is handed over by itself")
        EMAIL = "email", _("By e-mail")
        FOLDER = "folder", _("Into a folder")
        API = "api", _("To a programming interface")

    municipality = models.OneToOneField(Municipality, models.CASCADE, related_name="+")
    method = models.CharField(max_length=6, choices=Method, default=Method.NONE)
    email = models.EmailField(blank=True)
    url = models.URLField(max_length=300, blank=True)
    api_key = models.CharField(max_length=200, blank=True)
    sender_months = models.PositiveSmallIntegerField(
        default=24, help_text="after the plan came into force, senders' contact data is erased"
    )


class Heartbeat(models.Model):
    """One row of the whole service, renewed each minute. A gap means that nothing could be received meanwhile."""

    at = models.DateTimeField(help_text="by town_clock()")
