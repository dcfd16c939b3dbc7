"""Topic: a saved query with a purpose; who else may look at it; and queries that were refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.ending import Ending
from civicbeat.governance.topics.kept import Giving, KeptFinding
from civicbeat.records.errors import NotAllowed, PurposeMissing
from civicbeat.records.period import today
from civicbeat.records.scope import Scope

__all__ = ["Giving", "KeptFinding", "Refusal", "Share", "Topic"]
"""The tables of this room."""

LONGEST = timedelta(days=366)
"""A topic ends after a year at most; going on is a new decision."""

RENEWED_WITHIN = timedelta(days=30)
"""So long after its end a topic may be renewed with all that was kept for it; then that is removed."""
REVIEWED_EVERY = timedelta(days=182)
"""Half a year: so often somebody says anew that a topic's purpose still holds."""

OTHERS = "This topic belongs to another agency."

_COMPULSORY = ("name", "query", "purpose", "legal_basis")


def _half_a_year_on() -> date:
    return today() + REVIEWED_EVERY


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics, by who may look at them and when they run."""

    def seen_by(self, agency: str) -> Self:
        """Those of the agency of this short name, and those that another one shares with it."""
        shared = Share.objects.open().filter(agency__short_name=agency).values("topic")
        return self.filter(Q(agency__short_name=agency) | Q(pk__in=shared))

    def running(self, on: date | None = None) -> Self:
        """Those that may be looked at ``on`` a day (today in the city by default)."""
        day = on or today()
        return self.filter(starts_on__lte=day, ends_on__gt=day)


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
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_on = models.DateField(_("next review"), default=_half_a_year_on)
    cleared_on = models.DateField(_("what was kept for it was removed"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = TopicQuerySet.as_manager()

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

    def must_be_of(self, by: Account) -> None:
        """Who looks by a share changes nothing.

        Raises:
            NotAllowed: the topic is another agency's.
        """
        if self.agency_id != by.agency_id:
            raise NotAllowed(OTHERS, do="Ask somebody there.")

    def scope(self, by: Account) -> Scope:
        """The scope under which ``by`` looks at this topic, for their own agency: its purpose is the reason."""
        return by.scope(f"{self.name}: {self.purpose}")

    @property
    def review_due(self) -> bool:
        """Whether somebody has to say anew that its purpose holds; of one that has ended nobody need."""
        return self.review_on <= today() < self.ends_on


class ShareQuerySet(models.QuerySet["Share"]):
    """Shares, by how they stand."""

    def open(self) -> Self:
        """Those by which an agency may look."""
        return self.filter(ended_at=None).exclude(given_at=None)

    def asked(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(ended_at=None, given_at=None)


class Share(Ending):
    """That another ``agency`` may look at a topic: asked for or given at once, and ended by either at any time.

    Whoever looks by a share changes nothing. Rows stay when they have ended: it can be told who could look when.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="shares", verbose_name=_("topic"))
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="shares", verbose_name=_("agency"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    asked_by = models.CharField(max_length=150, blank=True)
    why = models.CharField(_("why"), max_length=500)
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    given_by = models.CharField(max_length=150, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        """One at a time with an agency; the newest first."""

        verbose_name = _("share")
        verbose_name_plural = _("shares of topics")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "agency"], condition=Q(ended_at=None), name="one_share_at_a_time"),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | Q(given_at__isnull=False), name="share_was_asked_or_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.agency.short_name}"


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
