"""Doing: what a form asks for is done, and the person is told so, or why not."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from civicbeat.records.errors import CivicbeatError
from civicbeat.web.explaining import explained


def done(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Whether ``act``, which stands in the audit log, was done; either way the person is told."""
    try:
        act()
    except CivicbeatError as error:
        messages.error(request, explained(error))
        return False
    messages.success(request, _("Done. It stands in the audit log."))
    return True


def number(text: str) -> int | None:
    """The number of a thing as a form or an address gives it; ``None`` where it is none that anything has."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
