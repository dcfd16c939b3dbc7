"""Who is not heard stands on the pages of sources and by itself, in words, with names, and never as contentment."""

from html import unescape

import pytest
from tests.switching import silence

pytestmark = pytest.mark.django_db


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_it_is_said_in_both_languages_with_names(client):
    said = page(client, "/panel/unheard?span=30d")
    vietnamese = '<html lang="vi"' in said
    assert ("phường, xã không ai hoặc quá ít người nhắc tới" if vietnamese else "wards are named by nobody") in said
    assert ("Phường Gò Vấp" if vietnamese else "Go Vap Ward") in said
    assert ("Tiếng Khmer" if vietnamese else "Khmer") in said
    assert ("không có nghĩa là hài lòng" if vietnamese else "is not contentment") in said
    assert ("không bao giờ bị suy đoán" if vietnamese else "never inferred") in said


def test_every_page_leads_to_it_and_sources_hold_it(english):
    assert '/panel/unheard?span=30d">Who is not heard</a>' in page(english, "/guide")
    assert 'id="panel-unheard"' in page(english, "/sources")


def test_what_a_silent_model_told_is_left_out_and_marked(english):
    assert 'data-models="language themes places"' in page(english, "/panel/unheard?span=30d")
    silence("places")
    said = page(english, "/panel/unheard?span=30d")
    assert "Wards of today" not in said
    assert "Not heard: Languages" in said
