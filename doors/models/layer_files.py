"""Files of open data that are ready to be taken: what was made, of what, and how far the making is."""

from __future__ import annotations

from django.db import models

from geo.models import Municipality


class LayerFiles(models.Model):
    """The files of one layer of a town, all made of one reading; only what is published stands in them.

    The files lie in a folder of their own (KUULUVUUS_OPEN_DATA_DIR) and can be made anew at any time.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    layer = models.CharField(max_length=80, help_text="name of the collection without its town; town: all layers")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="of the rows that were read")
    folder = models.CharField(max_length=40, blank=True, help_text="where the ready files are; empty: nowhere")
    sizes = models.JSONField(default=dict, help_text="bytes of each file by its ending")
    features = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    withdrawn = models.BigIntegerField(
        default=0, db_default=0, help_text="transaction that withdrew something that the files hold; 0: none"
    )
    started_at = models.DateTimeField(null=True, help_text="while files are being made")
    done = models.BigIntegerField(default=0, help_text="features written so far")
    to_do = models.BigIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "layer"], name="doors_layer_files_once")]

    def __str__(self) -> str:
        return self.layer

    @property
    def may_be_given(self) -> bool:
        return bool(self.folder) and not self.withdrawn

    @property
    def percent(self) -> int | None:
        """How far the making is, while it is under way."""
        if self.started_at is None:
            return None
        return min(99, 100 * self.done // self.to_do) if self.to_do else 0
