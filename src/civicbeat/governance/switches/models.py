"""Switch: a decision that a model falls silent, or speaks again."""

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
