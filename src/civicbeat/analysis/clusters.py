"""Clusters: emergent topics among posts that no theme holds, named by their phrases, under ids that last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.grouping import COMMONEST, Floats, Ints, groups, weighed
from civicbeat.analysis.identity import Ids, kept
from civicbeat.analysis.minhash import mix
from civicbeat.analysis.shares import wilson

VERSION = "1"
FEWEST_PEOPLE = 10
"""k: a cluster of fewer people is none."""
FEWEST_POSTS = 100
FEWEST_PHRASES = 20
SAME = 0.3
"""Share of the posts of yesterday's and today's cluster that must be common if it is the same."""
NAMES = 4
PRIOR = 0.5


@dataclass(frozen=True, slots=True)
class Cluster:
    """An emergent topic.

    Attributes:
        id: lasts from run to run.
        posts, people: how many, never below k.
        phrases: columns of the phrases that tell it from the others, the most telling first; at least k people of it
            use each.
        name: the same in words, where they were given.
        lasting: whether it was known before.
    """

    id: int
    posts: int
    people: int
    phrases: tuple[int, ...]
    name: str
    lasting: bool


@dataclass(frozen=True, slots=True)
class Clusters:
    """Posts grouped into emergent topics.

    Attributes:
        estimate: share of the posts that are in no cluster, 0 to 1.
        clusters: the largest first.
        of: shape (posts,), the id of each post's cluster, 0 for none.
    """

    estimate: float
    doubt: Doubt
    method: str
    sentence: Sentence
    clusters: tuple[Cluster, ...]
    of: Ids


def clusters(  # noqa: PLR0913  # a post has four sides
    counts: csr_array,
    ids: npt.NDArray[Any],
    people: npt.NDArray[Any],
    texts: npt.NDArray[Any] | None = None,
    known: npt.NDArray[Any] | None = None,
    *,
    embedding: Floats | None = None,
    names: Sequence[str] = (),
    fewest: int = FEWEST_PEOPLE,
) -> Clusters | Refusal:
    """The emergent topics among some posts.

    Reads: ``counts``, shape (posts, phrases), how often each post has each phrase (``collocations`` finds them);
    ``ids``, shape (posts,), whole numbers, one for each post; ``people``, shape (posts,), 0 or "" for an unknown
    author; ``texts``, shape (posts,), the story of each post, 0 for none: copies are one text and make no topic;
    ``known``, shape (posts,), the cluster each post was in when clusters were last made, 0 for none; ``embedding``,
    shape (posts, any), where a model places the posts instead of their phrases; ``names``, of the phrases; ``fewest``,
    k, at least 10.
    Gives: ``Clusters``. Ids are kept where at least .3 of the posts of both are common. A cluster of fewer than k
    people, or without a phrase that k of them use, is none: its posts are in no cluster. The interval is Wilson's.
    Fails: refuses fewer than 100 posts (``too-few``), or fewer than 20 phrases that stand in 5 posts and in less than
    a fifth of them (``too-rare``). ``ValueError`` on other shapes, a post given twice, or a k below 10.
    Source: ``grouping``; names by log odds with a prior, as in ``phrases``; ids as in ``identity``.
    """
    count = len(ids)
    rows = (people, *(row for row in (texts, known) if row is not None))
    if any(len(row) != count for row in rows) or counts.shape[0] != count or fewest < FEWEST_PEOPLE:
        raise ValueError("clusters reads equal rows and a k of at least 10")
    if len(np.unique(ids)) < count:
        raise ValueError("clusters reads each post once")
    if count < FEWEST_POSTS:
        return Refusal("too-few", TOO_FEW)
    first, text = _texts(count, texts)
    weights = weighed(counts[first])
    if weights.shape[1] < FEWEST_PHRASES:
        return Refusal("too-rare", TOO_RARE)
    someone = _people(people, text)
    # Whether a group is a topic, and its name, is decided on one post of each text.
    found = _of_many(groups(weights, None if embedding is None else embedding[first]), someone[first], fewest)
    telling = _telling(counts[first], found, someone[first], fewest)
    found = _renumbered(found, np.array([bool(phrases) for phrases in telling], dtype=bool))[text]
    before = np.zeros(count, dtype=np.uint64) if known is None else known.astype(np.uint64)
    named = [tuple(phrases) for phrases in telling if phrases]
    return _told(found, someone, _ids(found, ids, before), named, names)


def _texts(count: int, texts: npt.NDArray[Any] | None) -> tuple[Ints, Ints]:
    """The first post of each text, and which of them each post has."""
    if texts is None:
        return np.arange(count), np.arange(count)
    alone = texts == texts.dtype.type()
    number = np.where(alone, np.arange(count), np.unique(texts, return_inverse=True)[1] + count)
    _, first, text = np.unique(number, return_index=True, return_inverse=True)
    return first, text


def _people(people: npt.NDArray[Any], text: Ints) -> Ints:
    """Numbers of people; unknown authors are as many as there are texts of theirs."""
    unknown = people == people.dtype.type()
    numbers = np.unique(people, return_inverse=True)[1]
    return np.asarray(np.where(unknown, text + int(numbers.max()) + 1, numbers))


def _heard(cells: Ints, people: Ints, count: int) -> Ints:
    """Shape (count,): how many different people are in each cell."""
    width = int(people.max(initial=0)) + 1
    return np.asarray(np.bincount(np.unique(cells * width + people) // width, minlength=count))


def _of_many(found: Ints, people: Ints, fewest: int) -> Ints:
    """Groups of at least k people, numbered from 0, the largest first; the others are none."""
    inside = found >= 0
    count = int(found.max()) + 1
    heard = _heard(found[inside], people[inside], count)
    order = np.argsort(-np.bincount(found[inside], minlength=count), kind="stable")
    rank = np.full(count + 1, -1, dtype=np.int64)
    rank[order] = np.arange(count)
    return _renumbered(rank[found], heard[order] >= fewest)


def _renumbered(found: Ints, staying: npt.NDArray[np.bool_]) -> Ints:
    """Numbers from 0 again, where only some groups stay."""
    number = np.append(np.where(staying, np.cumsum(staying) - 1, -1), -1)
    return np.asarray(number[found])


@dataclass(frozen=True)
class _Named:
    ids: Ids
    lasting: npt.NDArray[np.bool_]


def _ids(found: Ints, ids: npt.NDArray[Any], known: Ids) -> _Named:
    given = kept(found, known, SAME)
    lasting = given != 0
    taken = set(given[lasting].tolist()) | set(known.tolist()) | {0}
    for group in np.flatnonzero(~lasting):
        name = mix(np.array([ids[found == group].min()], dtype=np.uint64))
        while int(name[0]) in taken:
            name = mix(name + np.uint64(1))
        given[group] = name[0]
        taken.add(int(name[0]))
    return _Named(given, lasting)


def _told(found: Ints, people: Ints, named: _Named, telling: list[tuple[int, ...]], names: Sequence[str]) -> Clusters:
    inside = found >= 0
    many = len(named.ids)
    heard, sizes = _heard(found[inside], people[inside], many), np.bincount(found[inside], minlength=many)
    listed = tuple(
        Cluster(
            id=int(named.ids[group]),
            posts=int(sizes[group]),
            people=int(heard[group]),
            phrases=telling[group],
            name=", ".join(names[phrase] for phrase in telling[group]) if names else "",
            lasting=bool(named.lasting[group]),
        )
        for group in range(many)
    )
    of = np.where(inside, np.append(named.ids, np.uint64(0))[found], np.uint64(0))
    share = wilson(int((~inside).sum()), len(found))
    doubt = Doubt(share.low, share.high, 0.95, len(found))
    return Clusters(share.share, doubt, f"clusters {VERSION}", _sentence(listed, doubt, share.share), listed, of)


def _telling(counts: csr_array, found: Ints, people: Ints, fewest: int) -> list[tuple[int, ...]]:
    """For each group the phrases that stand in its posts rather than in all others, by the z of their log odds.

    Phrases that stand in a fifth of all posts name nothing, nor do those that fewer than k people of the group use.
    """
    post, phrase = counts.nonzero()
    inside = found[post] >= 0
    many, width = int(found.max()) + 1, counts.shape[1]
    cell = found[post[inside]] * width + phrase[inside]
    cells, posts = np.unique(cell, return_counts=True)
    heard = _heard(np.searchsorted(cells, cell), people[post[inside]], len(cells))
    group, column = np.divmod(cells, width)
    sizes = np.bincount(found[found >= 0], minlength=many)
    others = np.bincount(phrase, minlength=width)[column] - posts
    rest = len(found) - sizes[group]
    odds = np.log((posts + PRIOR) / (sizes[group] - posts + PRIOR)) - np.log((others + PRIOR) / (rest - others + PRIOR))
    z = odds / np.sqrt(1 / (posts + PRIOR) + 1 / (others + PRIOR))
    order = np.lexsort((column, -z, group))
    rare = np.bincount(phrase, minlength=width)[column] <= COMMONEST * len(found)
    order = order[(heard[order] >= fewest) & (z[order] > 0) & rare[order]]
    return [tuple(column[order[group[order] == one]][:NAMES].tolist()) for one in range(many)]


def _sentence(told: tuple[Cluster, ...], doubt: Doubt, share: float) -> Sentence:
    out, low, high = (f"{100 * value:.0f}" for value in (share, doubt.low, doubt.high))
    if not told:
        return Sentence(
            "Không có nhóm chủ đề nào đủ 10 người cùng nói; các bài này rời rạc.",
            "No topic has the 10 people that are needed; these posts have little in common.",
        )
    most = told[0]
    vi, en = (f" Nhóm lớn nhất ({most.name})", f" The largest ({most.name})")
    if not most.name:
        vi, en = " Nhóm lớn nhất", " The largest"
    topics = "is one small topic" if len(told) == 1 else f"are {len(told)} small topics"
    return Sentence(
        f"Các bài chưa phân loại có {len(told)} nhóm chủ đề nhỏ; {out} % không thuộc nhóm nào (khoảng tin cậy 95 %: từ"
        f" {low} đến {high} %).{vi} có {most.posts} bài của {most.people} người.",
        f"There {topics} among these posts; {out} % are in none (95 % interval: {low} to {high} %).{en} has"
        f" {most.posts} posts of {most.people} people.",
    )


TOO_FEW = Sentence(
    "Cần ít nhất 100 bài chưa phân loại để tìm chủ đề mới.", "At least 100 posts are needed to find new topics."
)
TOO_RARE = Sentence(
    "Các bài này dùng quá ít cụm từ chung để tìm chủ đề.", "These posts share too few phrases for a topic to be found."
)


def _example() -> dict[str, Any]:
    draw = np.random.default_rng(21)
    rows = [draw.choice(200, 8, replace=False) for _ in range(240)]
    rows[:40] = [np.append(draw.choice(200, 3, replace=False), np.arange(200, 206)) for _ in range(40)]
    post = np.repeat(np.arange(240), [len(row) for row in rows])
    counts = csr_array((np.ones(len(post)), (post, np.concatenate(rows))), shape=(240, 206))
    return {"counts": counts, "ids": np.arange(1, 241), "people": np.arange(240) % 150 + 1}


def _few() -> dict[str, Any]:
    return {"counts": csr_array(np.eye(5)), "ids": np.arange(1, 6), "people": np.arange(1, 6)}


METHOD = Method(
    "clusters",
    VERSION,
    clusters,
    _example,
    {
        "few posts": _few,
        "no phrase that two posts share": lambda: _example() | {"counts": csr_array(np.eye(240))},
    },
)
