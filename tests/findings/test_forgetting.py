"""Labels leave with their post without anybody opening a page, and a fault is tried again."""

import threading
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from civicbeat.findings.forgetting import Forgetter, forget_left
from civicbeat.findings.models import DrawnPost, Emergence, Label, Sample
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.models import Topic
from civicbeat.records.errors import StoreUnavailable
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db(transaction=True)
ERASED, KEPT = 2**64 - 3, 2**63 - 25


class Failing:
    """A store that does not answer at first, and then tells of one post that was erased."""

    def __init__(self, stopping):
        self.asked = []
        self._stopping = stopping

    def withdrawn(self, since):
        self.asked.append(since)
        if len(self.asked) == 1:
            raise StoreUnavailable("Not now.", do="Wait.")
        if len(self.asked) == 3:
            self._stopping.set()
        yield pa.RecordBatch.from_pydict({"id": pa.array([ERASED], pa.uint64())})

    def still_held(self, ids):
        return frozenset(ids)


class Holding:
    """A store that holds one post; it was erased elsewhere, or expired, that no other is there."""

    def still_held(self, ids):
        return frozenset(ids) & {KEPT}


@pytest.fixture
def sample():
    agency = Agency.objects.create(short_name="a", name_vi="A", name_en="A")
    person = Account.objects.create(username="an", password="!", agency=agency, display_name="An")
    topic = Topic(agency=agency, owner=person, name="t", query="ngập", purpose="p", legal_basis="l")
    topic.ends_on = today() + timedelta(days=30)
    topic.save()
    now = datetime.now(UTC)
    sample = Sample.objects.create(topic=topic, starts=now - timedelta(days=1), ends=now, model="m")
    for number in (ERASED, KEPT):
        post = DrawnPost.objects.create(sample=sample, post=str(number), chosen="random", called="neutral")
        Label.objects.create(post=post, annotator=person, label="negative")
    return sample


def test_an_erased_post_is_looked_for_again_after_a_fault(sample):
    stopping = threading.Event()
    store = Failing(stopping)
    thread = Forgetter(store, stopping, every=0.01)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert list(sample.posts.values_list("post", flat=True)) == [str(KEPT)]
    assert Label.objects.count() == 1
    first, second, third = store.asked[:3]
    assert first == second < third


def test_what_no_list_tells_of_leaves_too(sample):
    """A post whose term is over is in no list of what was erased; what is kept of it is looked for by its id."""
    known = {"7": [ERASED, KEPT], "8": [ERASED]}
    one = Emergence.objects.create(made_at=datetime.now(UTC), version="2", seconds=1.0, known=known)
    assert forget_left(Holding()) == 1
    one.refresh_from_db()
    assert one.known == {"7": [KEPT], "8": []}
    assert list(DrawnPost.objects.values_list("post", flat=True)) == [str(KEPT)]
    assert Label.objects.count() == 1
    assert forget_left(Holding()) == 0
