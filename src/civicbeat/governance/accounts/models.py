"""Agency, Account, and the two ways in that are handed out: Invitation and ApiToken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.rights import NEEDS_SECOND_FACTOR, RIGHTS, Right, Role
from civicbeat.records.errors import NotAllowed
from civicbeat.records.period import today
from civicbeat.records.scope import Scope

INVITED_FOR = timedelta(days=7)
GRACE = timedelta(days=7)
"""How long somebody with a powerful role may put off a second factor."""


class Agency(models.Model):
    """A public body whose people use civicbeat."""

    short_name = models.SlugField(_("short name"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )

    class Meta:
        """Shown in the operator's pages."""

        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering: ClassVar = ["short_name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the agency.

        Raises:
            NotAllowed: it would stand below itself.
        """
        if not self._state.adding and self.parent is not None and self.parent.pk in self.below():
            raise NotAllowed("An agency cannot be part of itself.", do="Choose another one above it.")
        super().save(*args, **kwargs)

    def below(self) -> frozenset[int]:
        """The keys of this agency and of all that are part of it, at any depth; the tree is small and read whole."""
        above = dict(Agency.objects.values_list("pk", "parent_id"))
        found: set[int] = {self.pk}
        while more := {pk for pk, parent in above.items() if parent in found} - found:
            found |= more
        return frozenset(found)

    def names_below(self) -> frozenset[str]:
        """The short names of the same."""
        return frozenset(Agency.objects.filter(pk__in=self.below()).values_list("short_name", flat=True))


class Account(AbstractUser):
    """A person of an agency who signs in."""

    first_name = None  # type: ignore[assignment]  # one name field: Vietnamese names do not split in two
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name"), max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("agency"))
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.ANALYST)
    role_since = models.DateField(_("role since"), default=today)
    by_directory = models.BooleanField(_("signs in by the institution's directory"), default=False)
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )

    REQUIRED_FIELDS: ClassVar = ["email", "display_name", "agency"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def scope(self, purpose: str) -> Scope:
        """The scope under which this person asks for ``purpose``."""
        return Scope(agency=self.agency.short_name, person=self.username, purpose=purpose)

    @property
    def rights(self) -> frozenset[Right]:
        """What this person may do: what the role may."""
        return RIGHTS[Role(self.role)]

    @property
    def second_factor_due(self) -> bool:
        """Whether the role asks for a second factor and the time to set one up has passed."""
        return self.role in NEEDS_SECOND_FACTOR and today() >= self.role_since + GRACE


def _a_week_on() -> datetime:
    return timezone.now() + INVITED_FOR


class Invitation(models.Model):
    """A way in for one person, once: whoever has its secret makes the account. Only a digest of it is kept."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("agency"))
    username = models.CharField(_("name to sign in with"), max_length=150)
    display_name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.ANALYST)
    by_directory = models.BooleanField(_("signs in by the institution's directory"), default=False)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField(default=_a_week_on)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Those that end first come first."""

        ordering: ClassVar = ["expires_at"]

    def __str__(self) -> str:
        return f"{self.username} ({self.agency.short_name})"

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and timezone.now() < self.expires_at


class ApiToken(models.Model):
    """A program's way in: fewer rights than its person's, an end, and only a digest of what the program sends."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    start = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    rights = models.JSONField(_("what it may do"), default=list)
    created_on = models.DateField(default=today)
    expires_on = models.DateField(_("last day"))
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.start}… {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether it opens anything today."""
        return self.revoked_at is None and today() <= self.expires_on
