"""GDELT: titles of articles; what is guessed in them stays outside."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from tests.sources.exported import everything, reasons, upload
from tests.sources.gdelt.sample import article, event, sample

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.gdelt import GdeltSource


def read(*rows):
    return everything(GdeltSource(upload("\n".join(rows) + "\n")))[0]


def test_an_article_is_its_title():
    [post] = read(article())
    assert (post.text, post.kind, post.platform) == ('Ngập "chưa từng có" ở hẻm 1', "article", "news")
    assert (post.institution, post.author, post.url) == ("bao-mau.example", "", "https://bao-mau.example/1")
    assert post.published_at == datetime(2025, 3, 2, 1, tzinfo=UTC)
    assert post.tags == ()


def test_the_pages_own_moment_is_preferred():
    told = "<PAGE_TITLE>Ngập</PAGE_TITLE><PAGE_PRECISEPUBTIMESTAMP>20250301220500</PAGE_PRECISEPUBTIMESTAMP>"
    assert read(article(**{"26": told}))[0].published_at == datetime(2025, 3, 1, 22, 5, tzinfo=UTC)


def test_persons_themes_and_tones_are_not_even_handed_on():
    [page] = GdeltSource(upload(sample(1))).fetch({})
    assert not any("nguyen" in str(raw) or "FLOOD" in str(raw) for raw in page.raws)


def test_a_quotation_mark_is_a_letter():
    posts = read(article(1, **{"23": 'Ông "Tư'}), article(2), article(3))
    assert len(posts) == 3


def test_events_have_no_words():
    source = GdeltSource(upload(event(1) + "\n" + event(2) + "\n"))
    assert everything(source)[0] == []
    assert reasons(source) == ["no-text", "no-text"]


def test_rows_that_cannot_be_used_are_counted():
    rows = [
        article(1),
        article(2) + "\tzu viel",
        article(3, **{"2": "2"}),
        article(4, **{"1": "x"}),
        article(5, **{"26": ""}),
    ]
    assert sorted(reasons(GdeltSource(upload("\n".join(rows))))) == ["no-date", "no-link", "no-text", "wrong-columns"]


def test_a_zip_as_it_is_offered():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("20250302010000.gkg.csv", sample(2))
    assert len(everything(GdeltSource(packed))[0]) == 2


@pytest.mark.parametrize("text", ["a\tb\n1\t2\n", "\t" * 26 + "\n", "x\t" * 60 + "\n"])
def test_another_table_is_refused(text):
    with pytest.raises(UnreadableFile, match="not an export of GDELT"):
        GdeltSource(upload(text))
