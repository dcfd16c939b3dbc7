"""A shape says how an answer is built and nothing of what it says."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.sources.shape import skeleton, unknown

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def test_leaves_become_kinds():
    raw = {"id": "abc", "likes": 3, "tags": ["ngập", "x"], "author": {"name": "Mây Trắng"}, "ok": True, "none": None}
    assert skeleton(raw) == {
        "id": "text 3",
        "likes": "number",
        "tags": ["text 4"],
        "author": {"name": "text 9"},
        "ok": "true",
        "none": "none",
    }


@settings(max_examples=100, deadline=None)
@given(values, st.text(st.characters(categories=["Lu", "Ll"]), min_size=8))
def test_nothing_that_is_said_is_kept(value, said):
    shown = json.dumps(skeleton({"text": said, "more": value}), ensure_ascii=False)
    assert said not in shown


def test_names_that_may_be_data_are_not_told():
    assert unknown([{"id": 1, "Mây Trắng": 1, "user-1234567": 2, "new_field": 3}, {"new_field": 4}, 7], {"id"}) == {
        "new_field": 2,
        "…": 2,
    }
