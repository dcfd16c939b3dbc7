"""Deliveries as a partner makes them, with invented posts."""

from __future__ import annotations

import json
import time
from base64 import b64decode

from civicbeat.sources.webhook import WebhookSource
from civicbeat.sources.webhook.signature import sign

SECRET = "whsec_" + "c2VjcmV0IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyE="
OTHER = "whsec_" + "YW5vdGhlciBzZWNyZXQsIG9mIHRoaXJ0eS10d28gYnl0"


def post(n, **more):
    return {
        "id": f"p{n}",
        "text": f"Hẻm số {n} lại ngập sau mưa, gọi 0903 123 456",
        "published_at": f"2026-03-01T08:{n % 60:02}:00+07:00",
        "author": f"Người số {n % 5}",
    } | more


def body(*posts):
    return json.dumps({"posts": list(posts)}, ensure_ascii=False).encode()


def signed(body, mark="msg_1", at=None, secret=SECRET):
    """The headers of a delivery that is sent now, or ``at``."""
    at = int(time.time() if at is None else at)
    return {
        "webhook-id": mark,
        "webhook-timestamp": str(at),
        "webhook-signature": sign(b64decode(secret.removeprefix("whsec_")), mark, at, body),
    }


def specimen():
    """A delivery of 40 posts, one without a word, one with a field that cannot be, and something that is no post."""
    posts = (*map(post, range(40)), post(50, text=" "), post(51, likes=-1), "nothing")
    return WebhookSource("webhook.gop-y", title="Cổng góp ý", posts=posts)
