"""Readings: what tests of followed sources do: read one, keep its cursor as a store would, wait for its failure."""

from __future__ import annotations

import json

import pytest

from civicbeat.records.errors import SourceError
from civicbeat.records.post import Post


def read(one, cursor=None):
    """One reading: its pages, what they became, and the kept cursor as a store would give it back."""
    pages = list(one.fetch(cursor or {}))
    return pages, [one.to_post(raw) for page in pages for raw in page.raws], kept(pages)


def kept(pages):
    return json.loads(json.dumps(dict(pages[-1].cursor)))


def until_it_fails(one, cursor=None):
    """The pages of a reading that fails, and its failure."""
    pages = []
    with pytest.raises(SourceError) as caught:
        pages.extend(one.fetch(cursor or {}))
    return pages, caught.value


def ids(made):
    return [one.native_id for one in made if isinstance(one, Post)]
