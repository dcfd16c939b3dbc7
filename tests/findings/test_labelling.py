"""How often a model was right here: posts drawn at random, labels that nobody contradicts, clear answers."""

from datetime import UTC, datetime, timedelta

import pytest

from civicbeat.analysis.quantify import FEWEST_LABELS
from civicbeat.findings.labelling import right_here
from civicbeat.findings.models import DrawnPost, Label, Sample
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def sample():
    agency = Agency.objects.create(short_name="sample", name_vi="x", name_en="x")
    people = [Account.objects.create(username=name, agency=agency) for name in ("an", "binh")]
    topic = Topic.objects.create(
        agency=agency,
        owner=people[0],
        name="Rác",
        query="rác",
        purpose="Thu gom đúng giờ.",
        legal_basis="Quyết định mẫu 1",
        ends_on=today() + timedelta(days=90),
    )
    made = Sample.objects.create(topic=topic, starts=NOW, ends=NOW, model="m", cells={})
    made.people = people
    return made


def said(sample, first, count, called, *labels, chosen=DrawnPost.RANDOM):
    for n in range(first, first + count):
        post = DrawnPost.objects.create(sample=sample, post=str(n), chosen=chosen, called=called)
        for person, label in zip(sample.people, labels, strict=False):
            Label.objects.create(post=post, annotator=person, label=label)


def test_few_labels_tell_nothing(sample):
    said(sample, 0, FEWEST_LABELS - 1, "negative", "negative")
    assert right_here("m") is None
    assert right_here("other") is None


def test_only_clear_answers_on_posts_drawn_at_random_count(sample):
    said(sample, 0, 75, "negative", "negative", "negative")
    said(sample, 100, 25, "positive", "negative")
    said(sample, 200, 10, "unclear", "negative")
    said(sample, 300, 10, "negative", "negative", "positive")
    said(sample, 400, 10, "negative", "cannot-say")
    said(sample, 500, 20, "negative", "positive", chosen=DrawnPost.UNSURE)
    found = right_here("m")
    assert (found.posts, found.share) == (100, 0.75)
    assert found.newest == sample.drawn_at
