"""Before the first post came, the console offers the next steps."""

from tests.web.conftest import signed_in


def test_a_first_run_offers_the_next_step(beat, person):
    text = signed_in(person, "en").get("/").content.decode()
    assert 'name="file"' in text
    assert "/sources#h-follow" in text


def test_empty_panels_say_so(beat, person):
    client = signed_in(person, "en")
    assert "Too few people or posts" in client.get("/panel/feeling").content.decode()
    assert "Not enough days" in client.get("/panel/rising").content.decode()
    assert "Nothing to show" in client.get("/panel/themes").content.decode()
    assert "Nothing is heard yet" in client.get("/sources").content.decode()
