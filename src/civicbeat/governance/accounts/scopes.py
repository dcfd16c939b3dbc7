"""Scopes: under which those act who have no account."""

from __future__ import annotations

from civicbeat.governance.accounts.models import Agency
from civicbeat.records.scope import Scope

PROGRAM = "civicbeat"


def program(purpose: str) -> Scope:
    """The scope under which the program acts by itself."""
    return without_account(PROGRAM, purpose)


def without_account(person: str, purpose: str) -> Scope:
    """The scope of a ``person`` whom the machine knows and civicbeat does not: for the agency that was there first."""
    agency = Agency.objects.order_by("pk").first()
    return Scope(agency=agency.short_name if agency else "operator", person=person, purpose=purpose)
