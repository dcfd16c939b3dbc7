"""Rechecks: batches do not stop each other, and what is gone becomes a deletion."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.records.errors import SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Rejected
from civicbeat.sources.rechecks import gone, gone_post, in_batches
from civicbeat.sources.web import AskedToWait

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_a_batch_that_fails_is_left_out_and_told_at_the_end():
    def ask(batch):
        if "3" in batch:
            raise SourceUnreachable("x")
        return Page(tuple({"id": one} for one in batch), {})

    pages = []
    with pytest.raises(SourceUnreachable):
        pages.extend(in_batches(["1", "2", "3", "4", "5"], 2, ask))
    assert [raw["id"] for page in pages for raw in page.raws] == ["1", "2", "5"]
    assert list(in_batches([], 2, ask)) == []


def test_a_host_that_wants_rest_gets_it_at_once():
    asked = []

    def ask(batch):
        asked.append(batch)
        raise AskedToWait("x", until=NOW)

    with pytest.raises(AskedToWait):
        list(in_batches(["1", "2"], 1, ask))
    assert asked == [["1"]]


def test_what_is_gone_is_a_deletion_without_a_word():
    post = gone_post(gone("7", NOW), "x.a", "x")
    assert isinstance(post, Post)
    assert (post.native_id, post.deleted, post.text, post.author, post.published_at) == ("7", True, "", "", NOW)


@given(st.dictionaries(st.sampled_from(["id", "read_at", "where"]), st.one_of(st.none(), st.text(), st.integers())))
def test_no_mapping_breaks_it(raw):
    assert isinstance(gone_post(raw, "x.a", "x"), Post | Rejected)
