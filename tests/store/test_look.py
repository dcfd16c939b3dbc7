import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.making import SCOPE, YEAR, batch, crowd

from civicbeat.records.errors import InputError
from civicbeat.store.answer import SeenPost, Span
from civicbeat.store.highlight import spans
from civicbeat.store.look import EXPORTED
from civicbeat.store.parse import parse
from civicbeat.store.question import Look, Order


def wanted(query="", **more):
    return Look(scope=SCOPE, period=YEAR, query=query, **more)


def pages(store, query="", **more):
    seen, after = [], ""
    while True:
        page = store.look(wanted(query, after=after, **more))
        assert not page.hidden
        seen += page.posts
        after = page.next
        if not after:
            return seen


def test_newest_first_page_by_page_without_loss(store):
    rows = crowd(250)
    store.write(batch(rows), token="a")
    assert [post.id for post in pages(store, limit=40)] == [row["id"] for row in reversed(rows)]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("one_per_story", [False, True])
def test_paging_gives_what_one_page_gives(store, order, one_per_story):
    rows = [
        r | {"likes": n % 7, "story": n // 3, "published_at": crowd(1)[0]["published_at"]}
        for n, r in enumerate(crowd(120))
    ]
    store.write(batch(rows), token="a")
    more = {"order": order, "one_per_story": one_per_story}
    whole = [post.id for post in store.look(wanted(limit=500, **more)).posts]
    assert len(whole) == (42 if one_per_story else 120)
    assert [post.id for post in pages(store, limit=17, **more)] == whole


def test_most_reactions_first(store):
    store.write(batch([r | {"likes": r["id"]} for r in crowd(60)]), token="a")
    assert [post.likes for post in store.look(wanted(order=Order.MOST_REACTIONS, limit=3)).posts] == [60, 59, 58]


def test_a_story_is_its_first_post_with_how_many_say_the_same(store):
    store.write(batch(crowd(200, story=9) + crowd(30, first=1_000, people=3, story=8)), token="a")
    many, few = sorted(store.look(wanted(one_per_story=True)).posts, key=lambda post: -post.copies)
    assert many.id == 1
    assert abs(many.copies - 200) <= 10
    assert few.copies == 1, "said by fewer than ten people: no figure"


def test_posts_of_a_few_people_are_withheld(store):
    store.write(batch(crowd(3_000, people=9, text="ngập") + crowd(50, first=9_000)), token="a")
    page = store.look(wanted("ngập"))
    assert page.hidden
    assert page.posts == ()
    assert list(store.export(wanted("ngập"))) == []
    assert not store.look(wanted("không_có")).hidden


def test_many_people_behind_a_first_sample_of_few_are_found(store):
    store.write(batch(crowd(3_000, people=1) + crowd(60, first=9_000, people=30)), token="a")
    assert not store.look(wanted()).hidden


def test_nobody_is_named_in_what_is_seen():
    assert not {"author", "person", "author_name"} & set(SeenPost.__dataclass_fields__)
    assert not {"author", "person", "author_name"} & set(EXPORTED.names)


def test_an_export_holds_every_post_once(store):
    store.write(batch(crowd(5_600, text="dài")), token="a")
    batches = list(store.export(wanted("dài")))
    ids = [i for one in batches for i in one.column("id").to_pylist()]
    assert sorted(ids) == list(range(1, 5_601))
    assert {one.schema for one in batches} == {EXPORTED}


@pytest.mark.parametrize("more", [{"limit": 0}, {"limit": 501}, {"after": "x"}, {"after": "1.2"}, {"after": "1.2.3'"}])
def test_a_page_that_cannot_be_is_refused(store, more):
    with pytest.raises(InputError):
        store.look(wanted(**more))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("ngap", "Ngập nước, ngap", ["Ngập", "ngap"]),
        ("ngập", "Ngập nước, ngap", ["Ngập"]),
        ('"ngap nuoc"', "Ngập, nước và nước ngập", ["Ngập, nước"]),
        ('"nuoc ngap"~2', "Ngập ở nước", ["Ngập", "nước"]),
        ("ngậ*", "Ngập ngậm ngáp", ["Ngập", "ngậm"]),
        ("ngap OR xe -nuoc", "xe ngập nước", ["xe", "ngập"]),
        ("theme:x NOT a", "a theme x", []),
        ("script", "<script>", ["script"]),
        ("b", "🌊 b", ["b"]),
    ],
)
def test_hits_are_marked(query, text, marked):
    assert [text[span.start : span.end] for span in spans(parse(query), text)] == marked


@given(st.text("ngập NUOC,-😀<>&", max_size=60))
def test_marks_never_overlap_and_lie_within(text):
    last = -1
    for span in spans(parse('ngap OR "nuoc ngap"~3 OR nu*'), text):
        assert last < span.start < span.end <= len(text)
        last = span.end


def test_highlights_come_with_the_page_unless_unwanted(store):
    store.write(batch(crowd(20, text="Ngập nước")), token="a")
    assert store.look(wanted("nuoc")).posts[0].spans == (Span(5, 9),)
    assert store.look(wanted("nuoc", highlight=False)).posts[0].spans == ()


def test_shuffled_posts_come_in_an_order_of_their_own_page_by_page(store):
    store.write(batch(crowd(60)), token="a")
    whole = store.look(wanted(order=Order.SHUFFLED, limit=60)).posts
    first = store.look(wanted(order=Order.SHUFFLED, limit=25))
    second = store.look(wanted(order=Order.SHUFFLED, limit=50, after=first.next))
    assert [post.id for post in (*first.posts, *second.posts)] == [post.id for post in whole]
    assert [post.id >> 1 for post in whole] == sorted(post.id >> 1 for post in whole)
    assert len(whole) == 60


def test_only_the_posts_that_are_named_are_shown(store):
    store.write(batch(crowd(60)), token="a")
    some = {post.id for post in store.look(wanted()).posts[:3]}
    assert {post.id for post in store.look(wanted(ids=tuple(some))).posts} == some
    assert store.look(wanted(ids=(999,))).posts == ()
