"""The words of pins, for finding what has been told before: derived, and for the desk, published or not."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from feedback_map.models.pins import Pin
from geo.models import Municipality


class PinWords(models.Model):
    """Base forms and compound parts of a pin's text (`lemmas`); with the words as written and its place, `words`.

    `of_text` is a hash of the text they were taken from: where the text is another now, they count for nothing.
    """

    pin = models.OneToOneField(Pin, models.CASCADE, primary_key=True, related_name="words")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    of_text = models.BigIntegerField()
    lemmas = SearchVectorField()
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="feedback_map_pinwords_words")]
