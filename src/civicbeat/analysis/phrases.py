"""Phrases: what is said by more people now than before, in whole phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from civicbeat.analysis.collocations import Collocations, Floats, Ints, Tokens, collocations
from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.rising import Z_99

VERSION = "1"
FEWEST_PEOPLE = 10
"""k: a phrase of fewer people is not told."""
FEWEST_BEFORE = 3
"""Slots before the present one."""
FEWEST_POSTS = 100
PRIOR = 500.0
"""People that the prior is worth."""
FALSE_RISES = 0.01
MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that rises.

    Attributes:
        words: the numbers of its words; ``text`` where a vocabulary was given.
        people: how many people use it now, at least k.
        usual: how many did in a slot before, on average; where fewer than k ever did, as if k had.
        ratio, low, high: how many times as often it is said now, with a 99 % interval (many phrases are looked at).
        z: its log odds ratio over its standard error.
        df_idf: by how much its frequency now exceeds the logarithm of its usual one; ranks what is new and large first.
    """

    words: tuple[int, ...]
    text: str
    people: int
    usual: float
    ratio: float
    low: float
    high: float
    z: float
    df_idf: float


@dataclass(frozen=True, slots=True)
class Phrases:
    """What rises.

    Attributes:
        estimate: ratio of the phrase with the highest z, whether it rose or not.
        phrases: those that rose at a false discovery rate of 1 %, the surest first, at most 50.
        looked: how many phrases were said by enough people to be looked at.
        learned: how to read posts in the same phrases again; rare ones are among them, so it is not for a reader.
    """

    estimate: float
    doubt: Doubt
    method: str
    sentence: Sentence
    phrases: tuple[Phrase, ...]
    looked: int
    learned: Collocations


def phrases(  # noqa: PLR0913  # a post has four sides
    tokens: Tokens,
    slots: npt.NDArray[Any],
    people: npt.NDArray[Any],
    texts: npt.NDArray[Any] | None = None,
    *,
    vocabulary: Sequence[str] = (),
    fewest: int = FEWEST_PEOPLE,
) -> Phrases | Refusal:
    """The phrases that more people use in the last slot than in those before.

    Reads: ``tokens``, posts as numbers of words (``Tokens.of`` makes them of lists of words), in lower case; ``slots``,
    shape (posts,), whole numbers from 0, equally long times, the last the present one; ``people``, shape (posts,), 0 or
    "" for an unknown author; ``texts``, shape (posts,), the story of each post, 0 for none, so that a text is learned
    from once, however often it is copied; ``vocabulary``, the word of each number; ``fewest``, k, at least 10.
    Gives: ``Phrases``. A person counts once a slot and phrase, so that nobody makes a phrase rise alone; all unknown
    authors of a text are one. The ratio is that of odds with an informative Dirichlet prior: all slots
    together, worth 500 people; its variance grows with how much the slots before differ beyond chance.
    Fails: refuses fewer than 100 posts (``too-few``), fewer than 3 slots before (``too-short``), a slot without posts
    (``gaps``), posts that all say one phrase (``one-phrase``), or where no phrase has k people (``too-rare``).
    ``ValueError`` on other shapes or a k below 10.
    Source: B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' words", *Political Analysis* 16 (2008) 372 (log
    odds, prior, z); L. M. Aiello et al., "Sensing trending topics in Twitter", *IEEE Transactions on Multimedia* 15
    (2013) 1268 (df-idf_t); dispersion as in ``rising``; phrases as in ``collocations``.
    """
    count = len(tokens.offsets) - 1
    if not slots.shape == people.shape == (count,) or fewest < FEWEST_PEOPLE:
        raise ValueError("phrases reads a slot and a person for each post, and a k of at least 10")
    if count < FEWEST_POSTS:
        return Refusal("too-few", TOO_FEW)
    last = int(slots.max())
    if last < FEWEST_BEFORE:
        return Refusal("too-short", TOO_SHORT)
    if len(np.unique(slots)) <= last:
        return Refusal("gaps", GAPS)
    learned, read = _read(tokens, texts, vocabulary)
    used = _used(read, slots.astype(np.int64), _people(people, texts), last + 1, fewest)
    if len(used.tokens) == 1:
        return Refusal("one-phrase", ONE_PHRASE)
    looked = np.flatnonzero(used.counts[:, -1] >= fewest)
    if not len(looked):
        return Refusal("too-rare", TOO_RARE)
    return _found(used, looked, learned, vocabulary, count)


