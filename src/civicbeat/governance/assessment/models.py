"""Assessment: one version of the data-protection impact assessment of a topic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from civicbeat.governance.assessment.asked import QUESTIONS, RISKS, Level, risk
from civicbeat.governance.topics.models import Topic


class State(models.TextChoices):
    """How far a version got."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"


class Assessment(models.Model):
    """What was answered, by whom, who took it on themselves, and what the system told of itself at that time.

    ``answers`` holds a text for each of ``QUESTIONS``; ``risks`` for each of ``RISKS`` how ``likely`` and how ``grave``
    it is with all measures (1 to 3), and what is done ``besides`` them; ``facts`` is written by the program when the
    version is submitted. A version that was approved is never changed: a new one follows it.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    answers = models.JSONField(default=dict)
    risks = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    written_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decision = models.CharField(max_length=1_000, blank=True)
    review_on = models.DateField(null=True)

    class Meta:
        """The newest version first; one at a time is written."""

        ordering: ClassVar = ["topic", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "number"], name="assessment_numbered_by_topic"),
            models.UniqueConstraint(
                fields=["topic"], condition=~Q(state=State.APPROVED), name="one_assessment_is_written_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.number}"

    @property
    def missing(self) -> list[str]:
        """Names of the questions and risks that are not answered."""
        unsaid = [name for name in QUESTIONS if not str(self.answers.get(name, "")).strip()]
        return [*unsaid, *(name for name in RISKS if level(self.risks.get(name, {})) is None)]

    @property
    def left(self) -> Level | None:
        """The greatest risk that is left; ``None`` while one is not judged."""
        levels = [level(self.risks.get(name, {})) for name in RISKS]
        known = [each for each in levels if each is not None]
        return max(known) if len(known) == len(levels) else None


def level(judged: Mapping[str, Any]) -> Level | None:
    """The level of a risk as it was judged; ``None`` where it was not."""
    known = {each.value for each in Level}
    likely, grave = judged.get("likely"), judged.get("grave")
    return risk(Level(likely), Level(grave)) if likely in known and grave in known else None
