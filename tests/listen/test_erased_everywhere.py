"""A person's posts are planted everywhere, erased, and looked for in every column of both stores and every file."""

import time
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch

import pytest
from tests.listen.fakes import ASKED, HANDLE, NATIVE, URL, WORD, Somebody, moment
from tests.listen.traces import content, in_files, in_posts, in_records
from tests.store.making import masked

from civicbeat.findings.forgetting import forget_left
from civicbeat.findings.models import DrawnPost, Emergence, Label, Sample
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.privacy.holdings import held
from civicbeat.governance.privacy.tidying import tidy
from civicbeat.governance.requests.models import SubjectRequest
from civicbeat.governance.topics.models import Topic
from civicbeat.listen import corrections, subjects
from civicbeat.listen.models import FollowedSource
from civicbeat.records.period import Period, today
from civicbeat.records.post import post_id
from civicbeat.records.scope import Scope
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.question import Look
from civicbeat.store.relabel import Labels

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = "test.asked"
NUMBER = post_id(SOURCE, NATIVE)
LETTER = post_id(SOURCE, "t3_letter")
SCOPE = Scope(agency="test", person="test", purpose="test")
PERIOD = Period(moment(0), moment(1_000))


def plant(beat):
    """The person's post by the usual way, and everything that is ever kept of a post."""
    source = Somebody(120, name=SOURCE, policy=ASKED)
    beat.intake.run(source, {}, lambda _cursor, _tally: None)
    FollowedSource.objects.create(name=SOURCE, kind="numbers", title="x")
    letter = masked([{"id": LETTER, "text": WORD, "author": 1}, {"id": 1, "text": "khác"}])
    beat.store.bury(DeadLetter(source=SOURCE, reason="r", batch=letter))
    beat.store.roll_up()
    agency = Agency.objects.create(short_name="a", name_vi="A", name_en="A")
    person = Account.objects.create(username="an", password="!", agency=agency, display_name="An")
    topic = Topic(agency=agency, owner=person, name="t", query="ngập", purpose="p", legal_basis="l")
    topic.ends_on = today() + timedelta(days=30)
    topic.save()
    sample = Sample.objects.create(topic=topic, starts=moment(0), ends=moment(9), model="m")
    drawn = DrawnPost.objects.create(sample=sample, post=str(NUMBER), chosen="random", called="neutral")
    Label.objects.create(post=drawn, annotator=person, label="negative")
    Emergence.objects.create(made_at=moment(0), version="2", seconds=1.0, known={"1": [NUMBER, 5], "2": [LETTER]})
    corrections.correct(beat.store, [NUMBER], Labels("positive"))


def code_of(beat):
    [[code]] = beat.store._clients.rows("SELECT any(person) FROM posts WHERE id = {id:UInt64}", {"id": NUMBER})
    return code


def undeclared(data):
    """Files of the installation's folder that the table of holdings does not know."""
    paths = [str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()]
    patterns = [pattern for files in held().files for pattern in files.paths]
    return [path for path in paths if not any(fnmatch(path, pattern) for pattern in patterns)]


def test_an_erased_post_leaves_no_trace_but_its_number_in_the_list_of_what_is_refused(quick):
    plant(quick)
    code = code_of(quick)
    words, numbers = [WORD, URL, NATIVE, HANDLE], [str(NUMBER), str(LETTER), str(code)]
    where = in_posts(quick, words + numbers) | in_records(numbers)
    assert {
        ("posts", "text"), ("posts", "url"), ("posts", "person"), ("posts", "id"), ("posts", "words"),
        ("identities", "id"), ("standing", "id"), ("dead_letters", "posts"), ("dead_letters", "batch"),
        ("daily_counts", "key"), ("findings.DrawnPost", "post"), ("findings.Emergence", "known"),
        ("listen.Correction", "post"),
    } <= where, "the test must find what it is to look for"  # fmt: skip
    assert in_files(quick, [WORD]), "and the file it stands in"
    assert undeclared(quick.installation.data) == []
    assert not in_files(quick, [HANDLE]), "what was never masked is nowhere"
    assert not in_posts(quick, [HANDLE])

    assert subjects.find(quick, URL) == (NUMBER,)
    assert subjects.erase(quick.store, [NUMBER, LETTER]) == 1
    forget_left(quick.store)
    corrections.keep(quick.store)
    tidy(datetime.now(UTC))

    assert in_posts(quick, words) == set()
    stays = {(one.table, column) for one in held().holdings if one.leaves == "refuses" for column in one.columns}
    assert in_posts(quick, numbers) == stays & {("erased", "id")}
    assert in_records(words + numbers) == set()
    deadline = time.monotonic() + 30
    while in_files(quick, words) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert in_files(quick, words) == set()
    assert in_files(quick, numbers) == {"erasures.txt"}
    code_bytes = int(code).to_bytes(8, "little")
    held_in = {path.name for path in quick.installation.data.rglob("person*.bin") if code_bytes in content(path)}
    assert held_in == set()

    assert NUMBER in {row["id"] for part in quick.store.withdrawn(moment(0)) for row in part.to_pylist()}
    again = quick.intake.run(Somebody(120, name=SOURCE, policy=ASKED), {}, lambda _cursor, _tally: None)
    assert again.deleted == 1
    assert in_posts(quick, words) == set()
    exported = [row["id"] for part in quick.store.export(Look(scope=SCOPE, period=PERIOD)) for row in part.to_pylist()]
    assert exported
    assert NUMBER not in exported


def test_what_a_request_holds_of_a_post_is_declared_to_go_after_it():
    """A request names the posts it is about until it is closed, decided and no longer open to complaint."""
    fields = {(one.table, column): one for one in held().holdings for column in one.columns}
    assert fields["requests.SubjectRequest", "posts"].leaves == "closed"
    assert {field.name for field in SubjectRequest._meta.concrete_fields} <= {
        column for table, column in fields if table == "requests.SubjectRequest"
    }
