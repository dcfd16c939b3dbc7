"""Switch: a decision that a model falls silent, or speaks again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Switch(models.Model):
    """One decision about one model; the newest of a model says how it stands. None is ever changed or removed.

    ``by`` is the name that the public reads: of the person who decided, not of the account.
    """

    model = models.CharField(_("model"), max_length=40)
    off = models.BooleanField(_("switched off"))
    moment = models.DateTimeField(_("decided at"))
    by = models.CharField(_("decided by"), max_length=150)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        """The newest first."""

        verbose_name = _("switch")
        verbose_name_plural = _("switches")
        ordering: ClassVar = ["-moment", "-pk"]
        indexes: ClassVar = [models.Index(fields=["model", "moment"], name="switch_of_model")]
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="switch_has_reason")]

    def __str__(self) -> str:
        return f"{self.model} {'off' if self.off else 'on'} {self.moment:%Y-%m-%d %H:%M}"
