import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.records.errors import BadQuery
from civicbeat.store.clauses import And, Every, InField, Not, Or, Phrase, Prefix, Word
from civicbeat.store.parse import FIELDS, LONGEST, MOST_WORDS, parse


def failure(query):
    try:
        parse(query)
    except BadQuery as error:
        return error
    return None


NGAP, NUOC = Word("ngap", exact=False), Word("nuoc", exact=False)


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("", Every()),
        ("  ", Every()),
        ("*", Every()),
        ("Ngập", Word("ngập", exact=True)),
        ("NGAP nuoc", And((NGAP, NUOC))),
        ("ngap AND nuoc", And((NGAP, NUOC))),
        ("ngap OR nuoc", Or((NGAP, NUOC))),
        ("ngap NOT nuoc", And((NGAP, Not(NUOC)))),
        ("+ngap -nuoc", And((NGAP, Not(NUOC)))),
        ('"ngap nuoc"', Phrase((NGAP, NUOC))),
        ('"ngap nuoc"~3', Phrase((NGAP, NUOC), within=5)),
        ("ngap-nuoc", Phrase((NGAP, NUOC))),
        ("ngap*", Prefix("ngap*", exact=False)),
        ("ngậ?", Prefix("ngậ?", exact=True)),
        ("theme:flooding", InField("theme", "flooding")),
        ('place:"Thủ Đức"', InField("place", "thủ đức")),
        ("lang:(vi OR en)", Or((InField("lang", "vi"), InField("lang", "en")))),
        ("place:vn.hcm*", InField("place", "vn.hcm*", pattern=True)),
        ('url:"https://tin.example/a"', InField("url", "https://tin.example/a")),
        ("(ngap OR nuoc) lang:vi", And((Or((NGAP, NUOC)), InField("lang", "vi")))),
    ],
)
def test_a_query_means(query, meaning):
    assert parse(query) == meaning


@pytest.mark.parametrize(
    ("query", "position", "hint"),
    [
        ('cầu "ngập nước', 4, "Close the phrase"),
        ("(ngap", 0, "Close it"),
        ("ngap)", 4, "Remove it"),
        ("theem:x", 0, "Did you mean theme:?"),
        ("author:somebody", 0, ""),
        ("person:1", 0, ""),
        ("ngap AND", 8, "Write what follows"),
        ("ngap AND AND nuoc", 9, "Check AND"),
        ("ngap *uoc", 5, "Begin with"),
        ("n*", 0, "Begin with"),
        ("sentiment:negativ", 10, "Did you mean negative?"),
        ("kind:tweet", 5, "Choose of"),
        ("story:abc", 6, "Follow a story"),
        ("ngap~2", 0, "quotes"),
        ("[a TO b]", 0, "quotes"),
        ("ngap^3", 0, "quotes"),
        ("/ng.p/", 0, "quotes"),
        ("a 😀", 2, "Search for a word"),
        ("ngap\x00", 4, "Type it anew"),
        ("theme:(lang:vi)", 7, "own value"),
        ('"a b"~999', 0, "smaller"),
    ],
)
def test_a_bad_query_is_explained_where_it_is_bad(query, position, hint):
    with pytest.raises(BadQuery) as caught:
        parse(query)
    assert caught.value.position == position
    assert hint in caught.value.do


def test_nobody_can_be_searched_for():
    assert not {"author", "person", "user", "name", "by"} & set(FIELDS)


@pytest.mark.parametrize(
    "query", ["a" * (LONGEST + 1), "a " * (MOST_WORDS + 1), "(" * 900 + "a" + ")" * 900, "-" * 1900 + "a"]
)
def test_no_query_grows_without_bound(query):
    with pytest.raises(BadQuery):
        parse(query)


@given(st.text(max_size=200))
def test_any_text_is_understood_or_explained(query):
    error = failure(query)
    assert error is None or (0 <= error.position <= len(query) and error.do)


@given(st.text("ab\"()~*?:^/\\-+!&|<>=[]{}AND ORT'#.,1 \t", max_size=60))
def test_any_signs_are_understood_or_explained(query):
    error = failure(query)
    assert error is None or 0 <= error.position <= len(query)
