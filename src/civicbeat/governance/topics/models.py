"""Topic: a saved query with a purpose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.models import Agency
from civicbeat.records.errors import NotAllowed, PurposeMissing
from civicbeat.records.period import today
from civicbeat.records.scope import Scope

LONGEST = timedelta(days=366)
"""A topic ends after a year at most; going on is a new decision."""

_COMPULSORY = ("name", "query", "purpose", "legal_basis")


class Topic(models.Model):
    """What an agency listens to, why, by which right and until when (charter rule 3)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="topics", verbose_name=_("agency"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="topics", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(_("query"), max_length=2_000)
    filters = models.JSONField(_("filters"), default=list, blank=True)
    purpose = models.TextField(_("purpose"))
    legal_basis = models.TextField(_("legal basis"))
    starts_on = models.DateField(_("start"), default=today)
    ends_on = models.DateField(_("end"))
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The database refuses what charter rule 3 refuses."""

        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "name"], name="topic_name_once_an_agency"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="topic_ends_after_it_starts"),
            *(models.CheckConstraint(condition=~Q(**{part: ""}), name=f"topic_has_{part}") for part in _COMPULSORY),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the topic.

        Raises:
            PurposeMissing: a compulsory part is empty, or the end is missing, too early or too far away.
            PersonalQuery: the query is about a person and nothing else, and no steward has allowed it.
        """
        for part in _COMPULSORY:
            if not getattr(self, part).strip():
                raise PurposeMissing(f"A topic needs its {part.replace('_', ' ')}.", do="Fill it in, then save again.")
        from civicbeat.governance.topics.refusing import refuse_unless_allowed  # noqa: PLC0415  # it reads refusals

        refuse_unless_allowed(self.agency, self.query)
        end: date | None = self.ends_on
        if end is None or not self.starts_on < end <= self.starts_on + LONGEST:
            raise PurposeMissing(
                "A topic needs an end, after its start and within a year.", do="Choose when its purpose will be served."
            )
        super().save(*args, **kwargs)

    def is_active(self, on: date | None = None) -> bool:
        """Whether the topic may be looked at ``on`` a day (today in the city by default)."""
        return self.starts_on <= (on or today()) < self.ends_on

    def must_run(self) -> None:
        """Nothing is said about a topic that is closed.

        Raises:
            NotAllowed: it has ended, or not begun.
        """
        if not self.is_active():
            raise NotAllowed("This topic is closed: it has ended or not begun.", do="Ask its owner to renew it.")

    def scope(self, person: str) -> Scope:
        """The scope under which ``person`` looks at this topic: its purpose is the reason."""
        return Scope(agency=self.agency.short_name, person=person, purpose=f"{self.name}: {self.purpose}")


class Refusal(models.Model):
    """A query that was refused because it is about a person: its kind and a keyed digest, never its text.

    If somebody asks that it be allowed after all, ``query`` holds it until that is decided.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="refusals")
    person = models.CharField(max_length=150)
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    refused_on = models.DateField(default=today)
    asked_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    query = models.CharField(max_length=2_000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    allowed = models.BooleanField(default=False)

    class Meta:
        """One a day, person and query; the newest first."""

        ordering: ClassVar = ["-refused_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "person", "digest", "refused_on"], name="refusal_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.refused_on}"
