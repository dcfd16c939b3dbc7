"""civicbeat in a notebook: open an installation, search it, get a data frame.

>>> import civicbeat
>>> with civicbeat.open("./data", reason="try it") as city:  # doctest: +SKIP
...     frame = city.search("ngập", days=7).to_polars()

Looks are written to the audit log and figures are protected here as everywhere.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import django
import polars as pl
import pyarrow as pa
from django.apps import apps

from civicbeat.records.errors import SettingError
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.answer import Answer
from civicbeat.store.parse import parse
from civicbeat.store.question import Group, Look, Metric, Question
from civicbeat.store.store import Store

T = TypeVar("T")


class City:
    """An open installation."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store = store
        self._scope = scope
        # Notebooks run an event loop in their thread, where the records store may not be used: it gets its own.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="civicbeat")

    def search(self, query: str = "", *, days: float = 30, period: Period | None = None) -> Found:
        """The posts of the last ``days``, or of ``period``, that match a Lucene-style ``query``.

        Raises:
            BadQuery: when the result is asked for and the query is wrong.
        """
        span = period or Period.back_from(datetime.now(UTC), timedelta(days=days))
        return Found(self, Look(scope=self._scope, period=span, query=query))

    def close(self) -> None:
        """Closes the store, so that another process may open it."""
        self._thread.shutdown()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _aside(self, action: Callable[[Store], T]) -> T:
        return self._thread.submit(action, self._store).result()


class Found:
    """What a search found: read it as posts, or count it."""

    def __init__(self, city: City, look: Look) -> None:
        self._city = city
        self._look = look

    def to_arrow(self) -> pa.Table:
        """The posts as an Arrow table, masked as stored; empty when fewer than k people match."""
        from civicbeat.listen.looking import export  # noqa: PLC0415  # models exist only after open()

        batches = self._city._aside(lambda store: list(export(store, self._look, "notebook")))  # noqa: SLF001
        return pa.Table.from_batches(batches) if batches else pa.table({})

    def to_polars(self) -> pl.DataFrame:
        """The posts as a polars data frame."""
        frame = pl.from_arrow(self.to_arrow())
        return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()

    def count(self, *by: Group | str, metric: Metric | str = Metric.POSTS) -> pl.DataFrame:
        """Protected figures, split by up to two groups, for example ``count("day", "sentiment")``."""
        answer = self._answer(tuple(Group(group) for group in by), Metric(metric))
        frame = pl.from_arrow(answer.table)
        return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()

    def where(self, query: str) -> Found:
        """The same period with a further condition.

        Raises:
            BadQuery: one of the two cannot be understood; joined, a bracket in one could lead out of the other.
        """
        for each in (self._look.query, query):
            parse(each)
        both = f"({self._look.query}) AND ({query})" if self._look.query else query
        return Found(self._city, replace(self._look, query=both))

    def __len__(self) -> int:
        """How many posts, protected: give or take a few; 0 when the group is too small to show."""
        figures = self._answer((), Metric.POSTS).table.column("posts").to_pylist()
        return (figures[0] or 0) if figures else 0

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.to_arrow().to_pylist())

    def _answer(self, by: tuple[Group, ...], metric: Metric) -> Answer:
        look = self._look
        question = Question(
            scope=look.scope, period=look.period, query=look.query, filters=look.filters, metrics=(metric,), by=by
        )
        return self._city._aside(lambda store: store.ask(question))  # noqa: SLF001


def open_city(data: str | Path = "data", *, reason: str = "notebook", agency: str = "operator") -> City:
    """Opens the installation in the folder ``data`` for reading.

    Args:
        data: the installation's folder.
        reason: why you look; it stands in the audit log.
        agency: short name of the agency you look for.

    Raises:
        SettingError: another installation is open in this process already.
        StoreBusy: another process owns the store, for example ``civicbeat serve``.
    """
    folder = Path(data).expanduser().resolve()
    if apps.ready and os.environ.get("CIVICBEAT_DATA") != str(folder):
        raise SettingError("This process has another installation open.", do="Restart the notebook's kernel.")
    os.environ["CIVICBEAT_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")
    django.setup()
    from civicbeat.listen.beat import open_store  # noqa: PLC0415  # models exist only from here on
    from civicbeat.records.installation import Installation  # noqa: PLC0415

    store = open_store(Installation.from_environment())
    return City(store, Scope(agency=agency, person=getpass.getuser(), purpose=reason))
