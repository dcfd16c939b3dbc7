"""Sequences: the highest number that a table ever gave to a row.

It is kept through a restore: a number that was given to a row which is gone must not be given to another, or what the
audit log says of the first would seem to be said of the second.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import AutoField, Model


def last(model: type[Model]) -> int:
    """The highest number that was given; 0 where none was, or where rows are not numbered."""
    if not _numbered(model):
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {_sequence(model)}")
        else:
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        [value] = cursor.fetchone() or (0,)
        return int(value or 0)


def set_last(model: type[Model], value: int) -> None:
    """From now on numbers above ``value`` are given."""
    if not value or not _numbered(model):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT setval('{_sequence(model)}', %s)", [value])
            return
        name = model._meta.db_table
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, value])


def _numbered(model: type[Model]) -> bool:
    return isinstance(model._meta.pk, AutoField)


def _sequence(model: type[Model]) -> str:
    """The name of the sequence, quoted as the database itself quotes it."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, model._meta.pk.column])
        return str(cursor.fetchone()[0])
