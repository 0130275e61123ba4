"""What is kept of a file that came to change a town's ground."""

from __future__ import annotations

from django.db import models

from geo.ids import PUBLIC_ID_LENGTH, new_public_id


class Upload(models.Model):
    """A file for a town: its boundary, an area set, people or places.

    The worker looks at it, tries it (everything is written, shown and taken back), and brings it in when a person
    has seen what it would do. What it changed is kept for 30 days, so that it can be undone to the last byte.
    """

    class What(models.TextChoices):
        BOUNDARY = "boundary", "the town's boundary"
        AREAS = "areas", "an area set"
        PEOPLE = "people", "people, holiday homes, dwellings"
        PLACES = "places", "meeting places and free spaces"

    class State(models.TextChoices):
        ARRIVED = "arrived", "the worker is to look at it"
        UNREAD = "unread", "a person is to say how it is read"
        TRYING = "trying", "the worker is to try it"
        TRIED = "tried", "a person is to look at what it would do"
        BRINGING = "bringing", "the worker is to bring it in"
        DONE = "done", "brought in"
        UNDOING = "undoing", "the worker is to take it back"
        UNDONE = "undone", "taken back"
        WITHDRAWN = "withdrawn", "given up before it was brought in"

    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, default=new_public_id, unique=True)
    what = models.CharField(max_length=10, choices=What)
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVED)
    name = models.CharField(max_length=150, help_text="of the file, as it was sent")
    file = models.CharField(max_length=40, blank=True, help_text="where it is kept; empty once it is not needed")
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    wishes = models.JSONField(default=dict, help_text="what it is for: geo.uploads.wishes.UploadWishes")
    reading = models.JSONField(default=dict, help_text="how it is read: geo.uploads.wishes.HowRead")
    found = models.JSONField(default=dict, help_text="its layers, columns and first rows")
    preview = models.JSONField(default=dict, help_text="what it would do, or did")
    refusal = models.JSONField(default=dict, help_text="why it was not taken: a code and what fills its sentence")
    rejects = models.BinaryField(null=True, help_text="the rows that are not taken, packed")
    before = models.BinaryField(null=True, help_text="the rows that it changed, as they were; packed")
    step = models.CharField(max_length=20, blank=True, help_text="what the worker is doing")
    rows_read = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=40, help_text="who sent it: user 7")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "-made_at"], name="geo_upload_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state in WORKING


WORKING = frozenset({Upload.State.ARRIVED, Upload.State.TRYING, Upload.State.BRINGING, Upload.State.UNDOING})
