"""Labelling: what people say about a sample of a topic's posts, and how its shares are corrected by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from django.db import transaction

from civicbeat.analysis.agreement import Agreement, agreement
from civicbeat.analysis.calibration import Calibration, learnt, table
from civicbeat.analysis.quantify import FEWEST_LABELS, FEWEST_OF_A_LABEL, enough
from civicbeat.findings.feelings import FEELINGS, usual
from civicbeat.findings.models import DrawnPost, Label, Sample
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.topics.models import Topic
from civicbeat.records.post import SENTIMENTS
from civicbeat.store.answer import SeenPost
from civicbeat.store.question import Filter, Group, Look, Order, Question
from civicbeat.store.store import Store

POSTS = 200
UNSURE = 20
"""Of them posts that the model cannot tell. More would widen the interval: what is chosen on purpose counts less."""
LABELS = (*FEELINGS, Label.CANNOT_SAY)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the labelling of a sample is.

    Attributes:
        posts: how many were drawn and still stand.
        mine, once, twice: how many the reader, anybody and two people labelled.
        usable: how many have one label that nobody contradicts.
        missing: labels that are missing at the least until the topic's own calibration is used; 0 when it is.
        agreement: of the two people who labelled most, where there are two.
    """

    posts: int
    mine: int
    once: int
    twice: int
    usable: int
    missing: int
    agreement: Agreement | None


def looks(wanted: Look) -> tuple[Look, Look]:
    """The two looks that a sample is drawn with: posts at random, and posts that the model cannot tell."""
    drawn = replace(wanted, order=Order.SHUFFLED, one_per_story=False, after="", highlight=False, limit=POSTS)
    return drawn, replace(drawn, filters=(*drawn.filters, Filter(Group.SENTIMENT, ("unclear",))))


def draw(store: Store, topic: Topic, asked: Question, model: str, seen: tuple[Sequence[SeenPost], ...]) -> Sample:
    """Keeps a sample of what was ``seen`` with ``looks``; labels of an older sample stay with it.

    Args:
        store: where the posts are counted.
        topic: whose posts they are.
        asked: the topic's query, filters and period.
        model: version of the sentiment model that called them.
        seen: posts of the two looks.
    """
    cells = store.ask(replace(asked, by=(Group.SENTIMENT,))).counts()
    taken = {post.id: (DrawnPost.RANDOM, post.sentiment) for post in seen[0][: POSTS - UNSURE]}
    unsure = [post for post in seen[1] if post.id not in taken][:UNSURE]
    taken |= {post.id: (DrawnPost.UNSURE, post.sentiment) for post in unsure}
    with transaction.atomic():
        period = asked.period
        sample = Sample.objects.create(topic=topic, starts=period.start, ends=period.end, model=model, cells=cells)
        DrawnPost.objects.bulk_create(
            DrawnPost(sample=sample, post=str(number), chosen=chosen, called=called)
            for number, (chosen, called) in taken.items()
        )
    return sample


def newest(topic: Topic) -> Sample | None:
    """The sample of a topic that is labelled now."""
    return topic.samples.first()


def following(sample: Sample, person: Account) -> DrawnPost | None:
    """The next post that ``person`` has not labelled; what others said of it plays no part."""
    return sample.posts.exclude(labels__annotator=person).first()


def say(post: DrawnPost, person: Account, label: str) -> None:
    """Keeps what ``person`` says of a post, in place of what they said before."""
    Label.objects.update_or_create(post=post, annotator=person, defaults={"label": label})


def take_back(sample: Sample, person: Account) -> None:
    """Removes the last label of ``person``."""
    last = Label.objects.filter(post__sample=sample, annotator=person).last()
    if last is not None:
        last.delete()


def known(topic: Topic | None, model: str) -> Calibration | None:
    """What is known of the errors of ``model`` in the talk of ``topic``: its own labels where there are enough."""
    sample = newest(topic) if topic else None
    own = _own(sample) if sample and sample.model == model else None
    return own if own and enough(own) else usual(model)


