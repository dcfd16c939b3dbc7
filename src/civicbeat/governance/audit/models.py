"""Entry: one link of the chain; Head: where the chain ends."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from civicbeat.records.errors import NotAllowed


class Entry(models.Model):
    """One thing that somebody did. Entries are added by ``chain.record`` and never changed.

    ``digest`` = BLAKE2b-256 over the digest of the entry before and this entry's canonical JSON, so that a changed,
    removed or reordered entry breaks every digest after it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    moment = models.DateTimeField()
    agency = models.CharField(max_length=40)
    person = models.CharField(max_length=150)
    action = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-number"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the entry.

        Raises:
            NotAllowed: the entry stands already.
        """
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Never possible."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise NotAllowed("The audit log cannot be changed.", do="Add an entry that explains the correction.")


class Head(models.Model):
    """The last link: how many entries there are and the last digest. One row; locked while an entry is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
