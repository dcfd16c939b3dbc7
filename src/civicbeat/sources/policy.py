"""Policy: the rules of the place a source reads, as a value that the program obeys and the public register shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = ("day", "month")


@dataclass(frozen=True, slots=True)
class Quota:
    """How much a key may be used: by all sources that share the key together.

    Attributes:
        key: name of the key the units are counted for, as ``keys.key`` takes it.
        units: how many there are in a period.
        per: the period, one of ``PERIODS``.
        zone: IANA zone at whose midnight a period begins.
    """

    key: str
    units: int
    per: str = "day"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a source's owner allows.

    Attributes:
        terms: address of the terms, or a sentence where there are none (an institution's own file).
        terms_read: the day a person read them.
        may_store: what may be kept, one sentence.
        keep_for: how long a post may be kept; ``None`` where the institution's own retention rules.
        requests_per_minute: the most requests to one host in a minute; 0 where no network is used.
        deletion: how a deletion upstream reaches us, one sentence.
        needs_key: whether a key or a contract is needed.
        on_by_default: whether a new installation reads it without being told.
        keep_from_reading: whether that time begins anew with each reading, for places that want what is kept refreshed.
        quota: how much its key may be used; ``None`` where nobody counts.
        recheck_within: how soon a post that is edited or gone upstream must follow here, where the source can be asked
            again (``Rechecks``); ``None`` where deletions come by themselves or not at all.
    """

    terms: str
    terms_read: date
    may_store: str
    deletion: str
    keep_for: timedelta | None = None
    requests_per_minute: int = 0
    needs_key: bool = False
    on_by_default: bool = False
    keep_from_reading: bool = False
    quota: Quota | None = None
    recheck_within: timedelta | None = None
