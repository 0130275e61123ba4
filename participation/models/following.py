"""Who wants to be told of what: an address in one row, and what its holder follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.ids import new_public_id
from geo.models import Municipality
from participation.models.people import Participant
from participation.querysets import FollowQuerySet


class Rhythm(models.TextChoices):
    """How often somebody is told of what is new; of single messages that are followed, at once."""

    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week, on Monday")


class Follower(models.Model):
    """Somebody who follows things in a town: by e-mail, or by a secret link alone.

    The address stands here and nowhere else. Of keys only hashes are kept; letters make the keys again.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="fi")
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    key_hash = models.BinaryField(max_length=32, help_text="sha-256 of the key in the reader's own link")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key_hash"], name="participation_follower_key"),
            models.UniqueConstraint(
                fields=["municipality", "email"],
                name="participation_follower_address_once",
                condition=~Q(email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Follow(models.Model):
    """One thing that is followed: a topic that an app registered, and what of it (see participation/topics.py).

    Anybody may type an address, so each is followed only from when its holder has confirmed it.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows", db_index=False)
    topic = models.CharField(max_length=20)
    reference = models.CharField(max_length=200)
    told_until = models.BigIntegerField(default=0, help_text="the last piece of news that was told or older")
    created_at = models.DateTimeField()
    confirm_hash = models.BinaryField(max_length=32, null=True, blank=True)
    confirm_until = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="who has the address wants it; or there is none"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "topic", "reference"], name="participation_follow_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality", "topic", "reference"],
                name="participation_followed",
                condition=Q(ended_at__isnull=True, confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.reference}"


class News(models.Model):
    """Something public that was new at a time, in the order in which it was noticed; digests count along it.

    It names the thing and holds nothing of it: whether it may still be shown, and what it says, is asked when it is
    told. It has no policy of rows: what is not public never enters.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=20)
    item = models.CharField(max_length=22, help_text="public id")
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "source", "item"], name="participation_news_once")
        ]
        indexes = [models.Index(fields=["municipality", "id"], name="participation_news_in_order")]

    def __str__(self) -> str:
        return f"{self.source} {self.item}"
