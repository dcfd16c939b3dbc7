"""Meta Content Library: Facebook's and Instagram's posts."""

from datetime import UTC, datetime

from tests.sources.exported import everything, reasons, table, upload
from tests.sources.meta.sample import facebook, instagram, sample

from civicbeat.sources.meta import MetaSource


def read(*rows):
    return everything(MetaSource(upload(table(list(rows)))))[0]


def test_a_post_of_facebook():
    [post] = read(facebook())
    assert (post.platform, post.native_id, post.media, post.language) == ("facebook", "facebook/11", ("image",), "vi")
    assert (post.likes, post.replies, post.shares, post.reach) == (12, 3, 1, 900)
    assert post.published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


def test_a_page_is_not_taken_for_an_institution():
    [post] = read(facebook())
    assert (post.author, post.institution) == ("cho.mau", "")


def test_a_post_of_instagram_has_no_count_it_does_not_tell():
    [post] = read(instagram())
    assert (post.platform, post.native_id, post.author, post.likes) == ("instagram", "instagram/55", "An Nhiên", 5)
    assert (post.reach, post.shares) == (None, None)


def test_a_shared_post_names_what_it_shares():
    assert read(facebook(shared_post_id="77"))[0].parent == "facebook/77"


def test_a_post_without_words_is_counted():
    assert reasons(MetaSource(upload(sample(1)))) == ["no-text"]
