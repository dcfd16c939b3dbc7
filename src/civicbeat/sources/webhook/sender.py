"""Sender: delivers a file of posts to a webhook. It needs nothing but Python 3.8, so that partners can take it along.

Usage: WEBHOOK_SECRET=whsec_… python sender.py https://HOST/intake/NAME posts.json
"""

from __future__ import annotations

import base64
import hmac
import os
import sys
import time
import urllib.error
import urllib.request
import uuid


def deliver(address: str, body: bytes, secret: str, mark: str) -> tuple[int, str]:
    """Sends ``body`` once; gives the status and what the answer says. Send it again with the same ``mark``."""
    now = str(int(time.time()))
    key = base64.b64decode(secret[len("whsec_") :])
    signature = hmac.new(key, f"{mark}.{now}.".encode() + body, "sha256").digest()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": mark,
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }
    request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310  # the caller's own address
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except urllib.error.URLError as unreached:
        return 503, str(unreached.reason)


def main() -> None:
    """Delivers until it is taken or refused for good; between tries it waits, longer each time."""
    address, file = sys.argv[1:]
    mark = f"msg_{uuid.uuid4().hex}"
    with open(file, "rb") as posts:  # noqa: PTH123  # as short as it can be
        body = posts.read()
    status, said = deliver(address, body, os.environ["WEBHOOK_SECRET"], mark)
    for wait in (5, 60, 300):
        if status not in (429, 502, 503, 504):
            break
        time.sleep(wait)
        status, said = deliver(address, body, os.environ["WEBHOOK_SECRET"], mark)
    sys.stdout.write(f"{status} {said}\n")
    sys.exit(0 if status == 200 else 1)


if __name__ == "__main__":
    main()
