"""What the engine finds is what an independent reading of the query finds, and nothing typed ever becomes SQL."""

import contextlib
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.making import batch

from civicbeat.records.errors import BadQuery, InputError
from civicbeat.store.bound import Binder
from civicbeat.store.expand import Expander
from civicbeat.store.parse import parse
from civicbeat.store.question import Filter, Group
from civicbeat.store.where import holds as condition_of

WORDS = ["ngập", "ngap", "Ngáp", "nước", "nuoc", "NƯỚC", "đường", "duong", "dường", "Đi", "di", "xe", "rain", "r2d2"]
THEMES = ["flooding", "traffic", "noise"]


def found(store, query, filters=()):
    bind = Binder()
    condition = condition_of(parse(query), filters, bind, Expander(store._clients))
    return {row[0] for row in store._clients.rows(f"SELECT id FROM posts FINAL WHERE {condition}", bind.values)}


# -- an independent evaluator over the same tree of tuples the queries are written from


def bare(word):
    kept = [c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c)]
    return "".join(kept).replace("đ", "d")


def means(typed, word):
    return word.lower() == typed.lower() if bare(typed) != typed.lower() else bare(word) == typed.lower()


def holds(tree, post):  # noqa: PLR0911  # one line a kind
    kind, *rest = tree
    words = post["words"]
    if kind == "word":
        return any(means(rest[0], word) for word in words)
    if kind == "prefix":
        stem = rest[0].lower()
        exact = bare(stem) != stem
        return any((word.lower() if exact else bare(word)).startswith(stem) for word in words)
    if kind == "phrase":
        n = len(rest[0])
        return any(all(map(means, rest[0], words[i : i + n])) for i in range(len(words) - n + 1))
    if kind == "near":
        n = len(rest[0]) + rest[1]
        return any(all(any(means(t, w) for w in words[i : i + n]) for t in rest[0]) for i in range(len(words)))
    if kind == "theme":
        return rest[0] in post["themes"]
    if kind == "not":
        return not holds(rest[0], post)
    return (all if kind == "and" else any)(holds(one, post) for one in rest[0])


def written(tree):  # noqa: PLR0911  # one line a kind
    kind, *rest = tree
    match kind:
        case "word":
            return rest[0]
        case "prefix":
            return rest[0] + "*"
        case "phrase":
            return '"' + " ".join(rest[0]) + '"'
        case "near":
            return '"' + " ".join(rest[0]) + f'"~{rest[1]}'
        case "theme":
            return f"theme:{rest[0]}"
        case "not":
            return f"(NOT {written(rest[0])})"
    return "(" + f" {kind.upper()} ".join(written(one) for one in rest[0]) + ")"


word = st.sampled_from(WORDS)
leaf = st.one_of(
    st.tuples(st.just("word"), word),
    st.tuples(st.just("prefix"), word.map(lambda w: w[:3])),
    st.tuples(st.just("phrase"), st.lists(word, min_size=2, max_size=3)),
    st.tuples(st.just("near"), st.lists(word, min_size=2, max_size=3), st.integers(0, 3)),
    st.tuples(st.just("theme"), st.sampled_from(THEMES)),
)
query = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)
post = st.fixed_dictionaries(
    {
        "words": st.lists(word, min_size=1, max_size=8),
        "glue": st.sampled_from([" ", ", ", "-", " 😀 ", "\n", "…"]),
        "themes": st.lists(st.sampled_from(THEMES), min_size=1, max_size=2, unique=True),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(post, min_size=1, max_size=12), st.lists(query, min_size=3, max_size=6))
def test_the_engine_agrees_with_an_independent_reading(opened, posts, queries):
    opened._clients.order("TRUNCATE TABLE posts")
    opened._clients.order("TRUNCATE TABLE identities")
    rows = [{"id": n + 1, "text": p["glue"].join(p["words"]), "themes": p["themes"]} for n, p in enumerate(posts)]
    opened.write(batch(rows), token="t")
    for tree in queries:
        expected = {n + 1 for n, p in enumerate(posts) if holds(tree, p)}
        assert found(opened, written(tree)) == expected, written(tree)


@pytest.mark.parametrize("query", ['"to duong"', '"to ꙮ duong"', '"ꙮ duong"'])
def test_no_phrase_reaches_from_the_words_to_the_same_words_without_accents(store, query):
    store.write(batch([{"id": 1, "text": "Đường to"}]), token="t")
    assert found(store, query) == ({1} if query == '"ꙮ duong"' else set())
    assert found(store, '"duong to"') == {1}


ROW = {
    "id": 1, "text": "Ngập nước ở Thủ Đức", "language": "vi", "themes": ["flooding"], "places": ["vn.hcm.thu-duc"],
    "source": "feeds.tin", "platform": "news", "kind": "article", "sentiment": "negative", "story": 77,
    "url": "https://Tin.example/a_b", "institution": "Báo Thành Phố",
}  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "lang:vi", "LANG:VI", "theme:flooding", "theme:flo*", "place:vn.hcm.thu-duc", "place:vn.hcm*", "place:vn.?cm.*",
        "source:feeds.tin", "source:feeds.*", "platform:news", "kind:article", "sentiment:negative", "story:77",
        "url:tin.example", "url:a_b", 'institution:"bao thanh pho"', 'institution:"Báo Thành Phố"', "institution:báo*",
        "ngap theme:flooding -theme:noise", "NFC OR ngập",
    ],
)  # fmt: skip
def test_fields_find(store, query):
    store.write(batch([ROW, {"id": 2, "text": "khác", "language": "en", "platform": "forum"}]), token="t")
    assert found(store, query) == {1}


