"""Stories are listed at the command line, and one is told by its spread, sources, wordings and first posts."""

from datetime import timedelta

import pytest
from tests.cli.conftest import lines
from tests.store.making import batch
from tests.web import city

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "[bold]Đừng tin: từ mai cấm xe máy vào trung tâm"
CHANGED = f"{SAID} nhé mọi người"
RARE = f"{SAID} nghe đồn vậy"


@pytest.fixture
def told(beat):
    """A story in three wordings, of 60, 30 and 4 people, one of 7 people, and talk that is in none."""
    now = city.moment()
    texts = [(SAID, 77)] * 60 + [(CHANGED, 77)] * 30 + [(RARE, 77)] * 4 + [("Con rùa hồ", 99)] * 7 + [("Mưa", 0)] * 50
    rows = [
        {
            "id": post_id("test.forum", str(n)),
            "source": "test.forum",
            "published_at": now - timedelta(hours=60) + timedelta(minutes=20 * n),
            "text": text,
            "author": 1_000 + n,
            "story": story,
            "themes": ["traffic"],
        }
        for n, (text, story) in enumerate(texts)
    ]
    beat.store.write(batch(rows), token="told")
    beat.store.roll_up()


@pytest.fixture
def people(db):
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return {role: Account.objects.create(username=role.value, agency=agency, role=role) for role in Role}


@pytest.mark.usefixtures("told")
def test_stories_are_listed_by_their_first_words_and_those_of_few_people_are_not(typed):
    said = typed("stories").stdout
    assert "[bold]Đừng tin" in said
    assert "rùa" not in said
    assert "fewer than 10 people are not listed" in said
    [found] = lines(typed("stories", "--json", "--reason", "Tin đồn"))
    [story] = found["stories"]
    assert (story["story"], story["source"], story["opening"]) == ("77", "test.forum", SAID)
    assert 84 <= story["posts"] <= 104
    assert found["some_hidden"] is True
    assert Entry.objects.filter(action="look", reason="Tin đồn").exists()


@pytest.mark.usefixtures("told")
def test_one_story_is_told_with_wordings_that_enough_people_use(typed):
    [found] = lines(typed("stories", "--story", "77", "--days", "3", "--json"))
    assert [each["opening"] for each in found["wordings"]] == [SAID, CHANGED[:60]]
    assert found["other_wordings"] is True
    assert all(each["posts"] >= each["people"] >= 10 for each in found["wordings"])
    assert found["grain"] == "hour"
    assert any(each["posts"] is None for each in found["times"]), "three people an hour are hidden"
    assert [post["text"] for post in found["first_posts"]] == [SAID] * 5
    said = typed("stories", "--story", "77").stdout
    for part in ("at least", "test.forum", "First posts", "Wordings of fewer people are not listed."):
        assert part in said
    assert RARE not in said


@pytest.mark.usefixtures("told")
def test_a_story_of_few_people_one_that_is_not_there_and_no_number(typed):
    assert "Fewer than 10 people" in typed("stories", "--story", "99").stdout
    assert "rùa" not in typed("stories", "--story", "99", "--json").stdout
    assert "No post of the period" in typed("stories", "--story", "5").stdout
    assert "A story is a number" in typed("stories", "--story", "rùa", good=False).stderr


def test_where_nothing_is_told_it_is_said(typed):
    assert "No text was repeated" in typed("stories").stdout


@pytest.mark.usefixtures("told")
def test_whoever_may_not_read_posts_sees_first_words_alone(typed, people):
    said = typed("--as", people[Role.MANAGER].username, "stories", "--story", "77").stdout
    assert "Đừng tin" in said
    assert "First posts" not in said
    assert "for whoever may read posts" in said
    typed("--as", "", "stories")


@pytest.mark.usefixtures("told")
def test_a_topic_narrows_the_query_and_must_be_the_agencys_own(typed, people):
    person = people[Role.ANALYST]
    until = today() + timedelta(days=30)
    mine = {"agency": person.agency, "owner": person, "purpose": "Xe", "legal_basis": "Luật", "ends_on": until}
    topic = Topic.objects.create(name="Xe máy", query='"xe máy"', filters=["theme:traffic"], **mine)
    other = Topic.objects.create(name="Rác", query="rác", **mine)
    [found] = lines(typed("stories", "--topic", str(topic.pk), "--json"))
    assert [each["story"] for each in found["stories"]] == ["77"]
    assert lines(typed("stories", "--topic", str(other.pk), "--json"))[0]["stories"] == []
    assert Entry.objects.filter(action="look", subject=f"topic {topic.pk}").exists()
    told = typed("stories", "--topic", "9999", good=False).stderr
    assert "no topic 9999 that your agency may look at" in told
    assert f"{topic.pk} (Xe máy)" in told
