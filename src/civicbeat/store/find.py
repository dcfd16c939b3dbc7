"""Find: posts by exactly what they say or by exactly where they are, for whom they are about. No query leads here."""

from __future__ import annotations

from collections.abc import Sequence

from civicbeat.store.client import Clients
from civicbeat.store.words import split

MOST_WORDS = 12
"""As many words of a text are looked up in the index; the longest say most."""
_BY_WORDS = """SELECT DISTINCT id FROM posts FINAL
WHERE gone = 0 AND keep_until > now() AND hasAllTokens(words, {words:Array(String)}) AND text IN {texts:Array(String)}
ORDER BY id LIMIT {most:UInt64}"""
_BY_URL = """SELECT DISTINCT id FROM posts FINAL
WHERE gone = 0 AND keep_until > now() AND url IN {urls:Array(String)} ORDER BY id LIMIT {most:UInt64}"""


def of_text(clients: Clients, texts: Sequence[str], most: int) -> tuple[int, ...]:
    """Ids of the posts whose stored text is exactly one of ``texts``; ``most`` of them.

    Texts that share no word are not looked for: there is no index of the rest.
    """
    shared = set.intersection(*(set(split(text)) for text in texts)) if texts else set()
    words = sorted(shared, key=lambda word: (-len(word), word))[:MOST_WORDS]
    if not words:
        return ()
    return tuple(row[0] for row in clients.rows(_BY_WORDS, {"words": words, "texts": list(texts), "most": most}))


def of_url(clients: Clients, urls: Sequence[str], most: int) -> tuple[int, ...]:
    """Ids of the posts whose stored address is exactly one of ``urls``; ``most`` of them."""
    wanted = [url for url in urls if url]
    if not wanted:
        return ()
    return tuple(row[0] for row in clients.rows(_BY_URL, {"urls": wanted, "most": most}))