@pytest.mark.parametrize("query", ['institution:"bảo thanh pho"', "url:aXb", "place:vn", "lang:v", "theme:f_ooding"])
def test_fields_do_not_find_too_much(store, query):
    store.write(batch([ROW]), token="t")
    assert found(store, query) == set()


def test_filters_of_several_kinds_all_hold(store):
    store.write(batch([ROW, ROW | {"id": 2, "sentiment": "positive"}, ROW | {"id": 3, "story": 78}]), token="t")
    filters = [
        Filter(Group.THEME, ("flooding", "noise")),
        Filter(Group.SENTIMENT, ("negative",)),
        Filter(Group.STORY, ("77",)),
    ]
    assert found(store, "", filters) == {1}
    assert found(store, "", [Filter(Group.SENTIMENT, ("negative",), exclude=True)]) == {2}


def test_time_is_no_filter(store):
    with pytest.raises(InputError):
        found(store, "", [Filter(Group.DAY, ("2026-03-01",))])


@pytest.mark.parametrize("value", ["x", "-1", "٣", "", str(2**64)])
def test_a_story_is_given_by_its_number(store, value):
    with pytest.raises(InputError, match="by its number"):
        found(store, "", [Filter(Group.STORY, (value,))])


def test_decomposed_text_is_found_as_it_is_composed(store):
    store.write(batch([{"id": 1, "text": unicodedata.normalize("NFD", "Ngập nước")}]), token="t")
    assert found(store, "ngập") == found(store, unicodedata.normalize("NFD", "ngập")) == {1}


HOSTILE = [
    "'; DROP TABLE posts; --",
    '"\'; DROP TABLE posts; --"',
    "1) OR 1=1 --",
    "{p0:String}",
    '"{p0:String}"',
    "\\",
    '"\\\\"',
    "<script>alert(1)</script>",
    '"<img src=x onerror=alert(1)>"',
    "a\x00b",
    "\x1b[31m",
    "%' OR '1'='1",
    "theme:{p0:String}",
    'theme:"x\') OR 1=1 --"',
    "x" * 10_000,
    "(" * 5_000,
    '"' * 31,
    "🙂" * 500,
    "\u202eabc",
    "url:'",
    "source:\\",
    "institution:%",
    "place:%*",
    "ng%*",
    "ng_*",
    "ng\\*",
    'url:"\' OR 1=1"',
    "\u202e" * 100,
    "a\u202eb",
    "story:18446744073709551616",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_find_nothing_and_break_nothing(store, query):
    store.write(batch([ROW]), token="t")
    with contextlib.suppress(BadQuery):
        assert found(store, query) == set()
    assert found(store, "") == {1}


@given(text=st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_is_bound(opened, text):
    for shape in (text, f'"{text}"', f'theme:"{text}"', f'url:"{text}"', f"source:{text}*"):
        try:
            clause = parse(shape)
        except BadQuery:
            continue
        bind = Binder()
        sql = condition_of(clause, (), bind, lambda _: ["x"])
        assert not bind.values or opened._clients.rows(f"SELECT count() FROM posts FINAL WHERE {sql}", bind.values)


@pytest.mark.parametrize(
    "query", ["ngap", "ngập nước", "ngap OR rain", '"ngap nuoc"', '"ngap nuoc"~3', "nga*", "-ngap"]
)
def test_words_are_answered_by_the_index(store, query):
    store.write(batch([ROW]), token="t")
    bind = Binder()
    sql = condition_of(parse(query), (), bind, Expander(store._clients))
    store._clients.rows(
        f"SELECT count() FROM posts FINAL WHERE {sql}", bind.values, force_data_skipping_indices="by_word"
    )


@pytest.mark.parametrize(("query", "index"), [("theme:flooding", "by_theme"), ("place:vn.hcm.thu-duc", "by_place")])
def test_lists_are_answered_by_their_index(store, query, index):
    store.write(batch([ROW]), token="t")
    bind = Binder()
    sql = condition_of(parse(query), (), bind, Expander(store._clients))
    store._clients.rows(f"SELECT count() FROM posts FINAL WHERE {sql}", bind.values, force_data_skipping_indices=index)
