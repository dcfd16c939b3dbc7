"""Tables of the records store, as they are by the migrations that a database has had.

Not those of this program: a backup of an older version comes back as it was, and is then migrated forward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from civicbeat.records.errors import SchemaMismatch

LEFT_OUT = frozenset({"sessions", "usersessions", "axes"})
"""Apps whose rows no backup holds: who is signed in, on which device, and who tried in vain."""

Migrations = Mapping[str, Sequence[str]]
"""By app, the names of those that were applied."""


def applied() -> dict[str, list[str]]:
    """The migrations that the database has had."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection, ignore_no_migrations=True).applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def must_be_known(migrations: Migrations) -> None:
    """Nothing if this program can bring back a database that had these ``migrations``.

    Raises:
        SchemaMismatch: a newer one made it.
    """
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    strange = [f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in known]
    if strange or not migrations:
        raise SchemaMismatch(
            "The records store in the backup was made by another version of civicbeat.",
            do="Restore it with that version or a newer one.",
        )


def behind() -> bool:
    """Whether the database lacks a migration of this program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tables_by(migrations: Migrations) -> dict[str, type[Model]]:
    """Every table that a backup holds, as it was by ``migrations``, by its name ``app.model``."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    apps = loader.project_state([(app, name) for app, names in migrations.items() for name in names]).apps
    return {model._meta.label_lower: _as_it_is(model) for model in _stored(apps)}


def _stored(apps: Apps) -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label not in LEFT_OUT:
            yield model


def _as_it_is(model: type[Model]) -> type[Model]:
    """The model without the moments that it would set by itself; it is one of a migration's, never the program's."""
    for field in model._meta.concrete_fields:
        for name in ("auto_now", "auto_now_add"):
            if getattr(field, name, False):
                setattr(field, name, False)
    return model


def last_of(loader: MigrationLoader, migrations: Migrations) -> list[tuple[str, str]]:
    """Of each app, the migrations that no other of its own follows."""
    wanted = {(app, name) for app, names in migrations.items() for name in names}
    return [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == node[0] for child in loader.graph.node_map[node].children)
    ]
