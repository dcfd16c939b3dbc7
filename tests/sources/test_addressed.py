"""Which post an address leads to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.sources.addressed import LONGEST, native_ids

DID = "did:plc:z72i7hdynmk6r22z27h6tvur"


@pytest.mark.parametrize(
    ("address", "native"),
    [
        ("https://x.com/ai_do/status/1734567890123456789?s=20", "1734567890123456789"),
        ("https://twitter.com/i/web/status/1734567890123456789", "1734567890123456789"),
        ("https://mastodon.example/@an/112233445566778899", "112233445566778899"),
        ("https://mastodon.example/users/an/statuses/112233445566778899", "112233445566778899"),
        ("https://www.reddit.com/r/saigon/comments/abc123/ngap_qua/", "t3_abc123"),
        ("https://old.reddit.com/r/saigon/comments/abc123/ngap_qua/xyz789/", "t1_xyz789"),
        (f"https://bsky.app/profile/{DID}/post/3kabcdefghi2x", f"at://{DID}/app.bsky.feed.post/3kabcdefghi2x"),
        ("https://t.me/s/phuongmau/4321", "phuongmau/4321"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgzABC", "dQw4w9WgXcQ/UgzABC"),
        ("https://forum.example/posts/77", "77"),
        ("https://news.example/bai-1.html#binh-luan", "https://news.example/bai-1.html"),
    ],
)
def test_the_id_in_an_address_is_found(address, native):
    assert native in native_ids(address)


@pytest.mark.parametrize(
    "address", ["", "ngập quá", "ftp://a.example/1", "javascript:alert(1)", "https://", "http://[x"]
)
def test_what_is_no_address_has_no_ids(address):
    assert native_ids(address) == ()


def test_an_endless_address_is_none():
    assert native_ids("https://a.example/" + "a" * LONGEST) == ()


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_typed_breaks_it(tail):
    for head in ("https://x.com/", "https://bsky.app/profile/", "https://youtube.com/watch?", ""):
        assert all(native_ids(head + tail))
