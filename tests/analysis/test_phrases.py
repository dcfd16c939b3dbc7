"""Phrases are learned from posts, what rises is found with its interval, and what few say is not told."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.analysis.collocations import Tokens, collocations
from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.phrases import phrases


def babble(count, seed=1, words=400):
    """Posts of words that follow each other by chance."""
    draw = np.random.default_rng(seed)
    return [[f"w{word}" for word in (words * draw.random(12) ** 2).astype(int)] for _ in range(count)]


def put(post, words, place=4):
    return [*post[:place], *words.split(), *post[place:]]


def learned(posts, **options):
    tokens, vocabulary = Tokens.of(posts)
    found = collocations(tokens, len(vocabulary), **options)
    spelt = {" ".join(vocabulary[word] for word in found.spelt(token)) for token in found.read(tokens).words.tolist()}
    return {phrase for phrase in spelt if " " in phrase}


def test_words_of_several_syllables_are_learned():
    posts = babble(600)
    posts = [put(post, "xe buýt") if row % 7 == 0 else post for row, post in enumerate(posts)]
    posts = [put(post, "phản ánh hiện trường", 8) if row % 11 == 0 else post for row, post in enumerate(posts)]
    assert learned(posts) == {"xe buýt", "phản ánh hiện trường"}


def test_by_chance_nothing_is_a_phrase():
    assert learned(babble(1_500)) == set()


def test_a_phrase_does_not_cross_a_break_or_a_post():
    posts = [put(post, "kẹt , xe") for post in babble(300)]
    assert learned(posts) == set()
    assert learned([[*post, "kẹt"] if row % 2 else ["xe", *post] for row, post in enumerate(babble(300))]) == set()


def test_a_phrase_must_stand_in_several_posts():
    posts = babble(300)
    posts[0] = posts[0] + ["la", "lá"] * 40
    assert learned(posts) == set()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", ",", "e"]), max_size=15), min_size=1, max_size=40))
def test_reading_keeps_every_word_in_its_post(posts):
    tokens, vocabulary = Tokens.of(posts)
    found = collocations(tokens, len(vocabulary), fewest=1, strength=-1.0)
    read = found.read(tokens)
    assert len(read.offsets) == len(tokens.offsets)
    for row, post in enumerate(posts):
        spelt = [found.spelt(token) for token in read.words[read.offsets[row] : read.offsets[row + 1]].tolist()]
        assert [vocabulary[word] for one in spelt for word in one] == ["" if word == "," else word for word in post]


def week(rising=60, *, seed=1, people=400):
    """Eight days of 150 posts; on the last one ``rising`` posts have a phrase that 2 had on each day before."""
    posts = babble(1_200, seed)
    slots = np.arange(1_200) // 150
    for day in range(8):
        rows = np.flatnonzero(slots == day)
        for row in rows[: rising if day == 7 else 2]:
            posts[row] = put(posts[row], "vỡ ống nước")
    tokens, vocabulary = Tokens.of(posts)
    return {"tokens": tokens, "slots": slots, "people": np.arange(1_200) % people + 1, "vocabulary": vocabulary}


def test_what_rises_is_found_with_its_interval():
    found = phrases(**week())
    (phrase,) = found.phrases
    assert (phrase.text, phrase.people, phrase.usual) == ("vỡ ống nước", 60, 2.0)
    assert phrase.low < 30 < phrase.high
    assert phrase.low > 5
    assert found.estimate == phrase.ratio
    assert "“vỡ ống nước”: 60 people" in found.sentence.en


def test_on_ordinary_days_hardly_anything_rises():
    rose = [len(phrases(**week(rising=2, seed=seed)).phrases) for seed in range(30)]
    assert sum(count > 0 for count in rose) <= 2


def test_one_person_makes_nothing_rise():
    given = week()
    now = np.flatnonzero(given["slots"] == 7)[:60]
    given["people"][now] = np.arange(60) % 9 + 1
    found = phrases(**given)
    assert found.phrases == ()
    assert "vỡ ống nước" not in found.sentence.en
    given["people"][now] = 0
    assert phrases(**given).phrases == ()


def test_copies_are_learned_from_once():
    posts = babble(600) + [[f"c{word}" for word in range(9)]] * 60
    tokens, vocabulary = Tokens.of(posts)
    slots, people = np.append(np.arange(600) // 100, np.full(60, 5)), np.arange(660) + 1
    texts = np.append(np.zeros(600, dtype=int), np.full(60, 7))
    copied = phrases(tokens, slots, people, vocabulary=vocabulary)
    once = phrases(tokens, slots, people, texts, vocabulary=vocabulary)
    assert max(len(phrase.words) for phrase in copied.phrases) == 8
    assert {len(phrase.words) for phrase in once.phrases} == {1}


def test_bursty_phrases_need_more_to_rise():
    """A word that a third of the days are full of is no news when it is back."""
    posts = babble(1_200)
    slots = np.arange(1_200) // 150
    for day, count in enumerate((40, 1, 0, 45, 2, 50, 0, 40)):
        for row in np.flatnonzero(slots == day)[:count]:
            posts[row] = put(posts[row], "bóng đá")
    tokens, vocabulary = Tokens.of(posts)
    assert phrases(tokens, slots, np.arange(1_200) + 1, vocabulary=vocabulary).phrases == ()


def test_what_few_said_before_is_no_figure():
    """Three people or seven said it on the days before: the finding is the same."""
    found = []
    for few in (3, 7):
        given = week()
        before = np.flatnonzero(given["slots"] < 7)
        said = before[before % 150 < 2]
        given["people"][said] = 500 + np.arange(len(said)) % few
        found.append(next(one for one in phrases(**given).phrases if one.text == "vỡ ống nước"))
    assert found[0].usual == found[1].usual == 10 / 7
    assert found[0].people == found[1].people


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"slots": np.arange(1_200) % 3}, "too-short"),
        ({"slots": np.arange(1_200) % 2 * 7}, "gaps"),
        ({"people": np.ones(1_200, dtype=int)}, "too-rare"),
    ],
)
def test_what_is_hopeless_is_refused(change, reason):
    found = phrases(**(week() | change))
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_nobody_s_name_is_in_a_finding():
    given = week()
    names = np.array([f"person-{number}" for number in given["people"]])
    assert b"person-" not in pickle.dumps(phrases(**(given | {"people": names})))
    with pytest.raises(ValueError, match="at least 10"):
        phrases(**given, fewest=3)
