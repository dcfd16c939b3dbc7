"""Stories: posts that say the same, followed across sources and time under ids that last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.identity import Floats, Ids, Ints, kept
from civicbeat.analysis.leaders import leaders
from civicbeat.analysis.minhash import Sets, mix
from civicbeat.analysis.shares import wilson

Marks = npt.NDArray[np.bool_]

VERSION = "1"
FEWEST_PEOPLE = 10
"""k: stories of fewer people are grouped and not told, unless none but institutions speak."""
FEWEST_WORDS = 5
"""Different words below which a post says too little to call another its copy."""
FEWEST_POSTS = 20
MOST_TOLD = 200
FIRSTS, VERSIONS = 5, 10
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Story:
    """A story that may be told.

    Attributes:
        id: lasts from run to run.
        posts, people, sources, versions: how many posts, people (0: institutions only), sources, different texts.
        first, last: seconds since 1970.
        half: hours from the first post until half of them were there.
        curve: seconds since 1970 and how many posts there were by then, at least k more from step to step.
        firsts: places of the first posts among those given, at most 5.
        variants: place of the first post of a text and how many posts have its words, the most frequent first; only
            texts of at least k people, or of institutions alone.
        lasting: whether it was known before.
    """

    id: int
    posts: int
    people: int
    sources: int
    versions: int
    first: float
    last: float
    half: float
    curve: tuple[tuple[float, int], ...]
    firsts: tuple[int, ...]
    variants: tuple[tuple[int, int], ...]
    lasting: bool


@dataclass(frozen=True, slots=True)
class Stories:
    """Posts grouped into stories.

    Attributes:
        estimate: share of the posts, those with too few words included, that repeat or are repeated, 0 to 1.
        stories: those that may be told, the largest first, at most 200.
        of: shape (posts,), the id of each post's story, 0 where it has too few words. For the store, not for a reader.
        short: share of the posts with too few words.
    """

    estimate: float
    doubt: Doubt
    method: str
    sentence: Sentence
    stories: tuple[Story, ...]
    of: Ids
    short: float


@dataclass(frozen=True)
class _Posts:
    """Posts with enough words in order of time; ``place`` says where they were given."""

    sets: Sets
    place: Ints
    ids: Ids
    times: Floats
    sources: Ints
    people: Ints
    known: Ids


def stories(  # noqa: PLR0913, PLR0917  # a post has this many sides
    offsets: npt.NDArray[Any],
    words: npt.NDArray[Any],
    ids: npt.NDArray[Any],
    times: npt.NDArray[Any],
    sources: npt.NDArray[Any],
    people: npt.NDArray[Any],
    official: Marks | None = None,
    known: npt.NDArray[Any] | None = None,
    *,
    fewest: int = FEWEST_PEOPLE,
) -> Stories | Refusal:
    """The stories among some posts.

    Reads: ``offsets``, shape (posts + 1,), and ``words``, shape (offsets[-1],): the hashes or numbers of the words of
    post ``i`` are ``words[offsets[i]:offsets[i + 1]]``, in any order, addresses and decoration left out; ``ids``, shape
    (posts,), whole numbers, one for each post; ``times``, shape (posts,), seconds since 1970; ``sources``, ``people``,
    shape (posts,), whole numbers or strings, 0 and "" for an unknown author; ``official``, shape (posts,), true for
    institutions; ``known``, shape (posts,), the story each post was in when stories were last made, 0 for a new post;
    ``fewest``, k, at least 10. Give some posts of each story of yesterday again, so that it goes on under its id.
    Gives: ``Stories``. A story is the posts that share .8 of their words with its first post; its id is the one that
    most of its known posts had, else the id of its first post. The interval is Wilson's.
    Fails: refuses fewer than 20 posts (``too-few``), a missing time (``gaps``), or posts without words (``no-words``).
    ``ValueError`` on other shapes, a post given twice, or a k below 10.
    Source: ``minhash`` and ``leaders``; ids as in ``identity``.
    """
    count = len(ids)
    rows = (offsets[1:], times, sources, people, *(row for row in (official, known) if row is not None))
    if any(row.shape != (count,) for row in rows) or fewest < FEWEST_PEOPLE or len(np.unique(ids)) < count:
        raise ValueError("stories reads equal rows, each post once, and a k of at least 10")
    if count < FEWEST_POSTS:
        return Refusal("too-few", TOO_FEW)
    if not np.isfinite(times).all():
        return Refusal("gaps", GAPS)
    nobody, nothing = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.uint64)
    officials, before = nobody if official is None else official, nothing if known is None else known.astype(np.uint64)
    posts = _posts(Sets.of(offsets, words), ids, times, sources, _people(people, officials), before)
    if not len(posts.place):
        return Refusal("no-words", NO_WORDS)
    return _found(posts, count, fewest)


def _people(people: npt.NDArray[Any], official: Marks) -> Ints:
    """Numbers of people from 1; institutions are −1, and 0 is whoever is unknown."""
    names, numbers = np.unique(people, return_inverse=True)
    unknown = names == names.dtype.type()
    given = np.where(unknown[numbers], 0, numbers + 1)
    return np.where(official, -1, given)


def _posts(  # noqa: PLR0913, PLR0917  # the sides of a post
    sets: Sets, ids: npt.NDArray[Any], times: npt.NDArray[Any], sources: npt.NDArray[Any], people: Ints, known: Ids
) -> _Posts:
    telling = np.flatnonzero(sets.sizes >= FEWEST_WORDS)
    place = telling[np.lexsort((ids[telling], times[telling]))]
    source = np.unique(sources, return_inverse=True)[1]
    return _Posts(
        sets=sets.take(place),
        place=place,
        ids=ids[place].astype(np.uint64),
        times=times[place].astype(np.float64),
        sources=source[place],
        people=people[place],
        known=known[place],
    )


def _found(posts: _Posts, count: int, fewest: int) -> Stories:
    first, group = np.unique(leaders(posts.sets), return_inverse=True)
    names = kept(group, posts.known)
    lasting = names != 0
    names[~lasting] = _new(posts.ids[first[~lasting]], names[lasting])
    sizes = np.bincount(group)
    told = _told(posts, group, sizes, fewest)
    ends, order = np.cumsum(sizes), np.argsort(group, kind="stable")
    listed = tuple(
        _story(posts, order[ends[one] - sizes[one] : ends[one]], int(names[one]), bool(lasting[one]), fewest)
        for one in told
    )
    of = np.zeros(count, dtype=np.uint64)
    of[posts.place] = names[group]
    repeating = wilson(int(sizes[sizes > 1].sum()), count)
    doubt = Doubt(repeating.low, repeating.high, 0.95, count)
    short = 1 - len(posts.place) / count
    said = _sentence(repeating.share, doubt, listed)
    return Stories(repeating.share, doubt, f"stories {VERSION}", said, listed, of, short)


def _new(ids: Ids, taken: Ids) -> Ids:
    """Ids of new stories: those of their first posts, never 0 and never one that another story kept."""
    given = ids.copy()
    while True:
        clash = np.isin(given, taken) | (given == 0)
        if not clash.any():
            return given
        given[clash] = mix(given[clash] + np.uint64(1))


def _told(posts: _Posts, group: Ints, sizes: Ints, fewest: int) -> Ints:
    """The groups that may be told, the largest first: at least k people, or k posts of institutions alone."""
    heard = _heard(group, posts.people, len(sizes))
    may = np.flatnonzero((sizes > 1) & ((heard == 0) | (heard >= fewest)))
    return may[np.argsort(-sizes[may], kind="stable")][:MOST_TOLD]


def _heard(group: Ints, people: Ints, count: int) -> Ints:
    """Shape (count,): how many people, institutions not counted, speak in each group."""
    width = int(people.max()) + 2
    speaks = np.unique(group * width + people + 1)
    return np.bincount((speaks // width)[speaks % width > 0], minlength=count)


def _story(posts: _Posts, members: Ints, name: int, lasting: bool, fewest: int) -> Story:  # noqa: FBT001
    times = posts.times[members]
    text = posts.sets.take(members).same
    _, first, counts = np.unique(text, return_index=True, return_counts=True)
    people = posts.people[members]
    heard = _heard(np.unique(text, return_inverse=True)[1], people, len(counts))
    order = np.lexsort((first, -counts))
    order = order[(heard[order] == 0) | (heard[order] >= fewest)][:VERSIONS]
    total = len(members)
    steps = [*range(fewest, total - fewest + 1, max(fewest, total // 40)), total]
    return Story(
        id=name,
        posts=total,
        people=int(_heard(np.zeros(total, dtype=np.int64), people, 1)[0]),
        sources=len(np.unique(posts.sources[members])),
        versions=len(counts),
        first=float(times[0]),
        last=float(times[-1]),
        half=float(times[(total - 1) // 2] - times[0]) / HOUR,
        curve=tuple((float(times[step - 1]), step) for step in steps),
        firsts=tuple(posts.place[members[:FIRSTS]].tolist()),
        variants=tuple((int(posts.place[members[first[at]]]), int(counts[at])) for at in order),
        lasting=lasting,
    )


def _sentence(share: float, doubt: Doubt, told: tuple[Story, ...]) -> Sentence:
    part, low, high = (f"{100 * value:.2g}" for value in (share, doubt.low, doubt.high))
    vi = f"{part} % số bài là bài lặp lại của nhau (khoảng tin cậy 95 %: từ {low} đến {high} %)."
    en = f"{part} % of the posts repeat one another (95 % interval: {low} to {high} %)."
    if not told:
        return Sentence(
            f"{vi} Không câu chuyện nào đủ 10 người để nêu ra.", f"{en} No story has the people to be told."
        )
    most = told[0]
    return Sentence(
        f"{vi} Câu chuyện lớn nhất có {most.posts} bài ở {most.sources} nguồn; một nửa số bài xuất hiện trong"
        f" {most.half:.1f} giờ đầu.",
        f"{en} The largest story has {most.posts} posts, from {most.sources} source{'s' * (most.sources > 1)}; half of"
        f" them came within {most.half:.1f} hours.",
    )


TOO_FEW = Sentence("Cần ít nhất 20 bài để tìm những bài lặp lại.", "At least 20 posts are needed to find copies.")
GAPS = Sentence("Có bài không rõ thời điểm đăng; hãy bỏ các bài đó.", "Some posts have no time; leave them out.")
NO_WORDS = Sentence(
    "Không bài nào đủ 5 từ khác nhau để so sánh.", "No post has the 5 different words that a comparison needs."
)


def _example() -> dict[str, object]:
    draw = np.random.default_rng(9)
    texts = [draw.integers(0, 5_000, 20) for _ in range(180)]
    text = draw.integers(0, 5_000, 30)
    texts += [np.append(text[draw.random(30) > 0.03], draw.integers(0, 5_000)) for _ in range(40)]
    count = len(texts)
    return {
        "offsets": np.append(0, np.cumsum([len(one) for one in texts])),
        "words": np.concatenate(texts),
        "ids": np.arange(1, count + 1),
        "times": np.sort(draw.uniform(0, 1e5, count)),
        "sources": np.arange(count) % 3,
        "people": np.arange(count) % 60 + 1,
    }


def _broken(**parts: object) -> dict[str, object]:
    return _example() | parts


def _few() -> dict[str, object]:
    one = np.arange(1, 4)
    return {"offsets": np.arange(4), "words": one, "ids": one, "times": one * 1.0, "sources": one, "people": one}


METHOD = Method(
    "stories",
    VERSION,
    stories,
    _example,
    {
        "few posts": _few,
        "a missing time": lambda: _broken(times=np.full(220, np.nan)),
        "no words": lambda: _broken(offsets=np.zeros(221, dtype=np.int64), words=np.zeros(0, dtype=np.int64)),
    },
)
