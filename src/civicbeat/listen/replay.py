"""Replay: gives dead letters another chance, for example after an update of the enricher that failed."""

from __future__ import annotations

import structlog

from civicbeat.listen.beat import Beat
from civicbeat.listen.understand import Understanding

log = structlog.get_logger()


def replay(beat: Beat) -> int:
    """Tries every dead letter again; those that succeed are stored and leave the dead letters.

    Returns:
        How many posts were stored.
    """
    understanding = Understanding.of(beat.installation.keys, beat.installation.sentiment_model)
    stored = 0
    for letter in list(beat.store.dead_letters()):
        try:
            batch = understanding.again(letter.batch)
        except Exception as error:  # noqa: BLE001  # one letter that fails again does not stop the others
            log.warning("a dead letter failed again", source=letter.source, kind=type(error).__name__)
            continue
        beat.store.write(batch, token=f"dead letter {letter.id}")
        beat.store.revive(letter.id)
        stored += len(batch)
    return stored
