"""Feed: what changed in the register lately, the newest first, as people and feed readers follow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civicbeat.enrich.cards import names
from civicbeat.governance.requests.models import Incident, RuleChange
from civicbeat.governance.switches.models import Switch
from civicbeat.governance.topics.models import Topic
from civicbeat.listen.models import FollowedSource
from civicbeat.portal.register.changes import title, value
from civicbeat.portal.register.topics import agency
from civicbeat.portal.register.values import Both, both, in_both
from civicbeat.records.period import day_start, today

MOST = 50
SAVED_TWICE = timedelta(minutes=1)
"""A record that was changed sooner after it was made is still the new one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        moment: when.
        key: names it for good, so that a feed reader shows it once.
        part: slug of the part of the register where it stands.
        title, text: what changed.
    """

    moment: datetime
    key: str
    part: str
    title: Both
    text: Both


def changes(most: int = MOST) -> list[Change]:
    """The newest ``most``."""
    found = [*_topics(most), *_sources(most), *_incidents(most), *_switches(most), *_rules(most)]
    return sorted(found, key=lambda change: (change.moment, change.key), reverse=True)[:most]


def _topics(most: int) -> Iterator[Change]:
    known = Topic.objects.select_related("agency")
    for topic in known.order_by("-changed_at")[:most]:
        new = topic.changed_at - topic.created_at < SAVED_TWICE
        say = _("New topic: %(name)s") if new else _("Topic changed: %(name)s")
        yield _topic(topic, topic.changed_at, both(say))
    for topic in known.filter(ends_on__lte=today()).order_by("-ends_on")[:most]:
        yield _topic(topic, day_start(topic.ends_on), both(_("Topic ended: %(name)s")))


def _topic(topic: Topic, moment: datetime, say: Both) -> Change:
    by = agency(topic.agency)
    name = {"name": topic.name}
    text = Both(f"{by.vi}. {topic.purpose}", f"{by.en}. {topic.purpose}")
    return Change(moment, f"topic-{topic.pk}-{_stamp(moment)}", "topics", Both(say.vi % name, say.en % name), text)


def _sources(most: int) -> Iterator[Change]:
    say = both(_("New source: %(name)s"))
    for source in FollowedSource.objects.order_by("-added_at")[:most]:
        name = {"name": str(source)}
        key = f"source-{source.pk}-{_stamp(source.added_at)}"
        yield Change(source.added_at, key, "sources", Both(say.vi % name, say.en % name), Both("", ""))


def _incidents(most: int) -> Iterator[Change]:
    for incident in Incident.objects.order_by("-changed_at")[:most]:
        new = incident.changed_at - incident.entered_at < SAVED_TWICE
        say = both(_("Incident") if new else _("Incident, written on"))
        text = Both(*[f"{incident.what} {incident.done}".strip()] * 2)
        key = f"incident-{incident.pk}-{_stamp(incident.changed_at)}"
        yield Change(incident.changed_at, key, "incidents", say, text)


def _switches(most: int) -> Iterator[Change]:
    for switch in Switch.objects.all()[:most]:
        say = both(_("Model switched off: %(name)s") if switch.off else _("Model switched on again: %(name)s"))
        name_vi, name_en = names(switch.model)
        text = Both(*[f"{switch.reason} ({switch.by})"] * 2)
        key = f"switch-{switch.pk}"
        yield Change(switch.moment, key, "models", Both(say.vi % {"name": name_vi}, say.en % {"name": name_en}), text)


def _rules(most: int) -> Iterator[Change]:
    """One for each time at which rules changed, with all that changed then; the first time there were none before."""
    moments = RuleChange.objects.order_by("-moment").values_list("moment", flat=True).distinct()[:most]
    for moment in moments:
        together = list(RuleChange.objects.filter(moment=moment).order_by("rule"))
        count = len(together)
        if all(not change.before for change in together) and count > 1:
            say, text = both(_("The rules were noted for the first time")), Both("", "")
        else:
            say = in_both(lambda: ngettext("%(n)s rule changed", "%(n)s rules changed", count) % {"n": count})  # noqa: B023
            text = Both(*(_told(together, language) for language in ("vi", "en")))
        yield Change(moment, f"rules-{_stamp(moment)}", "changes", say, text)


def _told(together: list[RuleChange], language: str) -> str:
    parts = (
        f"{title(one.rule).say(language)}: {_said(one.rule, one.before, language)} → "
        f"{_said(one.rule, one.after, language)}"
        for one in together
    )
    return "; ".join(parts)


def _said(rule: str, text: str, language: str) -> str:
    found = value(rule, text)
    return found.say(language) if isinstance(found, Both) else str(found or "–")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
