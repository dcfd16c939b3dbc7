"""Every column of both stores is declared with how it is erased; one that is not fails here, with what to write."""

from collections import Counter
from dataclasses import fields

import pytest
from django.apps import apps

from civicbeat.governance.privacy.holdings import WRITTEN, Holding, Words, held

HOLDS_POSTS = {"words", "code", "way", "about", "sealed"}
LEAVES_WITH_A_POST = {"at_once", "soon", "by_itself", "refuses", "closed"}


def declared():
    return Counter((one.table, column) for one in held().holdings for column in one.columns)


def of_records():
    """Every field of every model that has a table here, as ``app.Model`` and its name."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
    }


def of_posts(store):
    rows = store._clients.rows("SELECT table, name FROM system.columns WHERE database = currentDatabase()")
    return {(table, name) for table, name in rows}


def told(columns):
    """What whoever added columns has to write."""
    tables = {}
    for table, name in sorted(columns):
        tables.setdefault(table, []).append(name)
    lines = [f'[[holdings]]\ntable = "{table}"\ncolumns = {names}' for table, names in tables.items()]
    return f"Say in {WRITTEN.name} what these hold, how that is erased and when:\n\n" + "\n\n".join(lines)


def test_every_field_of_every_model_is_declared():
    missing = of_records() - set(declared())
    assert not missing, told(missing)


def test_every_column_of_the_post_store_is_declared(opened):
    missing = of_posts(opened.store) - set(declared())
    assert not missing, told(missing)


def test_nothing_is_declared_twice_or_is_there_no_more(opened):
    there = of_records() | of_posts(opened.store)
    assert [column for column, times in declared().items() if times > 1] == []
    assert set(declared()) - there == set()


def test_whoever_forgets_to_declare_a_column_is_told_what_to_write():
    said = told({("findings.Note", "post"), ("findings.Note", "id")})
    assert "table = \"findings.Note\"\ncolumns = ['id', 'post']" in said


def test_what_leads_to_a_post_leaves_with_it():
    wrong = [one for one in held().holdings if one.kind in HOLDS_POSTS and one.leaves not in LEAVES_WITH_A_POST]
    assert wrong == []


def test_only_the_list_of_erased_posts_stays():
    assert [one.table for one in held().holdings if one.leaves == "refuses"] == ["erased"]


@pytest.mark.parametrize("part", ["kinds", "leaves", "terms"])
def test_every_word_is_used(part):
    singular = {"kinds": "kind", "leaves": "leaves", "terms": "term"}[part]
    assert {getattr(one, singular) for one in held().holdings} == set(getattr(held(), part))


def test_everything_is_said_in_both_languages():
    everything = held()
    said = [one.what for one in (*everything.holdings, *everything.files, *everything.outside)]
    said += [words for part in ("kinds", "leaves", "terms") for words in getattr(everything, part).values()]
    for words in said:
        assert isinstance(words, Words)
        assert all(getattr(words, field.name).strip() for field in fields(words))
        assert words.vi != words.en


def test_staff_and_counts_are_told_apart_from_posts():
    by_table = {one.table: one for one in held().holdings}
    assert by_table["accounts.Agency"].of_people is False
    assert by_table["posts"].of_posts
    assert not by_table["findings.Label"].of_posts
    assert isinstance(by_table["audit.Entry"], Holding)
