"""Agency and Account."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.rights import RIGHTS, Right, Role
from civicbeat.records.errors import NotAllowed
from civicbeat.records.scope import Scope


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


class Account(AbstractUser):
    """A person of an agency who signs in."""

    first_name = None  # type: ignore[assignment]  # one name field: Vietnamese names do not split in two
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name"), max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("agency"))
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.ANALYST)
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

    def may(self, right: str) -> bool:
        """Whether this person has ``right``, for pages that leave out what they may not do."""
        return Right(right) in self.rights
