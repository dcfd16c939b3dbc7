"""The mark of a machine: wherever a model had a hand, the page says so, leads to its card and to saying it is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from civicbeat.enrich.cards import opinions
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.switches.state import switched_off
from civicbeat.web.figures import called

register = template.Library()


@register.inclusion_tag("web/parts/machine_mark.html", takes_context=True)
def machine_mark(context: Context, models: str | Iterable[str]) -> dict[str, Any]:
    """The mark of some ``models`` (a text of names, or names); of those that are switched off there is nothing to mark.

    Where it is contested: on the page where the topic's posts are labelled, for whoever may; else where everybody can.
    """
    wanted = set(models.split() if isinstance(models, str) else models) - switched_off()
    spoke = [model for model in opinions() if model in wanted]
    return {
        "names": " ".join(spoke),
        "cards": [(called(model), card_of(model)) for model in spoke],
        "contest": _contest(context, spoke),
    }


@register.simple_tag
def card_of(model: str) -> str:
    """Where the public reads the card of a model."""
    return f"{reverse('portal:register-part', args=['models'])}#{model}"


@register.filter
def speaks(model: str) -> bool:
    """Whether the model is on: of one that is off nothing is shown."""
    return model not in switched_off()


register.filter("called", called)


def _contest(context: Context, spoke: list[str]) -> str:
    subject = context.get("subject")
    topic = context.get("topic") or getattr(subject, "topic", None)
    may: frozenset[Right] = context.get("may") or frozenset()
    if topic is not None and spoke == ["sentiment"] and Right.LABEL in may:
        return reverse("web:topics-label", args=[topic.pk])
    return reverse("portal:your-data")
