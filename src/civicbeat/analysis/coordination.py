"""Coordination: accounts that share the same things at the same time, again and again, more often than chance has it.

What is found is a campaign: things, times and a number of accounts that is never below k. It names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.backbone import backbone
from civicbeat.analysis.campaigns import Campaign, Posts, campaign
from civicbeat.analysis.communities import communities
from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.meetings import Ints, Marks, Shares, shares
from civicbeat.analysis.pairs import Pairs, company
from civicbeat.analysis.shares import wilson

VERSION = "1"
FEWEST_ACCOUNTS = 10
"""k: a campaign of fewer is never told, and no caller can lower it."""
FEWEST_POSTS = 100
WINDOW = 1_800.0
"""Seconds: half an hour."""
MOST_WORK = 500_000_000
"""Meetings that are looked at, each from both sides; a core looks at some 20 million a second."""

INNOCENT = (
    Sentence(
        "Nhiều tờ báo cùng đăng lại tin của một hãng thông tấn.",
        "Newspapers print the same text of a news agency.",
    ),
    Sentence(
        "Thư dây chuyền, lời kêu gọi hoặc mẫu đơn mà nhiều người tự nguyện chép lại.",
        "A chain letter, an appeal or a form that people copy of their own will.",
    ),
    Sentence(
        "Người hâm mộ hay hội viên cùng chia sẻ bài của một trang ngay khi trang ấy đăng.",
        "Followers or members share what one page posts as soon as it is posted.",
    ),
    Sentence(
        "Phần mềm tự động đăng cùng một bài lên nhiều tài khoản của cùng một tổ chức.",
        "Software posts the same to several accounts of one organisation.",
    ),
)
"""What else may be behind it; shown with every campaign."""


@dataclass(frozen=True, slots=True)
class Coordination:
    """What accounts shared together.

    Attributes:
        estimate: share of the posts looked at that belong to a campaign, 0 to 1.
        doubt: its 95 % interval; posts of one account are taken to depend on each other wholly.
        campaigns: those of at least k accounts, the largest first.
        edges: how many pairs of accounts met more often than by chance, in campaigns or not.
        innocent: what else may be behind it.
    """

    estimate: float
    doubt: Doubt
    method: str
    sentence: Sentence
    campaigns: tuple[Campaign, ...]
    edges: int
    innocent: tuple[Sentence, ...] = INNOCENT


def coordination(  # noqa: PLR0913  # a post has three sides, the question three
    objects: npt.NDArray[Any],
    accounts: npt.NDArray[Any],
    times: npt.NDArray[Any],
    official: Marks | None = None,
    strata: npt.NDArray[Any] | None = None,
    *,
    window: float = WINDOW,
    fewest: int = FEWEST_ACCOUNTS,
) -> Coordination | Refusal:
    """The campaigns among some posts.

    Reads: ``objects``, shape (posts,), what was shared: ids of stories (same text), links or shared posts, whole
    numbers or strings, 0 and "" for none; ``accounts``, shape (posts,), pseudonyms; ``times``, shape (posts,), seconds
    since 1970; ``official``, shape (posts,), true for institutional accounts, which are left out; ``strata``, shape
    (posts,), whole numbers: chance deals accounts only within one, for example within a platform or the month of a
    pseudonym; ``window``, seconds, what counts as the same time; ``fewest``, k, at least 10.
    All posts of the accounts should be given, not only the shared ones: what is said alone is what chance is made of.
    Gives: a ``Coordination``. Two accounts are tied when at least twice they share the same within the window and
    chance hardly ever has it so (``backbone``); a campaign is a community of tied accounts.
    Fails: refuses where a time is missing (``gaps``), fewer than 100 posts are left (``too-few``), fewer than 2 k
    accounts (``few-accounts``), all times are the same (``one-time``), or everybody shares everything, so that no pair
    stands out (``too-dense``). ``ValueError`` on other shapes, or on a k below 10.
    Source: F. Giglietto et al., "It takes a village to manipulate the media", *Information, Communication & Society* 23
    (2020) 867 (what coordination is); N. Righetti and P. Balluff, CooRTweet (the same things in a window, repeatedly);
    ties and communities as in ``backbone`` and ``communities``.
    """
    if not objects.shape == accounts.shape == times.shape == (len(objects),) or fewest < FEWEST_ACCOUNTS or window <= 0:
        raise ValueError("coordination reads three equal rows, a window above 0 and a k of at least 10")
    if not np.isfinite(times).all():
        return Refusal("gaps", GAPS)
    names, posts, levels = _posts(objects, accounts, times, official, strata)
    refused = _refused(posts, fewest)
    if refused is not None:
        return refused
    given = shares(posts.objects, posts.accounts, posts.times, levels, window)
    repeated = company(given)
    if repeated.work > MOST_WORK:
        return Refusal("too-dense", TOO_DENSE)
    return _found(posts, given, backbone(given, repeated), names, fewest)


def _posts(
    objects: npt.NDArray[Any],
    accounts: npt.NDArray[Any],
    times: npt.NDArray[Any],
    official: Marks | None,
    strata: npt.NDArray[Any] | None,
) -> tuple[npt.NDArray[Any], Posts, Ints]:
    """Posts that count, each once however often it was imported; ids become numbers from 0."""
    kept = np.ones(len(objects), dtype=bool) if official is None else ~np.asarray(official, dtype=bool)
    kept &= objects != objects.dtype.type()
    levels = np.zeros(len(objects)) if strata is None else strata
    names, numbers = np.unique(objects[kept], return_inverse=True)
    moments = times[kept].astype(np.float64)
    people = _numbered(accounts[kept], np.lexsort((numbers, moments)))
    level = np.unique(levels[kept], return_inverse=True)[1]
    order = np.lexsort((moments, people, numbers))
    rows = np.stack([numbers[order], people[order], moments[order]])
    new = np.append(True, (np.diff(rows, axis=1) != 0).any(axis=0))[: len(order)]  # the first is new
    order = order[new]
    return names, Posts(numbers[order], people[order], moments[order]), level[order]


def _numbered(accounts: npt.NDArray[Any], order: Ints) -> Ints:
    """Accounts numbered by their first post, so that nothing found depends on what anybody is called."""
    _, first, numbers = np.unique(accounts[order], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    given = np.empty(len(accounts), dtype=np.int64)
    given[order] = rank[numbers]
    return given


def _refused(posts: Posts, fewest: int) -> Refusal | None:
    if len(posts.objects) < FEWEST_POSTS:
        return Refusal("too-few", TOO_FEW)
    if int(posts.accounts.max()) + 1 < 2 * fewest:
        return Refusal("few-accounts", FEW_ACCOUNTS)
    if not np.ptp(posts.times):
        return Refusal("one-time", ONE_TIME)
    return None


def _found(posts: Posts, given: Shares, edges: Pairs, names: npt.NDArray[Any], fewest: int) -> Coordination:
    labels = communities(edges.one, edges.other, edges.met.astype(np.float64), given.accounts)
    sizes = np.bincount(labels)
    large = np.flatnonzero(sizes >= fewest)
    told = [campaign(posts, given, labels == one, names, fewest) for one in large]
    told.sort(key=lambda each: (-each.accounts, -each.posts, each.first))
    total = len(posts.objects)
    share = sum(each.posts for each in told) / total
    said = np.bincount(posts.accounts).astype(np.float64)
    # Were all posts of an account one, there would be as many as this (Kish's effective sample size).
    worth = max(1, int(said.sum() ** 2 / (said**2).sum()))
    about = wilson(round(share * worth), worth)
    doubt = Doubt(min(about.low, share), max(about.high, share), 0.95, total)
    sentence = _sentence(told, doubt, total, fewest)
    return Coordination(share, doubt, f"coordination {VERSION}", sentence, tuple(told), len(edges.one))


def _sentence(told: list[Campaign], doubt: Doubt, posts: int, fewest: int) -> Sentence:
    high = f"{100 * doubt.high:.2g}"
    if not told:
        return Sentence(
            f"Trong {posts} bài không thấy nhóm nào từ {fewest} tài khoản trở lên cùng đăng một nội dung, cùng lúc và"
            f" lặp lại, nhiều hơn mức ngẫu nhiên (tỷ lệ bài như vậy cao nhất có thể là {high} %).",
            f"Among {posts} posts no {fewest} accounts or more shared the same things at the same time again and again"
            f" beyond chance (such posts may be {high} % at most).",
        )
    low, share = f"{100 * doubt.low:.2g}", f"{100 * sum(each.posts for each in told) / posts:.2g}"
    waves = "is one wave" if len(told) == 1 else f"are {len(told)} waves"
    return Sentence(
        f"Có {len(told)} đợt đăng bài trùng lặp, chiếm {share} % số bài (khoảng tin cậy 95 %: từ {low} đến {high} %)."
        f" Đợt lớn nhất: {told[0].sentence.vi}",
        f"There {waves} of repeated joint sharing, {share} % of the posts (95 % interval: {low} to"
        f" {high} %). The largest: {told[0].sentence.en}",
    )


GAPS = Sentence("Có bài không rõ thời điểm đăng; hãy bỏ các bài đó.", "Some posts have no time; leave them out.")
TOO_FEW = Sentence(
    "Cần ít nhất 100 bài (không tính bài của cơ quan, báo chí) để biết thế nào là ngẫu nhiên.",
    "At least 100 posts, those of institutions not counted, are needed to know what chance does.",
)
FEW_ACCOUNTS = Sentence(
    "Quá ít tài khoản: dưới 20 thì không thể nói về nhóm nào mà không lộ từng người.",
    "Too few accounts: of fewer than 20 no group can be told without telling of persons.",
)
ONE_TIME = Sentence(
    "Mọi bài có cùng một thời điểm; có lẽ nguồn không ghi giờ đăng.",
    "All posts have the same time; the source probably does not say when they were posted.",
)
TOO_DENSE = Sentence(
    "Gần như ai cũng chia sẻ mọi thứ cùng lúc; hãy chọn khoảng thời gian ngắn hơn.",
    "Nearly everybody shares everything at the same time; choose a shorter period or window.",
)


def _example() -> dict[str, object]:
    draw = np.random.default_rng(5)
    objects = np.concatenate([draw.integers(1, 400, 3000), np.full(90, 999)])
    accounts = np.concatenate([draw.integers(0, 500, 3000), np.repeat(np.arange(600, 615), 6)])
    times = np.concatenate([draw.uniform(0, 3e6, 3000), draw.uniform(1e6, 1e6 + 7200, 90)])
    return {"objects": objects, "accounts": accounts, "times": times}


def _broken(**parts: object) -> dict[str, object]:
    return _example() | parts


METHOD = Method(
    "coordination",
    VERSION,
    coordination,
    _example,
    {
        "a missing time": lambda: _broken(times=np.full(3090, np.nan)),
        "few posts": lambda: {"objects": np.arange(1, 9), "accounts": np.arange(8), "times": np.arange(8.0)},
        "nothing but institutions": lambda: _broken(official=np.ones(3090, dtype=bool)),
        "few accounts": lambda: _broken(accounts=np.arange(3090) % 19),
        "no clock": lambda: _broken(times=np.zeros(3090)),
    },
)
