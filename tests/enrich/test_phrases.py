"""Phrases are found with their accents minded, at word boundaries, and where they stand."""

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.enrich.phrases import Batch, Finder, Phrase, fold, outermost

FINDER = Finder([Phrase("ngập nước"), Phrase("ngập", plain=False), Phrase("flood", prefix=True), Phrase("nước")])


def found(*texts):
    batch = Batch(texts)
    return {post: [batch.text[f.start : f.end] for f in finds] for post, finds in FINDER.find(batch)}


def test_accents_typed_must_be_right():
    assert found("Đường NGẬP NƯỚC") == {0: ["ngập nước", "ngập", "nước"]}
    assert found("ngáp nước") == {0: ["nước"]}


def test_unaccented_stands_for_every_accent_only_where_the_phrase_allows():
    assert found("ngap nuoc") == {0: ["ngap nuoc", "nuoc"]}
    assert found("ngap") == {}


def test_who_types_some_accents_means_the_others_as_they_stand():
    assert found("ngâp nước", "ngap nước") == {0: ["nước"], 1: ["nước"]}


def test_hashtags_are_read_without_blanks():
    assert found("#ngapnuoc", "#NgậpNước", "ngapnuoc") == {0: ["#ngapnuoc"], 1: ["#ngậpnước"]}


def test_words_are_whole_unless_the_phrase_may_go_on():
    assert found("flooding", "aflood", "nướcx") == {0: ["flooding"]}


def test_blanks_dashes_and_underscores_are_one_blank():
    assert found("ngập   nước", "ngập_nước", "ngập-nước", "ngập\u00a0nước")[3] == ["ngập nước", "ngập", "nước"]


def test_a_phrase_does_not_reach_over_a_line_or_a_post():
    assert found("ngập\nnước", "ngập", "nước") == {0: ["ngập", "nước"], 1: ["ngập"], 2: ["nước"]}


def test_letters_of_other_scripts_are_part_of_words():
    assert found("floodжук", "мflood") == {0: ["floodжук"]}


def test_outermost_drops_what_lies_within():
    batch = Batch(["ngập nước rồi nước"])
    [(_, finds)] = FINDER.find(batch)
    assert [batch.text[f.start : f.end] for f in outermost(finds)] == ["ngập nước", "nước"]


def test_fold():
    assert fold("  Đường  NGẬP Nước ") == "duong ngap nuoc"


@settings(deadline=None)
@given(st.lists(st.text(), max_size=8))
def test_any_text_keeps_posts_and_offsets_apart(texts):
    batch = Batch(texts)
    assert len(batch.text) == len(batch.folded) == len(batch.cased)
    assert batch.folded.count(b"\n") == max(len(texts) - 1, 0)
    for post, finds in FINDER.find(batch):
        assert all(batch.start_of(post) <= find.start < find.end <= batch.end_of(post) for find in finds)


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_phrase_between_any_two_texts_is_found(before, after):
    assert "ngập nước" in found(f"{before} ngập nước {after}").get(0, [])


def test_phrases_are_values():
    phrase = Phrase("ngập nước")
    assert pickle.loads(pickle.dumps(phrase)) == phrase
