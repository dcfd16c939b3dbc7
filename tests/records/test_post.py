"""Posts keep their identity, and schemas say what may be stored."""

from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.records.post import ENRICHED, MASKED, RAW, Post, post_id, to_raw_batch

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1, max_size=40)


def a_post(**changes):
    return Post(
        **{"source": "s", "platform": "p", "native_id": "1", "text": "x", "published_at": NOW, "collected_at": NOW}
        | changes
    )


def test_a_known_id_never_changes():
    assert post_id("files.sample", "1") == 17276096835603991451


@given(NAMES, NAMES, st.text())
def test_ids_depend_on_both_source_and_native_id(first, second, native):
    assert post_id(first, native) == post_id(first, native)
    assert (post_id(first, native) == post_id(second, native)) == (first == second)


def test_a_batch_keeps_order_and_links():
    batch = to_raw_batch([a_post(native_id="1"), a_post(native_id="2", parent="1", thread="1")])
    assert batch.schema == RAW
    assert batch.column("parent").to_pylist() == [0, post_id("s", "1")]
    assert batch.column("id").to_pylist() == [post_id("s", "1"), post_id("s", "2")]


def test_counts_are_clipped_not_wrapped():
    batch = to_raw_batch([a_post(likes=-3), a_post(likes=2**40), a_post(likes=None)])
    assert batch.column("likes").to_pylist() == [0, 2**32 - 1, None]


def test_no_posts_make_an_empty_batch():
    assert to_raw_batch([]).num_rows == 0


def test_author_names_exist_only_in_raw_batches():
    assert "author_name" in RAW.names
    assert "author_name" not in MASKED.names
    assert "author_name" not in ENRICHED.names
    assert ENRICHED.field("author").type == pa.uint64()
