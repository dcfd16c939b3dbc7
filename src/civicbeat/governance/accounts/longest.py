"""Longest: a password has an end, so that nobody lets the program hash megabytes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civicbeat.governance.accounts.models import Account

LONGEST_PASSWORD = 128


class LongestPassword:
    """Refuses a password of more than 128 characters (OWASP ASVS 4.0.3, 2.1.2); none is cut off."""

    def validate(self, password: str, user: Account | None = None) -> None:  # noqa: ARG002  # it is the same for all
        """Nothing if the password is short enough.

        Raises:
            ValidationError: it is not.
        """
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("The password has at most %(most)s characters.") % {"most": LONGEST_PASSWORD}
