"""Again: a line that was cut is opened anew, with longer and longer waits, until it is enough."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import TypeVar

from civicbeat.records.errors import SourceUnreachable
from civicbeat.sources.web import AskedToWait

MOST_TRIES = 5
LONGEST_PAUSE = 30.0
BEAT = 0.5
"""Seconds after which somebody who waits hears that nothing came."""

T = TypeVar("T")


def again(listen: Callable[[], Generator[T | None]], ends: float, pause: float) -> Iterator[T | None]:
    """What ``listen`` gives, called anew whenever its line is cut or silent, until ``ends`` (``time.monotonic``).

    ``None`` stands for a beat in which nothing came. ``pause`` seconds pass before the second try, twice as many before
    each further one, until something comes again.

    Raises:
        AskedToWait: as ``listen`` raises it, at once.
        SourceUnreachable: ``MOST_TRIES`` lines in a row gave nothing.
        SourceError: any other, at once.
    """
    failures = 0
    while time.monotonic() < ends:
        try:
            with closing(listen()) as coming:
                for came in coming:
                    failures = 0 if came is not None else failures
                    yield came
                    if time.monotonic() >= ends:
                        return
        except AskedToWait:
            raise
        except SourceUnreachable:
            failures += 1
            if failures >= MOST_TRIES:
                raise
        yield from _waited(min(pause * 2 ** max(0, failures - 1), LONGEST_PAUSE), ends)


def _waited(seconds: float, ends: float) -> Iterator[None]:
    """Beats until ``seconds`` have passed, a quarter more or less so that many listeners do not come back at once."""
    until = min(time.monotonic() + seconds * random.uniform(0.75, 1.25), ends)  # noqa: S311  # keeps no secret
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, BEAT))
        yield None
