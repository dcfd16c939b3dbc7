"""Switch: a decision that a model falls silent, or speaks again; Reading: what came meanwhile is read by it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Switch(models.Model):
    """One decision about one model; the newest of a model says how it stands. None is ever changed or removed.

    ``by`` is the name that the public reads: of the person who decided, not of the account.
    """

    model = models.CharField(max_length=40)
    off = models.BooleanField()
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-moment", "-pk"]
        indexes: ClassVar = [models.Index(fields=["model", "moment"], name="switch_of_model")]
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="switch_has_reason")]

    def __str__(self) -> str:
        return f"{self.model} {'off' if self.off else 'on'} {self.moment:%Y-%m-%d %H:%M}"


class Reading(models.Model):
    """That a model reads the posts which came while it was off, from ``since`` to ``until``, once it speaks again.

    ``after`` is how far it is: the id of the last post, in digits. When it is done, nothing of that time is missing.
    """

    model = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    after = models.CharField(max_length=20, default="0")
    posts = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """One a silence; the newest first."""

        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["model", "since"], name="reading_once_a_silence")]

    def __str__(self) -> str:
        return f"{self.model} {self.since:%Y-%m-%d %H:%M}"
