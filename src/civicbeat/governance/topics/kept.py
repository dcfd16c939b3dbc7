"""Kept: a finding as it was at one moment, and to which agencies it is given. Nothing of a topic opens with it."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.topics.ending import Ending
from civicbeat.records.period import today

if TYPE_CHECKING:
    from datetime import date

KEY_BYTES = 18
"""Of chance in a key: nobody finds another agency's finding by trying."""


def new_key() -> str:
    """The name of a kept finding in addresses: chance, never a number that is counted up."""
    return token_urlsafe(KEY_BYTES)


class KeptQuerySet(models.QuerySet["KeptFinding"]):
    """Kept findings that can still be seen: not removed, and of topics that run."""

    def standing(self, on: date | None = None) -> Self:
        """Those that hold their content, of topics that run ``on`` a day (today in the city by default)."""
        day = on or today()
        return self.filter(removed_at=None, topic__starts_on__lte=day, topic__ends_on__gt=day)

    def given_to(self, agency: Agency) -> Self:
        """Those that another agency gives this one, and has not taken back."""
        return self.standing().filter(pk__in=Giving.objects.open().filter(agency=agency).values("kept"))

    def seen_by(self, agency: Agency) -> Self:
        """Those of the agency's own topics, and those that are given to it."""
        return self.standing().filter(topic__agency=agency) | self.given_to(agency)


class KeptFinding(models.Model):
    """A finding as it was told at ``kept_at``; ``content`` is of ``findings.keeping.content``, none once removed.

    It holds figures about at least k people, as the store told them then, and never a post.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    topic = models.ForeignKey("topics.Topic", on_delete=models.CASCADE, related_name="kept", verbose_name=_("topic"))
    kind = models.CharField(max_length=10)
    content = models.JSONField(null=True)
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.CharField(max_length=150)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=150, blank=True)
    removed_why = models.CharField(max_length=500, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        """The newest first; what is removed holds nothing any more."""

        verbose_name = _("kept finding")
        verbose_name_plural = _("kept findings")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(content__isnull=True) | Q(removed_at__isnull=True), name="removed_finding_is_empty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.kept_at:%Y-%m-%d %H:%M}"


class GivingQuerySet(models.QuerySet["Giving"]):
    """Givings, by how they stand."""

    def open(self) -> Self:
        """Those by which an agency may look."""
        return self.filter(ended_at=None)


class Giving(Ending):
    """That an ``agency`` may look at a kept finding. Rows stay when they have ended; they hold nothing of it."""

    kept = models.ForeignKey(KeptFinding, on_delete=models.CASCADE, related_name="givings")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name=_("agency"))
    why = models.CharField(_("why"), max_length=500)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    given_by = models.CharField(max_length=150)

    objects = GivingQuerySet.as_manager()

    class Meta:
        """One at a time with an agency; the newest first."""

        verbose_name = _("finding given to an agency")
        verbose_name_plural = _("findings given to agencies")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kept", "agency"], condition=Q(ended_at=None), name="one_giving_at_a_time"),
            models.CheckConstraint(condition=~Q(why=""), name="giving_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kept} → {self.agency.short_name}"
