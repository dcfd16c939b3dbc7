"""Reaching: how far back each source's posts go, so that a file of an earlier year is found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from civicbeat.records.period import Grain, Period, today
from civicbeat.records.scope import Scope
from civicbeat.store.question import Group, Question
from civicbeat.web import asking, figures

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Reach:
    """The months from the one of ``first`` to the one of ``last`` in which a source has posts, both included."""

    source: str
    first: date
    last: date

    @property
    def address(self) -> str:
        """The parameters of the search that shows all of its posts."""
        return urlencode({"f": f"source:{self.source}", "from": self.first.isoformat(), "to": self.last.isoformat()})


def reaches(scope: Scope) -> Mapping[str, Reach]:
    """The reach of every source by name, in whole months."""
    period = Period.of_days(EARLIEST, today() + timedelta(days=1))
    [answer] = asking.ask(
        Question(scope=scope, period=period, by=(Group.MONTH, Group.SOURCE), limit=100_000),
    )
    return {
        source: Reach(source, said[0].start.date(), min(said[-1].end.date() - timedelta(days=1), today()))
        for source, cells in figures.crossed(answer, Grain.MONTH).items()
        if (said := [cell for cell in cells if cell.count != 0])
    }