@dataclass(frozen=True)
class _Used:
    """How many people used each of the ``tokens`` in each slot, shape (tokens, slots).

    ``counts`` decide what rose; of them, what few people said before is no figure: in ``shown`` they are taken for k,
    evenly spread. Nobody stays nobody.
    """

    tokens: Ints
    counts: Floats
    shown: Floats


def _read(tokens: Tokens, texts: npt.NDArray[Any] | None, vocabulary: Sequence[str]) -> tuple[Collocations, Tokens]:
    words = max(int(tokens.words.max(initial=0)) + 1, len(vocabulary))
    learned = collocations(tokens if texts is None else _once(tokens, texts), words)
    return learned, learned.read(tokens)


def _once(tokens: Tokens, texts: npt.NDArray[Any]) -> Tokens:
    """The first post of each text; text 0 is none, and such posts stay."""
    first = np.zeros(len(texts), dtype=bool)
    first[np.unique(texts, return_index=True)[1]] = True
    first |= texts == texts.dtype.type()
    sizes = np.diff(tokens.offsets)
    return Tokens(np.append(0, np.cumsum(sizes[first])), tokens.words[np.repeat(first, sizes)])


def _people(people: npt.NDArray[Any], texts: npt.NDArray[Any] | None) -> Ints:
    """Numbers of people; unknown authors are as many as there are texts of theirs."""
    unknown = people == people.dtype.type()
    numbers = np.unique(people, return_inverse=True)[1]
    if texts is None:
        return np.asarray(numbers)
    stories = np.unique(texts, return_inverse=True)[1] + int(numbers.max()) + 1
    return np.asarray(np.where(unknown, stories, numbers))


