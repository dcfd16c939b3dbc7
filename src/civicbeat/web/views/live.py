"""Live: tells open pages that posts have come in (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from django.http import HttpRequest, StreamingHttpResponse

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.beat import Beat, current

LOOK_EVERY_SECONDS = 2.0
SIGN_OF_LIFE_EVERY = 8


@needs(Right.LOOK)
async def live(_request: HttpRequest) -> StreamingHttpResponse:
    """A stream with one event each time the number of posts or the newest one changes."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_pulses(current()), content_type="text/event-stream", headers=headers)


async def _pulses(beat: Beat) -> AsyncIterator[str]:
    seen = await asyncio.to_thread(beat.store.pulse)
    quiet = 0
    yield "retry: 3000\n\n"
    while not beat.stopping.is_set():
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        pulse = await asyncio.to_thread(beat.store.pulse)
        quiet = 0 if pulse != seen else quiet + 1
        if pulse != seen:
            yield f"event: pulse\ndata: {max(0, pulse.posts - seen.posts)}\n\n"
            seen = pulse
        elif quiet % SIGN_OF_LIFE_EVERY == 0:
            yield ": still here\n\n"
