"""What listening remembers: which sources are followed, how far each was read, and what each import gave."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.topics.models import Topic


class FollowedSource(models.Model):
    """A source that is read again and again.

    ``cursor`` moves only after the store has acknowledged the page it stands for. ``options`` are the keyword arguments
    from which the kind builds its source (an address, a title, flags); never a secret. One that serves certain
    ``topics`` is read only while one of them runs.
    """

    name = models.CharField(_("name"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    options = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    every_seconds = models.PositiveIntegerField(_("seconds between readings"), default=600)
    paused = models.BooleanField(_("paused"), default=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True, db_index=True)
    last_read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    last_post_at = models.DateTimeField(_("last post"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    problem = models.TextField(_("problem"), blank=True)
    posts = models.PositiveBigIntegerField(_("posts"), default=0)
    rejected = models.PositiveBigIntegerField(_("set aside"), default=0)
    sample = models.JSONField(_("shape of the last answer that could not be read"), null=True, blank=True)
    quiet_since = models.DateTimeField(_("quieter than it should be since"), null=True, blank=True)
    recheck_due_at = models.DateTimeField(_("older posts are looked at again"), null=True, blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics that it serves"), related_name="sources", blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """By title."""

        verbose_name = _("followed source")
        verbose_name_plural = _("followed sources")
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title or self.name


class SourceDay(models.Model):
    """The ledger of one source on one day (UTC): what it gave, and what was edited, gone or set aside, by reason."""

    source = models.ForeignKey(FollowedSource, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    readings = models.PositiveIntegerField(_("readings"), default=0)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    new = models.PositiveBigIntegerField(_("new"), default=0)
    edited = models.PositiveBigIntegerField(_("edited"), default=0)
    deleted = models.PositiveBigIntegerField(_("deleted"), default=0)
    rechecked = models.PositiveBigIntegerField(_("looked at again"), default=0)
    by_hour = models.JSONField(_("new by the hour they came in"), default=list)
    reasons = models.JSONField(_("set aside, by reason"), default=dict)
    unknown = models.JSONField(_("fields nobody expected"), default=dict)

    class Meta:
        """Newest first."""

        verbose_name = _("day of a source")
        verbose_name_plural = _("days of sources")
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "day"], name="one_row_a_source_and_day")]

    def __str__(self) -> str:
        return f"{self.source} {self.day}"


class Correction(models.Model):
    """Labels that stand on a post in place of a model's, because whom it concerns asked for it: ``post`` is its id."""

    post = models.CharField(_("post"), max_length=20, unique=True)
    sentiment = models.CharField(_("sentiment"), max_length=8, blank=True)
    themes = models.JSONField(_("themes"), default=list)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The newest first."""

        verbose_name = _("correction of a label")
        verbose_name_plural = _("corrections of labels")
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.post)


class MaskedMonth(models.Model):
    """That the posts of a month (``YYYY-MM``) were read again by a ``version`` of the mask; ``changed`` by it."""

    month = models.CharField(max_length=7)
    version = models.CharField(max_length=20)
    posts = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField()

    class Meta:
        """In the order of the months."""

        ordering: ClassVar = ["month", "done_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["month", "version"], name="one_row_a_month_and_mask")]

    def __str__(self) -> str:
        return f"{self.month} {self.version}"


class Passage(models.Model):
    """Personal data that a person found in a post: a keyed digest, by which it is masked at every later reading.

    ``post`` is the post's id; it and the digest go when the post cannot come back, and only what is counted stays.
    """

    post = models.CharField(max_length=20, blank=True, db_index=True)
    kind = models.CharField(max_length=10)
    length = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=32, blank=True)
    moment = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-moment", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "digest"], condition=~models.Q(post=""), name="one_row_a_post_and_passage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.moment:%Y-%m-%d}"


class Term(models.Model):
    """A decision how long the institution keeps what comes from ``source``; empty: from all that have no term.

    ``days`` are missing where a source goes back to the rule for all. The newest of a source counts; none is ever
    changed or removed. ``by`` is the name that the public reads; empty, with the reason, where the program began by it.
    """

    source = models.CharField(max_length=40, blank=True, db_index=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    moment = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-moment", "-pk"]

    def __str__(self) -> str:
        return f"{self.source or '*'}: {self.days} days"


class KeyUse(models.Model):
    """How many units of a key's quota were used in the period that began on ``since``, by all sources together."""

    key = models.CharField(_("key"), max_length=60)
    since = models.DateField(_("since"))
    units = models.PositiveBigIntegerField(_("units"), default=0)

    class Meta:
        """Newest first."""

        verbose_name = _("use of a key")
        verbose_name_plural = _("uses of keys")
        ordering: ClassVar = ["-since", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "since"], name="one_row_a_key_and_period")]

    def __str__(self) -> str:
        return f"{self.key} {self.since}"


class Delivery(models.Model):
    """A delivery that a webhook has taken, so that none is taken twice; only its mark, never what it said."""

    source = models.ForeignKey(FollowedSource, on_delete=models.CASCADE, related_name="deliveries")
    mark = models.CharField(_("mark"), max_length=64)
    received_at = models.DateTimeField(_("received"), db_index=True)

    class Meta:
        """Newest first."""

        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering: ClassVar = ["-received_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "mark"], name="one_delivery_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at}"


class ImportRun(models.Model):
    """One import of a file: what came in, and what was set aside and why. Rejected rows carry no content."""

    class Status(models.TextChoices):
        """How far it got."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    file_name = models.CharField(_("file"), max_length=255)
    source = models.CharField(_("source"), max_length=40)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RUNNING)
    problem = models.TextField(_("problem"), blank=True)
    share_done = models.FloatField(null=True, blank=True)
    read = models.PositiveBigIntegerField(_("rows read"), default=0)
    new = models.PositiveBigIntegerField(_("new"), default=0)
    edited = models.PositiveBigIntegerField(_("edited"), default=0)
    repeated = models.PositiveBigIntegerField(_("already known"), default=0)
    reasons = models.JSONField(_("set aside, by reason"), default=dict)
    examples = models.JSONField(_("first rows set aside"), default=list)
    unknown = models.JSONField(_("fields nobody expected"), default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Newest first."""

        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.source}"

    @property
    def rejected(self) -> int:
        """How many rows were set aside."""
        return sum(self.reasons.values())


class SavedMapping(models.Model):
    """A mapping that somebody adjusted and named, for the next file with the same columns.

    ``columns`` are sorted, so that files are known by the set of their columns; ``mapping`` holds no day and no sheet,
    which belong to one file.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    columns = models.JSONField(_("columns"))
    mapping = models.JSONField(_("mapping"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name
