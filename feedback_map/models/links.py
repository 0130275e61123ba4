"""Collection links: an address (and its QR code) that fills in what a meeting, a class or a poster knows already."""

from __future__ import annotations

from django.db import models

from feedback_map.models.pins import Category
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import Area, Municipality
from participation.models import Channel, Event, Process


class CollectionLink(models.Model):
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="collection_links")
    token = models.CharField(max_length=40, default=new_public_id, unique=True)
    names = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    process = models.ForeignKey(Process, models.SET_NULL, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="+")
    shared_device = models.BooleanField(default=False, help_text="each entry is a new person")
    valid_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.token

    def name(self, language: str) -> str:
        return text_in(self.names, language)
