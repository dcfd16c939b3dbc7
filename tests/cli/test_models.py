"""Models at the command line: the switch, and every command that asks with every model off."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.api.test_trends import rows
from tests.cli.conftest import lines
from tests.store.making import batch
from tests.switching import WHY, silence
from tests.web import city

from civicbeat.enrich.cards import opinions
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.switches.models import Reading, Switch
from civicbeat.records.period import Grain, floor

DECIDED = "2026-03-01"
RESTS = (
    ("search", "sentiment:negative"),
    ("search", "ngập AND place:vn.hcm", "--json"),
    ("export", "theme:power", "posts.csv", "--reason", "Máy bơm sớm hơn"),
    ("trends", "theme:power"),
    ("explain",),
    ("explain", "--by", "theme"),
    ("explain", "--by", "source", "--negative"),
    ("impact", "lang:vi", "--decided", DECIDED),
    ("impact", "--decided", DECIDED, "--theme", "power"),
    ("impact", "--decided", DECIDED, "--outcome", "negative"),
)
STAND = (("search",), ("trends",), ("emerging",), ("explain", "--by", "source"), ("impact", "--decided", DECIDED))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def said(opened):
    opened.store.write(batch(rows(floor(city.moment(), Grain.HOUR))), token="trends")
    opened.store.roll_up()
    return opened


@pytest.fixture
def beat(said):
    """The posts stay from test to test: none changes them, and counting their days takes seconds."""
    return said


@pytest.mark.parametrize("words", RESTS, ids=" ".join)
def test_what_rests_on_a_model_that_is_off_is_refused_in_words(typed, words):
    silence()
    told = typed(*words, good=False).stderr
    assert "switched" in told  # the columns of a narrow terminal break the sentence
    assert "by decision of Trần Minh." in told


@pytest.mark.parametrize("words", STAND, ids=" ".join)
def test_the_rest_is_told_as_before(typed, words):
    silence()
    assert typed(*words).stdout.strip()


def test_posts_are_shown_without_labels(typed):
    [before] = lines(typed("search", "--json"))
    assert before["shown"][0]["sentiment"]
    silence()
    [found] = lines(typed("search", "--json"))
    assert all(not post[label] for post in found["shown"] for label in ("sentiment", "themes", "places", "language"))


def test_the_switch_and_its_state(typed):
    Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
    assert [each["off"] for each in lines(typed("models", "list", "--json"))[0]] == [False] * len(opinions())
    typed("models", "off", "sentiment", "--reason", WHY)
    told = typed("models", "list").stdout
    assert "switched" in told  # the columns of a narrow terminal break the sentence
    assert typed("models", "off", "sentiment", "--reason", WHY, good=False).stderr.startswith("civicbeat: This model")
    typed("models", "on", "sentiment", "--reason", "Đã đo lại bằng hai trăm bài")
    assert Switch.objects.count() == 2
    assert Entry.objects.filter(action="switch", reason=WHY, subject="model sentiment").count() == 1


def test_how_far_it_has_read_what_came_meanwhile(typed):
    now = timezone.now()
    Reading.objects.create(model="themes", since=now - timedelta(days=2), until=now, posts=1_234)
    assert "1,234" in typed("models", "list").stdout
    [listed] = lines(typed("models", "list", "--json"))
    assert {each["model"]: [one["posts"] for one in each["reading"]] for each in listed}["themes"] == [1_234]


def test_the_name_of_whoever_decides_is_kept(typed):
    agency = Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")
    Account.objects.create(username="minh", display_name="Trần Minh", agency=agency, role=Role.STEWARD)
    Account.objects.create(username="an", display_name="Lê An", agency=agency)
    typed("--as", "an", "models", "off", "themes", "--reason", WHY, good=False)
    typed("--as", "minh", "models", "off", "themes", "--reason", WHY)
    assert Switch.objects.get().by == "Trần Minh"
    typed("--as", "", "models", "list")
