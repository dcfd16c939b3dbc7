"""Without scripts nothing is fetched into a page: links lead to the same figures as pages of their own."""

import html
import re

import pytest

from civicbeat.web.panels import PANELS

PAGES = ["/", "/search?q=ngap&f=theme:flooding", "/topics/{topic}"]


def text_of(response):
    assert response.status_code == 200, response
    return response.content.decode()


def links(page):
    """What stands in place of each part that a script would fetch when the page is opened."""
    found = [re.search(r'<noscript>.*?href="(.*?)"', part, re.DOTALL) for part in page.split('hx-trigger="load')[1:]]
    assert None not in found
    return [html.unescape(link.group(1)) for link in found]


@pytest.mark.parametrize("page", PAGES)
def test_every_part_that_is_fetched_has_a_link_to_the_same(english, topic, page):
    text = text_of(english.get(page.format(topic=topic.pk)))
    assert len(links(text)) >= 3
    for address in links(text):
        alone = text_of(english.get(address))
        assert alone.count("<h1") == 1
        assert 'class="notice bad"' not in alone
        assert re.search(r'<table|<li|posts, |class="(facet|empty)"', alone.split("<main")[1]), address


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_that_stands_alone_has_its_tables_open(english, name):
    alone = text_of(english.get(f"/panel/{name}?span=7d&q=ngap"))
    assert '<details class="data" >' not in alone
    assert 'href="/search?q=ngap&amp;span=7d"' in alone


@pytest.mark.parametrize("address", ["/panel/volume?span=7d", "/posts?span=7d", "/count?span=7d", "/count?q=a AND ("])
def test_a_script_gets_the_part_alone(english, address):
    response = english.get(address, headers={"HX-Request": "true"})
    assert "<html" not in text_of(response)
    assert "HX-Request" in response.headers["Vary"]
    assert "<html" in text_of(english.get(address))


def test_a_query_that_cannot_be_read_is_explained_wherever_it_is_followed(english):
    for address in ("/panel/volume", "/posts", "/count"):
        assert '<p class="where">ngập AND <b>(</b></p>' in text_of(english.get(address, {"q": "ngập AND ("}))


def test_more_posts_are_a_link(english):
    text = text_of(english.get("/posts?span=30d"))
    further = html.unescape(re.search(r'<div class="more">\s*<a [^>]*href="(.*?)"', text).group(1))
    assert "<article" in text_of(english.get(further))
