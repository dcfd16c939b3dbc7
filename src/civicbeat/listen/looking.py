"""Looking: the only way the faces reach posts, so that every look is in the audit log (charter rule 3)."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from civicbeat.governance.audit import chain
from civicbeat.store.answer import Posts
from civicbeat.store.question import Look
from civicbeat.store.store import Store


def look(store: Store, wanted: Look, subject: str = "") -> Posts:
    """A page of posts; the look is recorded before anything is shown.

    Args:
        store: where the posts are.
        wanted: which posts, under which scope.
        subject: what the look belongs to, for example a topic; empty for a free search.

    Raises:
        BadQuery: the query is wrong; nothing was looked at.
        ModelSwitchedOff: it chooses by what such a model said.
    """
    store.must_tell(wanted)
    chain.record(wanted.scope, "look", subject, **_details(wanted))
    return store.look(wanted)


def export(store: Store, wanted: Look, form: str, subject: str = "") -> Iterator[pa.RecordBatch]:
    """All the posts, in batches, to be written as ``form``; recorded before the first batch is read."""
    store.must_tell(wanted)
    chain.record(wanted.scope, "export", subject, form=form, **_details(wanted))
    return store.export(wanted)


def _details(wanted: Look) -> dict[str, object]:
    return {
        "query": wanted.query,
        "filters": [f"{'not ' if f.exclude else ''}{f.group}: {', '.join(f.values)}" for f in wanted.filters],
        "from": wanted.period.start.isoformat(),
        "to": wanted.period.end.isoformat(),
        "after": wanted.after,
    }
