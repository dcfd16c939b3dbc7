"""Rights: what an account may do follows from its role, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """One thing that a person may be there to do. Every address, operation and command says which it needs."""

    LOOK = "look"
    """Figures, charts and findings about topics and searches; no text of a post but a story's first words."""
    READ = "read"
    """The masked text of posts."""
    EXPORT = "export"
    """Posts and figures as a file."""
    MASK = "mask"
    """Saying that words of a post are personal data, so that they are masked for good."""
    LABEL = "label"
    """Saying what a sample of posts means, so that shares can be corrected."""
    TOPICS = "topics"
    """Beginning, changing, reviewing and ending topics."""
    SHARE = "share"
    """Letting another agency look at a topic or a single finding, asking for it, and taking it back."""
    ASSESS = "assess"
    """Writing a topic's data-protection impact assessment."""
    COVERAGE = "coverage"
    """Which sources are followed and how well they are heard."""
    SOURCES = "sources"
    """Following, pausing and removing sources."""
    IMPORT = "import"
    """Bringing in files of posts."""
    OVERRIDE = "override"
    """Deciding whether a query that was refused may be asked after all, and approving assessments."""
    REQUESTS = "requests"
    """Answering people who ask what is held about them, object, or want it erased."""
    INCIDENTS = "incidents"
    """Noting breaches and what was done about them."""
    AUDIT = "audit"
    """Reading the audit log."""
    PEOPLE = "people"
    """Inviting people, giving roles, closing accounts, ending sessions."""
    RUN = "run"
    """Starting, examining, migrating, backing up and restoring the installation."""
    RETENTION = "retention"
    """Deciding how long posts are kept, where their source sets no term or a longer one."""
    MODELS = "models"
    """Switching a model on or off for the whole institution."""


class Role(models.TextChoices):
    """What an account is there to do; each has one role, so that who asks is not who decides."""

    ANALYST = "analyst", _("analyst")
    MANAGER = "manager", _("manager")
    RESPONDER = "responder", _("responder")
    PRESS_OFFICER = "press_officer", _("press officer")
    STEWARD = "steward", _("data steward")
    OPERATOR = "operator", _("operator")
    AUDITOR = "auditor", _("auditor")


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.ANALYST: frozenset(
            {
                Right.LOOK,
                Right.READ,
                Right.EXPORT,
                Right.MASK,
                Right.LABEL,
                Right.TOPICS,
                Right.SHARE,
                Right.ASSESS,
                Right.COVERAGE,
                Right.SOURCES,
                Right.IMPORT,
            }
        ),
        Role.MANAGER: frozenset({Right.LOOK, Right.TOPICS, Right.SHARE, Right.ASSESS, Right.COVERAGE}),
        Role.RESPONDER: frozenset({Right.LOOK, Right.READ, Right.MASK, Right.COVERAGE}),
        Role.PRESS_OFFICER: frozenset({Right.LOOK, Right.READ, Right.EXPORT, Right.MASK, Right.COVERAGE}),
        Role.STEWARD: frozenset(
            {
                Right.LOOK,
                Right.MASK,
                Right.COVERAGE,
                Right.ASSESS,
                Right.OVERRIDE,
                Right.REQUESTS,
                Right.INCIDENTS,
                Right.AUDIT,
                Right.RETENTION,
                Right.MODELS,
            }
        ),
        Role.OPERATOR: frozenset({Right.COVERAGE, Right.SOURCES, Right.IMPORT, Right.PEOPLE, Right.RUN, Right.MODELS}),
        Role.AUDITOR: frozenset({Right.AUDIT}),
    }
)
"""Least privilege: a role has what its work needs. Nobody who gives roles reads posts, and no analyst decides an
override; whoever reads the audit log changes nothing."""

NEEDS_SECOND_FACTOR = frozenset({Role.STEWARD, Role.OPERATOR, Role.AUDITOR})
"""Roles that reach what others did or who others are: a password alone does not open them for long."""
