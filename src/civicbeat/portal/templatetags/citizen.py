"""How the portal writes times and says whose it is."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from civicbeat.governance.accounts.models import Agency
from civicbeat.records.writing import written_day, written_moment

register = template.Library()

KNOWN_FOR_SECONDS = 60
PRODUCT = "civicbeat"


@register.filter
def on(value: date | datetime) -> str:
    """A day, as the reader writes it."""
    return written_day(value, get_language() or "vi")


@register.filter
def at(value: datetime) -> str:
    """A moment on the city's clock, as the reader writes it."""
    return written_moment(value, get_language() or "vi")


@register.simple_tag
def card_of(model: str) -> str:
    """Where the card of a model stands in the register."""
    return f"{reverse('portal:register-part', args=['models'])}#{model}"


@register.simple_tag
def institution() -> str:
    """The name of the institution in the reader's language: the agency that is part of no other, if there is one."""
    names = cache.get_or_set("institution", _names, KNOWN_FOR_SECONDS) or ("", "")
    return (names[1] if get_language() == "en" else names[0]) or PRODUCT


def _names() -> tuple[str, str]:
    tops = list(Agency.objects.filter(parent=None).order_by("pk")[:2])
    return (tops[0].name_vi, tops[0].name_en) if len(tops) == 1 else ("", "")
