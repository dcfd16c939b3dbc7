"""Bodies: no more of a request is taken in than its address may be sent, be it announced or not.

Django reads a request's whole body before it looks who is there; beyond ``FILE_UPLOAD_MAX_MEMORY_SIZE`` it would write
it to a file, and nothing unmasked may be written to a disk.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings

from civicbeat.sources.webhook.body import LARGEST_BODY

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

DELIVERIES, UPLOADS = "/intake/", "/imports"


def bounded(app: App) -> App:
    """``app``, which is not given more of a body than its address may be sent; the sender then gets 413."""

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        left = largest(scope["path"]) if scope["type"] == "http" else 0
        if scope["type"] == "http" and _announced(scope) > left:
            await _refuse(send)
            return

        async def counted() -> Message:
            nonlocal left
            message = await receive() if left >= 0 else {}
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await app(scope, counted, send)
        if left < 0:  # the application took it for a sender that went away, and said nothing
            await _refuse(send)

    return within


def largest(path: str) -> int:
    """How many bytes may be sent to ``path``."""
    if path.startswith(DELIVERIES):
        return LARGEST_BODY
    upload: int = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    other: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return upload if path.startswith(UPLOADS) else other


def _announced(scope: Scope) -> int:
    told = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(told) if told.isdigit() else 0


async def _refuse(send: Send) -> None:
    said = json.dumps({"error": "too-large", "message": "The request is larger than it may be."}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": said})
