"""Rows of every kind for every table, made from what its fields are: no table is forgotten, nor one that is added."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

ROWS = 3
START = datetime(2026, 3, 1, 10, 20, 30, 123_456, UTC)
SAID: Mapping[str, Mapping[str, Any]] = {
    "accounts.account": {"password": "!", "language": "vi"},
    "requests.subjectrequest": {"contact": b"2026-03\x00\xff"},
    "requests.step": {"words": b"2026-03\xff\x00"},
    "topics.share": {"given_at": START},
    "topics.keptfinding": {"content": None},
}
"""What the rules of a table ask for beyond what its fields tell."""


def fill(tables: Iterable[type[models.Model]]) -> None:
    """Puts ``ROWS`` rows into each of ``tables`` that is empty, those first to which others refer."""
    waiting = sorted(tables, key=lambda model: model._meta.label_lower)
    there = {model._meta.label_lower for model in waiting}
    done: set[str] = set()
    while waiting:
        ready = [model for model in waiting if _wanted(model) & there <= done | {model._meta.label_lower}]
        assert ready, f"tables refer to each other in a circle: {[model._meta.label_lower for model in waiting]}"
        for model in ready:
            if not model._base_manager.exists():
                model._base_manager.bulk_create(_row(model, number) for number in range(ROWS))
            done.add(model._meta.label_lower)
            waiting.remove(model)


def _wanted(model: type[models.Model]) -> set[str]:
    return {
        field.related_model._meta.label_lower
        for field in model._meta.concrete_fields
        if field.remote_field is not None and not field.null
    }


def _row(model: type[models.Model], number: int) -> models.Model:
    values = {
        field.attname: _value(field, number, place)
        for place, field in enumerate(model._meta.concrete_fields)
        if not isinstance(field, models.AutoField)
    }
    return model(**values | SAID.get(model._meta.label_lower, {}))


def _value(field: models.Field, number: int, place: int) -> Any:
    if field.remote_field is not None:
        return _other(field, number)
    if field.null and number == 1:
        return None
    if field.choices and not isinstance(field.choices[0][1], list | tuple):
        return field.choices[number % len(field.choices)][0]
    for kind, made in _MADE.items():
        if isinstance(field, kind):
            return made(field, number, place)
    raise AssertionError(f"{field} is of a kind that no row can be made of: say how in {__name__}")


def _other(field: models.Field, number: int) -> Any:
    target = field.related_model
    if target is field.model:
        return None
    keys = list(target._base_manager.order_by("pk").values_list("pk", flat=True)[:ROWS])
    return keys[number % len(keys)] if keys else None


def _text(field: models.Field, number: int, place: int) -> str:
    if field.name == "post":  # the id of a post, in digits
        return str(7_000 + number)
    text = f"{number}-{field.name}-ngập “nước” \\ 😀"
    return text[: field.max_length] if field.max_length else f"{text}\n\t"


_MADE = {
    models.SlugField: lambda field, number, _place: f"{field.name}-{number}",
    models.EmailField: lambda _field, number, _place: f"person-{number}@agency.example",
    models.CharField: _text,
    models.TextField: _text,
    models.BooleanField: lambda _field, number, _place: bool(number % 2),
    models.IntegerField: lambda _field, number, place: number * 10 + place,
    models.FloatField: lambda _field, number, place: place + number / 3,
    models.DecimalField: lambda _field, number, _place: Decimal(number) / 4,
    models.DateTimeField: lambda _field, number, place: START + timedelta(days=place, microseconds=number),
    models.DateField: lambda _field, number, place: date(2026, 3, 1) + timedelta(days=place + number),
    models.DurationField: lambda _field, number, place: timedelta(days=place, microseconds=number + 1),
    models.JSONField: lambda field, number, _place: _json(field, number),
    models.BinaryField: lambda _field, number, _place: bytes([0, 255, number]),
    models.UUIDField: lambda field, number, _place: uuid.uuid5(uuid.NAMESPACE_DNS, f"{field.name}-{number}"),
    models.GenericIPAddressField: lambda _field, number, _place: f"198.51.100.{number}",
}


def _json(field: models.JSONField, number: int) -> Any:
    if field.get_default() == []:
        return ["ngập", number, None, 2.5, {"b": 1, "a": [True]}]
    return {"số": number, "nested": {"b": [1, 2.5, None, True], "a": "“ngập”"}, "big": 2**53}
