"""Agency and Account."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from civicbeat.records.scope import Scope


class Agency(models.Model):
    """A public body whose people use civicbeat."""

    short_name = models.SlugField(_("short name"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        """Shown in the operator's pages."""

        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering: ClassVar = ["short_name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi


class Role(models.TextChoices):
    """What an account is there to do; rights follow from it."""

    ANALYST = "analyst", _("analyst")
    MANAGER = "manager", _("manager")
    STEWARD = "steward", _("data steward")
    OPERATOR = "operator", _("operator")


class Account(AbstractUser):
    """A person of an agency who signs in."""

    first_name = None  # type: ignore[assignment]  # one name field: Vietnamese names do not split in two
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name"), max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("agency"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.ANALYST)
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )

    REQUIRED_FIELDS: ClassVar = ["email", "display_name", "agency"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def scope(self, purpose: str) -> Scope:
        """The scope under which this person asks for ``purpose``."""
        return Scope(agency=self.agency.short_name, person=self.username, purpose=purpose)
