"""Entry: one link of the chain; Head: where the chain ends."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from civicbeat.records.errors import NotAllowed


class Entry(models.Model):
    """One thing that somebody did. Entries are added by ``chain.record`` and never changed.

    ``digest`` = BLAKE2b-256 over the digest of the entry before and this entry's canonical JSON, so that a changed,
    removed or reordered entry breaks every digest after it. An entry that is older than the log's own term is
    ``dropped``: its words are gone and its digest stands, so that the chain after it can still be followed.
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
    dropped = models.BooleanField(default=False)

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


class SigningKey(models.Model):
    """A public key by which heads are signed: Ed25519, raw, in hexadecimal; a later one is signed by the one before."""

    id = models.CharField(max_length=16, primary_key=True)
    public = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    vouched_by = models.CharField(max_length=16, blank=True)
    voucher = models.CharField(max_length=128, blank=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return str(self.id)


class SignedHead(models.Model):
    """Where the chain stood at the end of a day of the city, signed: by it an outsider finds out changes."""

    day = models.DateField(primary_key=True)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="heads")
    signature = models.CharField(max_length=128)

    class Meta:
        """The oldest first."""

        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.number} {self.digest}"


class Head(models.Model):
    """The last link: how many entries there are and the last digest. One row; locked while an entry is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
