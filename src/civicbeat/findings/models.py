"""What the methods must keep: posts that people label, so that shares can be corrected, and what emerged last."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from civicbeat.governance.topics.models import Topic


class Sample(models.Model):
    """Posts of a topic that were drawn to be labelled.

    ``cells`` holds how many posts of the period the model called each sentiment (null where that is hidden): what the
    drawn posts stand for. ``model`` is the version that called them so.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="samples")
    drawn_at = models.DateTimeField(auto_now_add=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    model = models.CharField(max_length=200)
    cells = models.JSONField(default=dict)
    looked_for_gone_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-drawn_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.topic} {self.drawn_at:%Y-%m-%d}"


class DrawnPost(models.Model):
    """A post to be labelled: ``post`` is its id, in digits.

    It leaves, with its labels, when the post is erased or gone.
    """

    RANDOM, UNSURE = "random", "unsure"
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="posts")
    post = models.CharField(max_length=20, db_index=True)
    chosen = models.CharField("how it was chosen", max_length=6, choices=[(RANDOM, "at random"), (UNSURE, "unsure")])
    called = models.CharField(max_length=8)

    class Meta:
        """In an order that has nothing to do with how they were chosen: ids are hashes."""

        ordering: ClassVar = ["post"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sample", "post"], name="post_once_a_sample")]

    def __str__(self) -> str:
        return str(self.post)


class Label(models.Model):
    """What one person says about one post."""

    CANNOT_SAY = "cannot-say"
    post = models.ForeignKey(DrawnPost, on_delete=models.CASCADE, related_name="labels")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=10)
    labelled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One a person and post."""

        ordering: ClassVar = ["labelled_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "annotator"], name="label_once_a_person")]

    def __str__(self) -> str:
        return self.label


class Emergence(models.Model):
    """What the methods found in what was heard lately; only the newest is kept.

    ``found`` holds what each told, or why it refused: names that at least k people use, figures about at least k
    people, numbers of stories; never a text. ``known`` holds which posts were in which topic, so that it keeps its id.
    """

    made_at = models.DateTimeField()
    version = models.CharField(max_length=100)
    seconds = models.FloatField()
    found = models.JSONField(default=dict)
    known = models.JSONField(default=dict)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class Watched(models.Model):
    """What is kept of a series that is watched; ``kept`` is of ``analysis.following`` and holds no post."""

    series = models.CharField(max_length=200, unique=True)
    kept = models.JSONField()

    def __str__(self) -> str:
        return str(self.series)


class Event(models.Model):
    """A theme, a place or a topic that rose unusually; figures about fewer than k people are never among them.

    ``group`` is ``theme``, ``place`` or ``topic``; ``ended`` is null while it goes on. ``ratio`` says how many times
    the usual there was, ``low`` to ``high`` its 95 % interval, ``per_week`` how often such a rise comes by itself;
    ``coverage`` the share of its time that was heard, null where nobody knows.
    """

    group = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="events")
    onset = models.DateTimeField()
    told = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    posts = models.PositiveIntegerField()
    ratio = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    per_week = models.FloatField()
    coverage = models.FloatField(null=True)
    method = models.CharField(max_length=40)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-onset", "group", "value"]
        indexes: ClassVar = [models.Index(fields=["group", "value", "onset"], name="event_of_series")]

    def __str__(self) -> str:
        return f"{self.group}:{self.value} {self.onset:%Y-%m-%d %H:%M}"
