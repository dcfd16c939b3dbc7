"""The link by which a finding is kept: shown to whoever may give it, beside findings that can be kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from civicbeat.governance.accounts.rights import Right
from civicbeat.web import asking
from civicbeat.web.keeping import kind_of

register = template.Library()


@register.inclusion_tag("web/parts/keep.html", takes_context=True)
def keep_link(context: Context, name: str, number: str = "") -> dict[str, Any]:
    """The link for the finding of this ``name`` (and ``number``, of a story) that the page is about.

    Nothing where it cannot be kept, where the person may not share, or where the topic is another agency's.
    """
    topic = context.get("topic") or getattr(context.get("subject"), "topic", None)
    request = context["request"]
    may = Right.SHARE in (context.get("may") or ())
    if not kind_of(name) or not may or (topic and topic.agency_id != asking.account(request).agency_id):
        return {}
    about = [(key, value) for key, values in request.GET.lists() for value in values]
    return {"keep": f"{reverse('web:kept-new')}?{urlencode([('name', name), ('number', number), *about])}"}
