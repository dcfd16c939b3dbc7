"""Mapping of a site's page to a post."""

from __future__ import annotations

from dataclasses import dataclass

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.feeds.mapping import EntryReader


@dataclass(frozen=True, slots=True)
class PageReader:
    """Makes posts of pages as ``SitesSource.fetch`` gives them: the site speaks, its writers are left out."""

    source: str
    title: str

    def post(self, raw: Raw) -> Post | Rejected:
        """The post of one page, or why there is none. Never raises on any mapping."""
        if not isinstance(raw.get("full"), str) or not str(raw["full"]).strip():
            where = raw.get("where")
            return Rejected(
                where[:200] if isinstance(where, str) else "a page", "no-text", "The page has no main text."
            )
        return EntryReader(self.source, self.title, institutional=True).post(raw)
