"""Labelling: posts are drawn once, each person says what they see, and enough labels shrink the interval."""

import re
from datetime import date

import pytest
from tests.web import city
from tests.web.conftest import signed_in

from civicbeat.findings import labelling
from civicbeat.findings.feelings import usual
from civicbeat.findings.models import DrawnPost, Label, Sample
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics.models import Topic

MODEL = "2026.2"


@pytest.fixture
def address(topic):
    """Of a topic that holds the whole city, so that every sentiment is in it."""
    topic.query = "ngập OR rác"
    topic.save()
    return f"/topics/{topic.pk}/label"


@pytest.fixture
def drawn(english, address):
    english.post(address, {"action": "draw"})
    return Sample.objects.get()


@pytest.fixture
def other(person):
    return Account.objects.create(
        username="binh", password="!", agency=person.agency, display_name="Bình", language="en"
    )


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def label_all(sample, person, wrong=()):
    for n, post in enumerate(sample.posts.all()):
        called = post.called if post.called != "unclear" else labelling.FEELINGS[n % 3]
        labelling.say(post, person, "neutral" if n in wrong else called)


def test_a_topic_without_labels_offers_to_draw(client, address):
    text = text_of(client, address)
    assert 'value="draw"' in text
    assert "data-key=" not in text


def test_posts_are_drawn_once_and_some_are_what_the_machine_cannot_tell(drawn):
    chosen = list(drawn.posts.values_list("chosen", "called"))
    assert 100 < len(chosen) <= labelling.POSTS
    assert {called for chosen, called in chosen if chosen == DrawnPost.UNSURE} == {"unclear"}
    assert len({called for chosen, called in chosen if chosen == DrawnPost.RANDOM}) > 1
    assert drawn.model == MODEL
    assert Entry.objects.filter(action="label-draw").exists()


def test_one_post_is_shown_and_the_look_is_written_down(english, drawn, address):
    before = Entry.objects.filter(action="look").count()
    text = text_of(english, address)
    assert re.findall(r'data-key="(\d)"', text) == ["1", "2", "3", "0"]
    assert text.count('class="said"') == 1
    assert Entry.objects.filter(action="look").count() == before + 1
    assert Entry.objects.filter(action="look").first().subject.endswith("label")


def test_a_label_is_kept_and_can_be_taken_back(english, person, drawn, address):
    first = labelling.following(drawn, person)
    english.post(address, {"action": "negative", "post": first.pk})
    assert Label.objects.get().label == "negative"
    assert labelling.following(drawn, person) != first
    english.post(address, {"action": "back"})
    assert labelling.following(drawn, person) == first


@pytest.mark.parametrize("given", [{"action": "angry"}, {"action": "negative", "post": "0"}, {}])
def test_nothing_else_is_taken(english, drawn, address, given):
    english.post(address, {"post": drawn.posts.first().pk} | given)
    assert not Label.objects.exists()


def test_a_second_person_begins_with_the_same_post_and_sees_no_label(english, other, person, drawn, address):
    first = labelling.following(drawn, person)
    labelling.say(first, person, "negative")
    assert labelling.following(drawn, other) == first
    assert "0 of " in text_of(signed_in(other, "en"), address)


def test_enough_labels_correct_the_topic_s_shares_and_the_page_says_by_how_much(english, person, topic, drawn, address):
    assert labelling.known(topic, MODEL) is usual(MODEL)
    assert "labels are missing" in text_of(english, address)
    label_all(drawn, person)
    own = labelling.known(topic, MODEL)
    assert own.own
    assert own.sample == drawn.posts.count()
    assert labelling.known(topic, "another") is None
    found = re.search(r"went from ±(\d+) to ±(\d+) points", text_of(english, address))
    assert int(found[2]) < int(found[1])
    panel = english.get(f"/panel/feeling?topic={topic.pk}&span=90d", headers={"hx-request": "true"}).content.decode()
    assert "posts of this topic that people labelled" in panel


def test_what_two_people_say_differently_is_left_out(person, other, drawn):
    label_all(drawn, person)
    label_all(drawn, other, wrong=range(40))
    state = labelling.progress(drawn, person)
    assert state.mine == state.once == state.twice == drawn.posts.count()
    apart = sum(len(set(post.labels.values_list("label", flat=True))) > 1 for post in drawn.posts.all())
    assert apart > 10
    assert state.usable == drawn.posts.count() - apart
    assert 0.3 < state.agreement.alpha < 1


def test_what_was_chosen_more_often_counts_less(person, drawn):
    """Posts that the machine cannot tell were chosen on purpose: they stand for no more posts than there are."""
    label_all(drawn, person)
    laws = labelling.known(drawn.topic, MODEL).laws
    drawn_share = drawn.posts.filter(called="unclear").count() / drawn.posts.count()
    true_share = drawn.cells["unclear"] / sum(drawn.cells.values())
    assert laws[:, 3].sum() / laws.sum() < (drawn_share + true_share) / 2


def test_an_erased_post_takes_its_labels_along(running, person, drawn):
    """What the store erased, or what is gone at its source, is found there and forgotten here."""
    post = labelling.following(drawn, person)
    labelling.say(post, person, "negative")
    running.store.erase([int(post.post)])
    assert labelling.forget_withdrawn(running.store) == 1
    assert not Label.objects.exists()
    assert not DrawnPost.objects.filter(post=post.post).exists()
    assert labelling.forget_withdrawn(running.store) == 0
    running.store.write(city.posts(city.moment(), 20, first=50_000), token="again")


def test_a_topic_that_ended_is_not_labelled_and_no_other_agency_s(english, topic, address):
    Topic.objects.filter(pk=topic.pk).update(starts_on=date(2020, 1, 1), ends_on=date(2020, 3, 1))
    assert english.get(address).status_code == 302
    assert english.get("/topics/99999/label").status_code == 404
