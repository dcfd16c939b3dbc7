"""People write names; the store is asked for ids; errors stay where they were typed."""

import pytest

from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.listen.naming import named, narrowed, the_one
from civicbeat.records.errors import BadQuery, InputError
from civicbeat.store.parse import parse


def test_a_place_may_be_named_as_people_name_it():
    query = named('ngập AND place:"Bình Thạnh" AND NOT mưa')
    assert query.startswith("ngập AND place:")
    assert query.endswith(" AND NOT mưa")
    assert '"vn.hcm.binh-thanh"' in query


def test_accents_are_not_needed():
    assert named('place:"binh thanh"') == named('place:"Bình Thạnh"')


def test_names_stand_in_groups_too():
    query = named('place:("Quận 1" OR "Gò Vấp") AND theme:flooding')
    assert '"vn.hcm.quan-1"' in query
    assert '"vn.hcm.go-vap"' in query


@pytest.mark.parametrize(
    "query", ["", "ngập nước", "place:vn.hcm", "theme:flooding", "place:vn.hcm*", "url:a", "theme:*"]
)
def test_what_needs_no_translation_stays(query):
    assert named(query) == query


@pytest.mark.parametrize("theme", [one.id for one in taxonomy.themes()])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_theme_can_be_named_in_both_languages(theme, language):
    assert f'"{theme}"' in named(f'theme:"{taxonomy.name(theme, language)}"').lower()


def test_every_place_can_be_named():
    for place in gazetteer.places().values():
        parse(named(f'place:"{place.name}"'))


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ('mưa AND place:"Thành phố Không Có"', 14),
        ("theme:floding", 6),
        ('place:"Quận 1" AND foo:x', 19),
        ('place:"Quận', 6),
    ],
)
def test_an_error_stands_where_it_was_typed(query, position):
    with pytest.raises(BadQuery) as caught:
        named(query)
    assert caught.value.position == position
    assert caught.value.do


def test_a_near_name_is_proposed():
    with pytest.raises(BadQuery, match="flooding"):
        named("theme:floding")


def test_a_query_narrows_another_and_never_leads_out_of_it():
    assert narrowed("ngập", "") == narrowed("", "ngập") == "ngập"
    assert narrowed("", "") == ""
    assert narrowed("ngập", "xe OR rác") == "(ngập) AND (xe OR rác)"
    with pytest.raises(BadQuery):
        narrowed("ngập", "xe) OR (rác")


@pytest.mark.parametrize(
    ("field", "name", "meant"),
    [
        ("theme", "flooding", "flooding"),
        ("theme", "Flooding and tides", "flooding"),
        ("place", "vn.hcm.go-vap", "vn.hcm.go-vap"),
        ("place", "ben nghe", "vn.hcm.quan-1.phuong-ben-nghe"),
    ],
)
def test_one_is_meant_by_its_id_or_its_name(field, name, meant):
    assert the_one(field, name) == meant


@pytest.mark.parametrize(
    ("field", "name", "told"),
    [
        ("theme", "nosuch", "The themes are animals"),
        ("theme", "floding", "Did you mean flooding?"),
        ("place", "nosuch", "Write it as on a map"),
        ("place", "Bình Thạnh", "Choose of vn.hcm.binh-thanh, vn.hcm.phuong-binh-thanh."),
    ],
)
def test_where_nothing_or_several_are_called_so_it_says_what_to_do(field, name, told):
    with pytest.raises(InputError) as caught:
        the_one(field, name)
    assert f"“{name}”" in caught.value.what
    assert told in caught.value.do