def progress(sample: Sample, person: Account) -> Progress:
    """How far the labelling of ``sample`` is, for ``person``."""
    said = _said(sample)
    settled = Counter(label for _, label in _settled(sample))
    short = max(FEWEST_LABELS - settled.total(), sum(max(FEWEST_OF_A_LABEL - settled[each], 0) for each in FEELINGS))
    return Progress(
        posts=sample.posts.count(),
        mine=sum(person.pk in labels for labels in said.values()),
        once=len(said),
        twice=sum(len(labels) > 1 for labels in said.values()),
        usable=settled.total(),
        missing=max(short, 0),
        agreement=_agreement(said),
    )


def forget(ids: Iterable[int]) -> int:
    """Removes posts that were erased or are gone, with their labels; gives how many there were."""
    wanted = [str(number) for number in ids]
    return sum(
        DrawnPost.objects.filter(post__in=wanted[start : start + 500]).delete()[1].get("findings.DrawnPost", 0)
        for start in range(0, len(wanted), 500)
    )


def forget_withdrawn(store: Store) -> int:
    """Removes what was erased or is gone since this was last looked for; gives how many posts there were."""
    since = Sample.objects.order_by("looked_for_gone_at").values_list("looked_for_gone_at", flat=True).first()
    if since is None:
        return 0
    now = datetime.now(UTC)
    forgotten = sum(forget(batch.column("id").to_pylist()) for batch in store.withdrawn(since))
    Sample.objects.update(looked_for_gone_at=now)
    return forgotten


@dataclass(frozen=True, slots=True)
class Right:
    """How often a model was right, of the posts that people here labelled alike and of which it gave a clear answer.

    Attributes:
        posts: how many they are, drawn at random; at least ``FEWEST_LABELS``.
        share: of them the model called what people say, 0 to 1.
        newest: when the last of their samples was drawn.
    """

    posts: int
    share: float
    newest: datetime


def right_here(model: str) -> Right | None:
    """How often ``model`` was right in all topics together; ``None`` where too few posts were labelled."""
    samples = list(Sample.objects.filter(model=model))
    settled = [pair for sample in samples for pair in _settled(sample, chosen=DrawnPost.RANDOM) if pair[0] in FEELINGS]
    if len(settled) < FEWEST_LABELS:
        return None
    share = sum(called == label for called, label in settled) / len(settled)
    return Right(len(settled), share, max(sample.drawn_at for sample in samples))


def _said(sample: Sample) -> dict[int, dict[int, str]]:
    """Labels by post and person."""
    said: dict[int, dict[int, str]] = {}
    rows = Label.objects.filter(post__sample=sample).values_list("post_id", "annotator_id", "label")
    for post, person, label in rows:
        said.setdefault(post, {})[person] = label
    return said


def _settled(sample: Sample, **only: str) -> list[tuple[str, str]]:
    """Of each post with a label that nobody contradicts: what the model called it, and the label."""
    called = dict(sample.posts.filter(**only).values_list("pk", "called"))
    return [
        (called[post], min(labels.values()))
        for post, labels in _said(sample).items()
        if post in called and len(set(labels.values())) == 1 and min(labels.values()) in FEELINGS
    ]


def _own(sample: Sample) -> Calibration | None:
    """From the settled labels, each standing for the posts of its cell: chances differ by cell alone."""
    settled = _settled(sample)
    if not settled:
        return None
    drawn = Counter(called for called, _ in settled)
    weights = np.array([(sample.cells.get(called) or drawn[called]) / drawn[called] for called, _ in settled])
    cells = np.array([SENTIMENTS.index(called) for called, _ in settled])
    labels = np.array([FEELINGS.index(label) for _, label in settled])
    own = learnt(table(cells, labels, (len(FEELINGS), len(SENTIMENTS)), weights))
    return replace(own, sample=len(settled))


def _agreement(said: dict[int, dict[int, str]]) -> Agreement | None:
    people = [person for person, _ in Counter(p for labels in said.values() for p in labels).most_common(2)]
    both = [[labels[p] for p in people] for labels in said.values() if all(p in labels for p in people)]
    if len(people) < 2 or not both:
        return None
    first, second = (np.array([LABELS.index(labels[n]) for labels in both]) for n in range(2))
    return agreement(first, second, len(LABELS))
