"""Replay: gives dead letters another chance, for example after an update of the enricher that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pyarrow as pa
import structlog

from civicbeat.governance.switches.state import switched_off
from civicbeat.listen.beat import Beat
from civicbeat.listen.passages import held_back
from civicbeat.listen.terms import own, policy
from civicbeat.listen.understand import Understanding
from civicbeat.store.dead_letters import DeadLetter

AT_ONCE = 500

log = structlog.get_logger()


def replay(beat: Beat) -> int:
    """Tries every dead letter again; those that succeed are stored and leave the dead letters.

    Returns:
        How many posts were stored.
    """
    understanding = Understanding.of(beat.installation.keys, beat.installation.sentiment_model)
    alike: dict[tuple[str, timedelta | None, bool], list[DeadLetter]] = {}
    for letter in beat.store.dead_letters():
        alike.setdefault((letter.source, letter.keep_for, letter.from_reading), []).append(letter)
    return sum(
        _again(beat, understanding, letters[n : n + AT_ONCE])
        for letters in alike.values()
        for n in range(0, len(letters), AT_ONCE)
    )


def _again(beat: Beat, understanding: Understanding, letters: Sequence[DeadLetter]) -> int:
    """Tries letters of one source and term together; where that fails, halves until those at fault stand alone."""
    try:
        waited = pa.concat_batches([letter.batch for letter in letters])
        batch = understanding.again(held_back(waited, beat.workers.label), switched_off())
    except Exception as error:  # noqa: BLE001  # one letter that fails again does not stop the others
        if len(letters) == 1:
            log.warning("a dead letter failed again", source=letters[0].source, kind=type(error).__name__)
            return 0
        middle = len(letters) // 2
        return _again(beat, understanding, letters[:middle]) + _again(beat, understanding, letters[middle:])
    beat.store.write(
        batch,
        token=f"dead letters {letters[0].id} to {letters[-1].id}",
        keep_for=letters[0].keep_for,
        from_reading=letters[0].from_reading,
        own=own(letters[0].source, policy(letters[0].source)),
    )
    beat.store.revive([letter.id for letter in letters])
    return len(batch)
