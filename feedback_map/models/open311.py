"""Other systems that speak Open311: those that may write to us, and those we write to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_map.models.pins import Category, Pin
from geo.ids import new_secret
from geo.models import Municipality


class Open311Key(models.Model):
    """Lets a client post requests to a town. Only its hash is kept."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    label = models.CharField(max_length=120, help_text="who uses it")
    digest = models.BinaryField(max_length=32, unique=True)
    may_update = models.BooleanField(default=False, help_text="may also post updates of requests")
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class Open311Peer(models.Model):
    """A system that handles some categories for the town: their pins are sent to it and its updates fetched."""

    class Format(models.TextChoices):
        JSON = "json", "JSON"
        XML = "xml", "XML"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    endpoint = models.URLField(help_text="the address before services.json")
    jurisdiction_id = models.CharField(max_length=120, blank=True)
    api_key = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=4, choices=Format, default=Format.JSON)
    takes_key = models.BooleanField(default=False, help_text="knows Idempotency-Key: a repeat makes no second request")
    sends_private = models.BooleanField(default=False, help_text="gets messages too that are not published")
    is_active = models.BooleanField(default=True)
    updates_until = models.DateTimeField(null=True, blank=True, help_text="fetched up to this moment")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="feedback_map_peer_once")]


class Open311PeerCategory(models.Model):
    """A category goes to one peer, under the peer's own service code."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    peer = models.ForeignKey(Open311Peer, models.CASCADE, related_name="categories")
    category = models.OneToOneField(Category, models.CASCADE, related_name="open311")
    service_code = models.CharField(max_length=120)


class Open311Sending(models.Model):
    """A pin on its way to a peer. `key` is the same at every try."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the other system")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    peer = models.ForeignKey(Open311Peer, models.CASCADE, related_name="sendings")
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="+")
    key = models.CharField(max_length=60, default=new_secret)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    remote_id = models.CharField(max_length=200, blank=True)
    remote_token = models.CharField(max_length=200, blank=True, help_text="until the peer gives an id")
    remote_status = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=500, blank=True, help_text="what the peer said when it refused")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "pin"], name="feedback_map_sent_once")]
        indexes = [
            models.Index(fields=["municipality", "state", "-made_at"], name="feedback_map_sendings"),
            models.Index(fields=["peer", "remote_id"], name="feedback_map_remote", condition=~Q(remote_id="")),
        ]


class Open311Received(models.Model):
    """An update that a peer told us of: taken in once."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    sending = models.ForeignKey(Open311Sending, models.CASCADE, related_name="received")
    update_id = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "update_id"], name="feedback_map_received_once")]
