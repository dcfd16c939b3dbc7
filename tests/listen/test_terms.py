"""How long the institution keeps posts: decided by a named person with a reason, in force at once for what comes in."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.listen.fakes import Numbers, moment

from civicbeat.governance.audit.models import Entry
from civicbeat.governance.requests import rules
from civicbeat.listen import answering, terms
from civicbeat.listen.models import FollowedSource, ImportRun, Term
from civicbeat.listen.terms import DEFAULT, EVERY_SOURCE, NOTICE, apply, decide
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.scope import Scope
from civicbeat.sources.all import policies

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
WHY = "Topics of the flood season are compared with the year before."
SCOPE = Scope(agency="water", person="minh", purpose=WHY)
BY = "Trần Minh"
A_DAY = timedelta(days=1)


@pytest.fixture
def sources(db):
    for name, kind in (("test.numbers", "feeds"), ("test.x", "x"), ("test.tube", "youtube")):
        FollowedSource.objects.create(name=name, kind=kind, title=name)
    ImportRun.objects.create(file_name="a.csv", source="files.gop-y")


def by_source():
    return {one.source: one for one in terms.kept()}


def put(days, source=EVERY_SOURCE, scope=SCOPE, ago=timedelta(0)):
    made = decide(scope, BY, source, days)
    Term.objects.filter(pk=made.pk).update(moment=NOW - ago)
    return made


def test_every_source_has_a_term_before_anybody_decided(sources):
    kept = by_source()
    assert kept["test.numbers"].own == kept["files.gop-y"].own == DEFAULT
    assert kept["test.x"].own is None
    assert kept["test.x"].place == policies()["x"].keep_for
    assert kept["test.tube"].renewed
    assert terms.for_all() == DEFAULT


def test_a_decision_holds_for_all_without_a_term_and_one_for_a_source_goes_before(sources):
    put(365)
    put(5, "test.x")
    put(30, "files.gop-y")
    kept = by_source()
    found = {name: (one.own.days if one.own else None, one.alone) for name, one in kept.items()}
    assert found == {
        "test.numbers": (365, False),
        "test.x": (5, True),
        "test.tube": (None, False),
        "files.gop-y": (30, True),
    }
    put(None, "files.gop-y")
    assert (by_source()["files.gop-y"].own, by_source()["files.gop-y"].alone) == (timedelta(days=365), False)
    entry = Entry.objects.filter(action="keep").first()
    assert (entry.person, entry.reason) == ("minh", WHY)


@pytest.mark.parametrize(
    ("source", "days", "match"),
    [
        ("test.x", 8, "lets posts be kept for 7 days"),
        ("test.nobody", 8, "no such source"),
        (EVERY_SOURCE, 0, "1 to 3660 days"),
        (EVERY_SOURCE, 99_999, "1 to 3660 days"),
        (EVERY_SOURCE, None, "not kept for ever"),
        ("test.x", None, "the term already"),
    ],
)
def test_what_cannot_be_decided(sources, source, days, match):
    with pytest.raises((InputError, NotAllowed), match=match):
        decide(SCOPE, BY, source, days)
    assert not Term.objects.exists()


def test_a_reason_is_asked_for(sources):
    with pytest.raises(InputError, match="fewer than"):
        decide(Scope(agency="a", person="b", purpose="because"), BY, EVERY_SOURCE, 9)


def read(beat, count=30):
    beat.intake.run(Numbers(count), {}, lambda _cursor, _tally: None)


def ends(beat):
    return {row[0] for row in beat.store._clients.rows("SELECT DISTINCT keep_until FROM posts FINAL")}


def test_what_comes_in_is_kept_by_it_at_once(beat, sources):
    put(300)
    read(beat)
    assert ends(beat) == {moment(30) + A_DAY + timedelta(days=300)}


def stored(beat):
    """Posts that were read when nobody had decided anything, as before this rule came with the program."""
    beat.intake.run(Numbers(30), {}, lambda _cursor, _tally: None)
    clients = beat.store._clients
    for table in ("posts", "identities"):
        clients.order(f"ALTER TABLE {table} UPDATE keep_until = toDateTime(4102444800) WHERE 1", mutations_sync=2)
    return moment(30) + A_DAY


def held(beat):
    return beat.store._clients.rows("SELECT count() FROM posts FINAL WHERE keep_until > now()")[0][0]


def test_what_is_stored_follows_a_month_later(beat, sources):
    read_at = stored(beat)
    put(1)
    assert apply(beat.store, NOW) == 0, "there is a notice"
    assert apply(beat.store, NOW + NOTICE - timedelta(hours=1)) == 0
    assert held(beat) == 30
    later = NOW + NOTICE + timedelta(hours=1)
    assert read_at + A_DAY < later
    assert apply(beat.store, later) == 1
    assert ends(beat) == {later}, "it ends the moment it is applied, not before"
    assert apply(beat.store, later) == 0
    assert Entry.objects.get(action="shorten").details == {"days": 1, "kept": 1}


def test_the_rule_that_comes_with_the_program_has_its_notice_too(beat, sources):
    """An update takes nothing away before people could read of it, and decide otherwise."""
    read_at = stored(beat)
    start = read_at + 2 * DEFAULT
    assert apply(beat.store, start) == 0
    begun = Term.objects.get()
    assert (begun.days, begun.by, begun.reason) == (DEFAULT.days, "", "")
    assert apply(beat.store, start + NOTICE - timedelta(hours=1)) == 0
    assert apply(beat.store, start + NOTICE) == 1
    assert Term.objects.count() == 1


def test_a_mistake_is_taken_back_within_the_notice(beat, sources):
    stored(beat)
    put(730, ago=NOTICE + 2 * A_DAY)
    put(1, ago=NOTICE - A_DAY)
    put(700, ago=timedelta(0))
    assert apply(beat.store, NOW) == 1
    assert ends(beat) == {moment(30) + A_DAY + timedelta(days=730)}, "the longest of the notice"
    assert held(beat) == 30


def test_a_longer_term_is_for_new_posts_only(beat, sources):
    put(600, ago=NOTICE + A_DAY)
    read(beat)
    before = ends(beat)
    put(900)
    apply(beat.store, NOW + 2 * NOTICE)
    assert ends(beat) == before
    beat.intake.run(Numbers(31, name="test.other"), {}, lambda _cursor, _tally: None)
    assert len(ends(beat)) == 2


def test_a_shorter_term_of_one_source_leaves_the_others(beat, sources):
    stored(beat)
    put(1, "test.numbers", ago=NOTICE + A_DAY)
    beat.intake.run(Numbers(9, name="test.else"), {}, lambda _cursor, _tally: None)
    assert apply(beat.store, NOW) == 1
    assert beat.store._clients.rows("SELECT DISTINCT source FROM posts FINAL WHERE keep_until > now()") == [
        ("test.else",)
    ]


def test_a_change_is_a_change_of_the_rules(beat, sources):
    rules.note(answering.in_force(beat))
    put(365)
    [change] = rules.note(answering.in_force(beat))
    assert (change.rule, change.before, change.after) == ("kept.own", "P730D", "P365D")
