"""Topics: small new topics in what no theme holds, named by their phrases; each keeps its id from run to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.analysis.collocations import collocations
from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED
from civicbeat.findings import unread
from civicbeat.findings.asking import PEOPLE
from civicbeat.findings.months import busiest, fewest
from civicbeat.findings.rounding import rough
from civicbeat.findings.spoken import counted, spelt, spoken, telling
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.resting import MODELS
from civicbeat.store.store import Store

DAYS = 7
LATER = "9999"
HIDDEN = Sentence(
    "Có quá ít người nói, nên không tìm gì trong các bài này.",
    "Too few people spoke, so nothing is looked for in these posts.",
)

Known = Mapping[str, list[int]]
"""The posts of each topic, by its id."""
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Topics:
    """What one run found: ``found`` is told, ``known`` is kept for the next run alone."""

    found: Found
    known: Known


def topics(store: Store, scope: Scope, now: datetime, known: Known, since: Mapping[str, str]) -> Topics:
    """Topics among the posts of people that no theme holds, of the last ``DAYS`` days.

    Refused where posts of that time are without a theme because the model was off.

    Args:
        store: where the posts are.
        scope: under which they are read.
        now: where the days end.
        known: what the run before kept.
        since: when each of its topics began, ISO 8601 by id.
    """
    from civicbeat.analysis.clusters import clusters  # noqa: PLC0415  # brings scikit-learn: 3 s that no page waits for

    period = Period.back_from(now, timedelta(days=DAYS))
    if (missing := unread.refusal(store, {MODELS[Group.THEME]}, period)) is not None:
        return Topics(refusal(missing.sentence), known)
    unclassified = Filter(Group.THEME, (UNCLASSIFIED,))
    read = store.material(Question(scope=scope, period=period, filters=(unclassified, PEOPLE)))
    if read.hidden:
        return Topics(refusal(HIDDEN), {})
    posts = read.posts
    tokens, vocabulary = spoken(posts)
    learned = collocations(tokens, len(vocabulary))
    counts = counted(learned.read(tokens))
    ids, people, stories = (posts.column(name).to_numpy() for name in ("id", "person", "story"))
    before = _before(ids, known)
    least = fewest(scope.k, period)
    found = clusters(counts, ids, people, stories, before, fewest=least)
    if isinstance(found, Refusal):
        return Topics(refusal(found.sentence), {})
    names = spelt(learned, counts.shape[1], vocabulary)
    listed: list[Found] = []
    for cluster in found.clusters:
        inside = posts.filter(pa.array(found.of == cluster.id))
        name = [names[phrase] for phrase in cluster.phrases if telling(names[phrase])]
        figures = store.told(scope, str(cluster.id), busiest(inside), cluster.posts)
        if figures and name:
            began = min(since.get(str(cluster.id), LATER), _began(inside, least))
            growth = rough(_growth(inside, posts, now, scope.k))
            listed.append({"id": str(cluster.id), "name": name, "since": began, "growth": growth, **figures})
    listed.sort(key=lambda topic: -float(topic["growth"]))
    kept = {str(cluster.id): ids[found.of == cluster.id].tolist() for cluster in found.clusters}
    doubt = found.doubt
    shares = {"unclustered": found.estimate, "low": doubt.low, "high": doubt.high, "sampled": read.share}
    shares = {name: rough(share) for name, share in shares.items()}
    return Topics({"topics": listed, **shares}, kept)


def refusal(why: Sentence) -> Found:
    """Why nothing was looked for, in both languages."""
    return {"refused": {"vi": why.vi, "en": why.en}}


def _before(ids: npt.NDArray[np.uint64], known: Known) -> npt.NDArray[np.uint64]:
    of = {post: int(topic) for topic, posts in known.items() for post in posts}
    return np.array([of.get(post, 0) for post in ids.tolist()], dtype=np.uint64)


def _began(posts: pa.Table, least: int) -> str:
    """The hour in which the last of the ``least`` first people joined, so that it tells of no single one."""
    first = posts.group_by("person").aggregate([("published_at", "min")]).column("published_at_min")
    moment = sorted(first.to_pylist())[:least][-1]
    return str(moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0).isoformat())


def _growth(inside: pa.Table, posts: pa.Table, now: datetime, k: int) -> float:
    """By how many standard deviations more of the topic than of all posts was said in the last day; 0 of a few."""
    day = pa.scalar(now - timedelta(days=1), pa.timestamp("ms", "UTC"))
    last, all_last = (table.filter(pc.greater_equal(table.column("published_at"), day)) for table in (inside, posts))
    share = len(all_last) / len(posts)
    if busiest(last) < k or not 0 < share < 1:
        return 0.0
    return (len(last) - share * len(inside)) / sqrt(len(inside) * share * (1 - share))
