"""Ending: what lets another agency look ends at any time, by either agency, with a reason; the row stays."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.models import Account
from civicbeat.records.errors import NotAllowed


class Ending(models.Model):
    """A row that ends once: when, by whom and why."""

    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        """The fields alone."""

        abstract = True

    def end(self, by: Account, reason: str) -> Self:
        """Ends it, within a transaction of the caller's, and gives the row as it is now.

        Raises:
            NotAllowed: it has ended already.
        """
        found = type(self)._default_manager.select_for_update().get(pk=self.pk)  # noqa: SLF001  # as Django documents it
        if found.ended_at is not None:
            raise NotAllowed("This has ended already.", do="Look at the list.")
        found.ended_at, found.ended_by, found.ended_why = timezone.now(), by.username, reason
        found.save()
        return found
