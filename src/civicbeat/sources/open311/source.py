"""Open311: reports to a city that it publishes itself (GeoReport v2, wiki.open311.org/GeoReport_v2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from civicbeat.records.errors import FormatChanged, SettingError
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment, patient
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.open311.mapping import WANTED, post_of
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.web import NotFound, Web

PAGE_SIZE = 100
MOST_PAGES = 200
SPAN = timedelta(days=7)
"""Asked at a time: servers cut what is longer than 90 days or 1,000 requests, and not all can page."""
OVERLAP = timedelta(days=2)
"""Asked again at every reading: requests are published late, and edited."""

POLICY = Policy(
    terms="Each city's own; most publish their requests as open data. robots.txt is obeyed.",
    terms_read=date(2026, 11, 23),
    may_store="Description, service, date, place and kind of media; no address, name or other contact of a person.",
    deletion="None: the format has no signal. Erase a report on its writer's or the city's request.",
    requests_per_minute=30,
)


@dataclass(frozen=True)
class Open311Source:
    """Reads a city's published service requests.

    Attributes:
        address: the endpoint, for example ``https://thanh-pho.example/open311/v2``.
        name: registered name, for example ``open311.city``.
        jurisdiction: the ``jurisdiction_id``, where the endpoint serves several.
        by_update: whether the server knows ``updated_after``, so that later edits are found too.
        days: how far back the first reading goes.
        web: how addresses are asked.

    Raises:
        SettingError: the address or the name is not one.
    """

    address: str
    name: str
    jurisdiction: str = ""
    by_update: bool = False
    days: int = 90
    web: Web = field(default_factory=lambda: Web(pause=60 / POLICY.requests_per_minute))
    kind: str = field(default="open311", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option(
            "address", "Address of the endpoint", "address", required=True, example="https://city.example/open311/v2"
        ),
        Option("jurisdiction", "Jurisdiction", tells_apart=True, why="Only where the endpoint serves several cities."),
        Option("by_update", "Edits are found by their date of update", "yes"),
        Option("days", "Days to look back at first", "number", example="90"),
    )
    every: ClassVar[timedelta] = timedelta(minutes=15)

    def __post_init__(self) -> None:
        must_be_name(self.name, "open311.city")
        if not re.match(r"https?://[^?#\s]+$", self.address):
            raise SettingError("This is not an endpoint's address.", do="Give it as https://city.example/open311/v2.")
        if not 0 < self.days <= 3_650:
            raise SettingError("The number of days cannot be.", do="Give 1 to 3,650 days.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What was reported, or with ``by_update`` changed, since ``cursor``; a week at a time.

        Raises:
            SourceRefused: reading it is not allowed.
            SourceUnreachable: no answer; where the server names a time to wait, that is kept in the cursor first.
            FormatChanged: the answer is not a list of requests, or has no end.
        """
        yield from patient(cursor, self._spans)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return post_of(raw, self.name)

    def _spans(self, cursor: Mapping[str, Any], at: datetime) -> Iterator[Page]:
        now = at.replace(microsecond=0)
        last = moment(cursor.get("upto"))
        start = min(last - OVERLAP, now - OVERLAP) if last else now - timedelta(days=self.days)
        while start < now:
            end = min(start + SPAN, now)
            for page in self._span(start, end, cursor, now):
                cursor = page.cursor
                yield page
            start = end

    def _span(self, start: datetime, end: datetime, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        """Pages of one week; the last, which is empty, vouches for it."""
        seen: set[str] = set()
        for number in range(1, MOST_PAGES + 1):
            found = self._ask(start, end, number)
            fresh = [item for item in found if _mark(item) not in seen]
            if not fresh:  # no more, or a server that cannot page and says the same again
                reached = max(filter(None, (end, moment(cursor.get("upto")))))
                yield Page((), {**cursor, "upto": reached.isoformat()}, Period(start, end))
                return
            seen.update(map(_mark, fresh))
            raws = (_raw(item, now, f"request {place} of page {number}") for place, item in enumerate(fresh, 1))
            yield Page(tuple(raws), cursor)
        raise FormatChanged("The server's list of requests has no end.", do="Ask its owner how it is paged.")

    def _ask(self, start: datetime, end: datetime, number: int) -> list[Any]:
        names = ("updated_after", "updated_before") if self.by_update else ("start_date", "end_date")
        bounds = {name: at.strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in zip(names, (start, end), strict=True)}
        asked = {"jurisdiction_id": self.jurisdiction, **bounds, "page": number, "page_size": PAGE_SIZE}
        query = urlencode({name: value for name, value in asked.items() if value})
        try:
            found = json.loads(self.web.get(f"{self.address.rstrip('/')}/requests.json?{query}").body)
        except NotFound:
            if number == 1:
                raise
            return []  # so some servers say that there is no such page
        except (ValueError, RecursionError) as error:
            raise FormatChanged("The answer is not JSON.", do="Check that the endpoint speaks JSON.") from error
        if not isinstance(found, list):
            raise FormatChanged("The server answers with no list of requests.", do="Check the endpoint's address.")
        return found


def _mark(item: Any) -> str:
    """What tells requests of one reading apart."""
    return str(item.get("service_request_id") or item.get("token")) if isinstance(item, dict) else ""


def _raw(item: Any, now: datetime, where: str) -> Raw:
    taken = {name: item.get(name) for name in WANTED} if isinstance(item, dict) else {}
    return {**taken, "read_at": now.isoformat(), "where": where}
