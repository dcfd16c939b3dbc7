"""Event words: what is said of an event, in one sentence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from civicbeat.analysis.contract import Sentence
from civicbeat.analysis.spike_words import risen
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.findings.models import Event
from civicbeat.records.period import CITY_ZONE
from civicbeat.store.question import Group


def told(event: Event) -> Sentence:
    """What rose, since when, by how much, and how rare that is."""
    ended = _here(event.ended) if event.ended else None
    said = risen(_here(event.onset), ended, (event.ratio, event.low, event.high), event.per_week)
    return Sentence(f"{_name(event, 'vi')}: {_within(said.vi)}", f"{_name(event, 'en')}: {_within(said.en)}")


def _name(event: Event, language: str) -> str:
    if event.topic is not None:
        return event.topic.name
    if event.group == Group.THEME:
        return taxonomy.name(event.value, language)
    return gazetteer.name(event.value, language)


def _here(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(CITY_ZONE))


def _within(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
