"""Export of the log, a line of JSON an entry: what an outsider verifies with ``verify_audit.py``."""

from __future__ import annotations

from collections.abc import Container, Iterator

import orjson

from civicbeat.governance.audit.chain import body
from civicbeat.governance.audit.models import Entry


def lines(agencies: Container[str] | None = None) -> Iterator[bytes]:
    """Every entry in order: ``{"number", "digest", "body"}``, ``body`` being the text its digest is made over.

    Args:
        agencies: short names of those whose entries are told; of the others, and of those whose words were dropped,
            the digest stands alone, so that the chain can be followed all the same. ``None`` tells all.
    """
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2_000):
        told: dict[str, object] = {"number": entry.number, "digest": entry.digest}
        if not entry.dropped and (agencies is None or entry.agency in agencies):
            told["body"] = body(entry)
        yield orjson.dumps(told) + b"\n"
