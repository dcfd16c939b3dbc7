"""Faults: every error of the driver and the engine, said as one of ours. None carries data of a post."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError, ProgrammingError

from civicbeat.records.errors import QueryTooExpensive, StoreError, StoreFull, StoreUnavailable

_NO_SPACE = {243}
_TOO_EXPENSIVE = {158, 159, 160, 241, 307, 396}
_UNREACHABLE = {81, 192, 193, 194, 202, 209, 210, 497, 516}


@contextmanager
def mapped() -> Iterator[None]:
    """Turns what the driver raises inside into the error tree.

    Raises:
        StoreFull: no space is left.
        QueryTooExpensive: a limit of time, memory or rows was reached.
        StoreUnavailable: the server cannot be reached or refuses us.
        StoreError: anything else, by the engine's number of the error.
    """
    try:
        yield
    except ClickHouseError as error:
        raise _said(error) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full() from error
        raise StoreUnavailable(
            f"The post store met a fault of the system ({type(error).__name__}).", do="Run civicbeat doctor."
        ) from error


@contextmanager
def answering() -> Iterator[None]:
    """Round the reading of an answer: an embedded engine at a limit may end it in the middle, as Arrow, JSON or text.

    Raises:
        QueryTooExpensive: the answer broke off.
    """
    try:
        yield
    except ValueError as error:
        raise _too_expensive() from error


def _said(error: ClickHouseError) -> StoreError:
    code = getattr(error, "code", None)
    text = str(error)
    if code in _NO_SPACE or "No space left" in text or "NOT_ENOUGH_SPACE" in text:
        return _full()
    if code in _TOO_EXPENSIVE:
        return _too_expensive()
    if code in _UNREACHABLE or (code is None and isinstance(error, OperationalError)):
        return StoreUnavailable(
            "The post store's server does not answer or refuses the account.",
            do="Check CIVICBEAT_POSTS_URL and that the server runs.",
        )
    if isinstance(error, ProgrammingError) and "chdb engine" in text:
        return StoreUnavailable(
            "The embedded post store does not start.", do="A process has one store at a time: close the other."
        )
    return StoreError(f"The post store refused an order (engine error {code}).", do="Run civicbeat doctor.")


def _too_expensive() -> QueryTooExpensive:
    return QueryTooExpensive(
        "The question took more time or memory than one question may.", do="Choose a shorter period or rarer words."
    )


def _full() -> StoreFull:
    return StoreFull(
        "No space is left to write; nothing of the batch was acknowledged.", do="Make room, then try again."
    )
