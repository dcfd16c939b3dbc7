"""Material: the room that runs the methods reads it, no face does, and a few people give none."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.making import SCOPE, START, YEAR, batch, crowd

import civicbeat
from civicbeat.store.material import MATERIAL
from civicbeat.store.question import Filter, Group, Question

FACES = ("web", "api", "cli", "notebook.py", "listen", "config")


def asked(query="", *filters, scope=SCOPE):
    return Question(scope=scope, period=YEAR, query=query, filters=filters)


def test_posts_with_what_methods_read(store):
    store.write(batch([r | {"text": "ngập nước", "story": 7, "places": ["vn.hcm"]} for r in crowd(60)]), token="a")
    found = store.material(asked("ngập"))
    assert found.posts.schema == MATERIAL
    assert sorted(found.posts.column("id").to_pylist()) == list(range(1, 61))
    assert set(found.posts.column("person").to_pylist()) == set(range(1, 41))
    assert found.posts.column("places").to_pylist() == [["vn.hcm"]] * 60
    assert (found.share, found.hidden) == (1.0, False)


def test_a_few_people_give_nothing(store):
    store.write(batch(crowd(300, people=9, text="ngập") + crowd(50, first=9_000)), token="a")
    found = store.material(asked("ngập"))
    assert found.hidden
    assert len(found.posts) == 0
    nobody = store.material(asked("không_có"))
    assert (len(nobody.posts), nobody.hidden) == (0, False)


def test_a_sample_is_always_the_same_and_says_how_large_it_is(store):
    store.write(batch(crowd(4_000)), token="a")
    found = store.material(asked(), most=1_000)
    assert 900 < len(found.posts) <= 1_000
    assert found.share == pytest.approx(len(found.posts) / 4_000)
    ids = found.posts.column("id").to_pylist()
    assert store.material(asked(), most=1_000).posts.column("id").to_pylist() == ids
    assert 1_700 < sum(ids) / len(ids) < 2_300, "drawn from all of them"
    assert set(store.material(asked(), most=500).posts.column("id").to_pylist()) < set(ids)


def test_posts_that_are_gone_erased_edited_or_too_old_are_not_read_again(store):
    store.write(batch(crowd(60)), token="a")
    store.write(batch([crowd(1)[0] | {"deleted": True, "collected_at": START + timedelta(days=90)}]), token="b")
    store.write(batch(crowd(20, first=500)), token="c", keep_for=timedelta(days=1))
    store.erase([2])
    assert sorted(store.material(asked()).posts.column("id").to_pylist()) == list(range(3, 61))


def test_filters_hold(store):
    store.write(batch(crowd(60) + crowd(40, first=100, themes=["waste"])), token="a")
    assert len(store.material(asked("", Filter(Group.THEME, ("waste",)))).posts) == 40


def test_figures_of_what_was_found_are_changed_and_a_few_people_have_none(store):
    one = store.told(SCOPE, "một nhóm", people=40, posts=200)
    assert abs(one["posts"] - 200) <= 10
    assert abs(one["people"] - 40) <= 10
    assert store.told(SCOPE, "một nhóm", people=40, posts=200) == one
    changes = {store.told(SCOPE, "một nhóm", people=n, posts=200)["people"] - n for n in range(30, 60)}
    assert len(changes) > 3
    assert store.told(SCOPE, "một nhóm", people=9, posts=200) == {}
    assert all(store.told(SCOPE, str(n), people=14, posts=14)["people"] >= 10 for n in range(50))


def test_no_face_reads_material():
    room = Path(civicbeat.__file__).parent
    files = [file for face in FACES for file in ([room / face] if "." in face else (room / face).rglob("*.py"))]
    assert len(files) > 50
    called = {
        file.name
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"material", "ticks"}
    }
    imported = {file.name for file in files if re.search(r"store\.(material|ticks)", file.read_text())}
    assert called | imported == set()
    assert any(".material(" in file.read_text() for file in (room / "findings").glob("*.py"))
