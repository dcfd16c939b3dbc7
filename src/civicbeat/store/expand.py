"""Expand: the words of the index that a wildcard stands for."""

from __future__ import annotations

from collections.abc import Sequence

from civicbeat.records.errors import BadQuery
from civicbeat.store.clauses import Prefix
from civicbeat.store.client import Clients

MOST = 5_000

_WORDS = f"""SELECT DISTINCT token FROM mergeTreeTextIndex(currentDatabase(), 'posts', 'by_word')
WHERE startsWith(token, {{start:String}}) AND token LIKE {{pattern:String}} LIMIT {MOST + 1}"""


class Expander:
    """Looks patterns up in the word index of one store, each once."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._found: dict[Prefix, Sequence[str]] = {}

    def __call__(self, prefix: Prefix) -> Sequence[str]:
        """The words, at most ``MOST``.

        Raises:
            BadQuery: there are more.
        """
        if prefix not in self._found:
            self._found[prefix] = self._look_up(prefix)
        return self._found[prefix]

    def _look_up(self, prefix: Prefix) -> Sequence[str]:
        start = prefix.pattern.replace("?", "*").split("*")[0]
        like = prefix.pattern.replace("\\", "").replace("%", "").replace("_", "\\_").replace("*", "%").replace("?", "_")
        found = [row[0] for row in self._clients.rows(_WORDS, {"start": start, "pattern": like})]
        if len(found) > MOST:
            raise BadQuery(
                f"“{prefix.pattern[:40]}” stands for more than {MOST:,} words.", position=0, do="Add letters."
            )
        return found