def _used(read: Tokens, slots: Ints, people: Ints, count: int, fewest: int) -> _Used:
    row = read.row
    said = read.words > 0
    tokens, token = np.unique(read.words[said], return_inverse=True)
    cell, person = token * count + slots[row[said]], people[row[said]]
    order = np.lexsort((person, cell))
    cell, person = cell[order], person[order]
    new = np.ones(len(cell), dtype=bool)
    new[1:] = (cell[1:] != cell[:-1]) | (person[1:] != person[:-1])
    cell, person = cell[new], person[new]
    counts = np.bincount(cell, minlength=len(tokens) * count).astype(np.float64).reshape(len(tokens), count)
    before = cell % count < count - 1
    width = int(people.max()) + 1
    ever = np.unique(cell[before] // count * width + person[before])
    heard = np.bincount(ever // width, minlength=len(tokens))
    shown = counts.copy()
    shown[(heard > 0) & (heard < fewest), :-1] = fewest / (count - 1)
    return _Used(tokens, counts, shown)


def _found(used: _Used, looked: Ints, learned: Collocations, vocabulary: Sequence[str], posts: int) -> Phrases:
    log_ratio, error = (part[looked] for part in _log_odds(used.shown))
    real, real_error = (part[looked] for part in _log_odds(used.counts))
    z = np.minimum(log_ratio / error, real / real_error)
    chance = ndtr(-z)
    ranked = np.sort(chance)
    passing = np.flatnonzero(ranked * len(looked) <= FALSE_RISES * np.arange(1, len(looked) + 1))
    limit = ranked[passing[-1]] if len(passing) else -1.0
    order = np.argsort(-z, kind="stable")
    told = [place for place in order if chance[place] <= limit][:MOST_TOLD]
    listed = tuple(
        _phrase(used, int(looked[place]), (log_ratio[place], error[place]), learned, vocabulary) for place in told
    )
    best = _phrase(used, int(looked[order[0]]), (log_ratio[order[0]], error[order[0]]), learned, vocabulary)
    doubt = Doubt(best.low, best.high, 0.99, posts)
    said = _sentence(listed, len(looked))
    return Phrases(best.ratio, doubt, f"phrases {VERSION}", said, listed, len(looked), learned)


def _log_odds(counts: Floats) -> tuple[Floats, Floats]:
    """Log odds ratio, now against before, and its standard error, for each token."""
    before, now = counts[:, :-1].sum(axis=1), counts[:, -1]
    total, total_before, total_now = counts.sum(), before.sum(), now.sum()
    prior = PRIOR * counts.sum(axis=1) / total
    odds_now = (now + prior) / (total_now + PRIOR - now - prior)
    odds_before = (before + prior) / (total_before + PRIOR - before - prior)
    # Slots before that differ more than chance has it say how much the present one may.
    slots = counts[:, :-1].sum(axis=0)
    expected = np.outer(before / total_before, slots)
    terms = np.divide((counts[:, :-1] - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0)
    dispersion = np.maximum(1.0, terms.sum(axis=1) / max(1, len(slots) - 1))
    variance = dispersion * (1 / (now + prior) + 1 / (before + prior))
    return np.log(odds_now / odds_before), np.sqrt(variance)


def _phrase(
    used: _Used, row: int, found: tuple[float, float], learned: Collocations, vocabulary: Sequence[str]
) -> Phrase:
    words = learned.spelt(int(used.tokens[row]))
    log_ratio, error = found
    now, usual = used.shown[row, -1], float(used.shown[row, :-1].mean())
    return Phrase(
        words=words,
        text=" ".join(vocabulary[word] for word in words) if vocabulary else "",
        people=int(now),
        usual=usual,
        ratio=exp(log_ratio),
        low=exp(log_ratio - Z_99 * error),
        high=exp(log_ratio + Z_99 * error),
        z=float(log_ratio / error),
        df_idf=float((now + 1) / (np.log(usual + 1) + 1)),
    )


def _sentence(told: tuple[Phrase, ...], looked: int) -> Sentence:
    if not told:
        return Sentence(
            f"Trong {looked} cụm từ đủ người dùng, không cụm nào tăng hơn mức ngẫu nhiên.",
            f"None of the {looked} phrases that enough people use rose beyond chance.",
        )
    most = told[0]
    name_vi, name_en = (f"“{most.text}”", f"“{most.text}”") if most.text else ("tăng rõ nhất", "that rose most surely")
    times, low, high = (f"{value:.2g}" if value < 10 else f"{value:.0f}" for value in (most.ratio, most.low, most.high))
    return Sentence(
        f"{len(told)} cụm từ được nhiều người nói hơn trước. Cụm từ {name_vi}: {most.people} người, gấp {times} lần mức"
        f" thường lệ (khoảng tin cậy 99 %: từ {low} đến {high} lần).",
        f"More people than before use {len(told)} phrase{'s' * (len(told) > 1)}. The phrase {name_en}: {most.people}"
        f" people, {times} times as often as usual (99 % interval: {low} to {high}).",
    )


TOO_FEW = Sentence("Cần ít nhất 100 bài để so sánh cụm từ.", "At least 100 posts are needed to compare phrases.")
TOO_SHORT = Sentence(
    "Cần ít nhất 3 khoảng thời gian trước đó để biết điều gì là thường lệ.",
    "At least 3 times before are needed to know what is usual.",
)
GAPS = Sentence(
    "Có khoảng thời gian không có bài nào; hãy chọn khoảng dài hơn hoặc bỏ lúc nguồn bị mất.",
    "Some times have no posts; choose longer ones, or leave out those in which sources were dead.",
)
ONE_PHRASE = Sentence(
    "Mọi bài chỉ gồm cùng một cụm từ, nên không có gì để so sánh.",
    "All posts say one and the same phrase, so there is nothing to compare it with.",
)
TOO_RARE = Sentence(
    "Không cụm từ nào được ít nhất 10 người dùng.", "No phrase is used by the 10 people that are needed to tell of it."
)


def _example() -> dict[str, Any]:
    draw = np.random.default_rng(12)
    posts = [list(draw.zipf(1.6, 12) % 300 + 10) for _ in range(600)]
    slots = np.sort(np.arange(600) % 6)
    for row in np.flatnonzero(slots == 5)[:30]:
        posts[row][4:6] = [1, 2]
    offsets = np.append(0, np.cumsum([len(post) for post in posts]))
    return {
        "tokens": Tokens(offsets, np.concatenate(posts).astype(np.int64)),
        "slots": slots,
        "people": np.arange(600) % 200 + 1,
    }


def _broken(**parts: object) -> dict[str, Any]:
    return _example() | parts


def _few() -> dict[str, Any]:
    one = np.arange(1, 4)
    return {"tokens": Tokens(np.arange(4), one), "slots": one - 1, "people": one}


METHOD = Method(
    "phrases",
    VERSION,
    phrases,
    _example,
    {
        "few posts": _few,
        "nothing before": lambda: _broken(slots=np.arange(600) % 2),
        "a gap": lambda: _broken(slots=np.arange(600) % 2 * 5),
        "one phrase": lambda: _broken(tokens=Tokens(np.arange(601), np.ones(600, dtype=np.int64))),
        "nine people": lambda: _broken(people=np.arange(600) % 9 + 1),
    },
)
