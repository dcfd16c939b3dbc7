"""What must be answered for: requests of people with their steps, incidents, and changes of the rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.requests.deadlines import REPORTED_WITHIN, decide_by
from civicbeat.governance.requests.wishes import Did, Proof, State, Tie, Wish
from civicbeat.records.period import today


class SubjectRequest(models.Model):
    """What somebody asks about posts that are theirs, or about them: known by a number and a secret, by no account.

    ``posts`` are ids, in digits; ``contact`` is sealed. Both go some time after the request is closed, and only what is
    counted stays: what was wished, how it ended, and when.
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    wish = models.CharField(_("wish"), max_length=8, choices=Wish.choices)
    tie = models.CharField(_("tie to the post"), max_length=8, choices=Tie.choices, default=Tie.AUTHOR)
    posts = models.JSONField(_("posts"), default=list)
    sentiment = models.CharField(_("right sentiment"), max_length=8, blank=True)
    themes = models.JSONField(_("right themes"), default=list)
    contact = models.BinaryField(_("contact, sealed"), default=bytes)
    code = models.CharField(_("code to be put into the post"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, default="vi")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    proof = models.CharField(_("how it was shown"), max_length=8, choices=Proof.choices, blank=True, default=Proof.NONE)
    received_at = models.DateTimeField(_("received"), db_index=True)
    due_on = models.DateField(_("to be done by"))
    prolonged = models.BooleanField(_("prolonged"), default=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    look_wanted = models.BooleanField(_("the source is to be looked at again"), default=False, db_index=True)
    looked_at = models.DateTimeField(_("source last looked at"), null=True, blank=True)

    class Meta:
        """What is due first comes first."""

        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == State.OPEN

    @property
    def decide_by(self) -> date:
        """The last working day on which it can be decided in time."""
        return decide_by(self.due_on)

    @property
    def days_left(self) -> int:
        """Days until then; negative when it is late."""
        return (self.decide_by - today()).days


class Step(models.Model):
    """Something that happened to a request. ``said`` is the institution's; ``words`` are the person's, sealed."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="steps")
    moment = models.DateTimeField()
    did = models.CharField(max_length=10, choices=Did.choices)
    said = models.TextField(blank=True)
    words = models.BinaryField(default=bytes)

    class Meta:
        """In their order."""

        ordering: ClassVar = ["moment", "pk"]

    def __str__(self) -> str:
        return f"{self.request} {self.did}"


class Incident(models.Model):
    """Something that went wrong with what is held: what, when it was noticed and reported, what was done.

    It stands in the public register from the moment it is entered.
    """

    what = models.TextField(_("what happened"))
    noticed_at = models.DateTimeField(_("noticed"))
    reported_at = models.DateTimeField(_("reported to the authority"), null=True, blank=True)
    not_reported_because = models.TextField(_("not to be reported, because"), blank=True)
    people_told_at = models.DateTimeField(_("people concerned told"), null=True, blank=True)
    done = models.TextField(_("what was done about it"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The newest first."""

        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering: ClassVar = ["-noticed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.noticed_at:%Y-%m-%d}"

    @property
    def report_by(self) -> datetime:
        """When 72 hours have passed since it was noticed."""
        return self.noticed_at + REPORTED_WITHIN

    @property
    def hours_to_report(self) -> float | None:
        """Hours from noticing to reporting; ``None`` where it was not reported (yet)."""
        return None if self.reported_at is None else (self.reported_at - self.noticed_at) / timedelta(hours=1)


class RuleChange(models.Model):
    """A rule of the program that became another one; written when the program that runs has other rules than before.

    ``before`` is empty where the rule is new, ``after`` where it is there no more.
    """

    moment = models.DateTimeField()
    rule = models.CharField(max_length=60, db_index=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        """The newest first."""

        verbose_name = _("change of a rule")
        verbose_name_plural = _("changes of rules")
        ordering: ClassVar = ["-moment", "-pk"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.before} → {self.after}"
