"""Search: words marked, hostile texts harmless, every look and export written down."""

import csv
import html
import io
import re
import zipfile

import pyarrow.parquet as pq
import pytest
from tests.web import city
from tests.web.conftest import signed_in

from civicbeat.governance.audit.models import Entry


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_hits_are_marked_and_hostile_texts_are_only_text(client):
    text = text_of(client.get("/posts?q=ngap"))
    assert "<mark>ngập</mark>" in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&quot;<mark>ngập</mark>&quot;)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in text
    assert "javascript:" not in text


@pytest.mark.parametrize(
    "query",
    [
        '"><script>alert(1)</script>',
        "{{ 7|add:7 }}",
        "'; DROP TABLE posts; --",
        "a" * 12_000,
        "\x00",
        "AND AND",
        "((((",
        'place:"Nowhere At All"',
    ],
)
def test_hostile_and_broken_queries_are_explained(client, query):
    for address in ("/search", "/count", "/posts", "/panel/brush", "/panel/facets"):
        text = text_of(client.get(address, {"q": query}))
        assert "<script>alert" not in text


def test_a_bad_query_is_explained_at_its_place(english):
    text = text_of(english.get("/count", {"q": "ngập AND ("}))
    assert 'class="where"' in text
    assert "Reading stopped at character" in text


@pytest.mark.parametrize(
    "query",
    [
        "(ngập",
        "ngập)",
        '"ngập',
        "ngập AND",
        "màu:đỏ",
        "AND AND",
        "a^b",
        "*a",
        "place:",
        'place:"Nơi Không Có"',
        'theme:"bói toán"',
    ],
)
def test_a_vietnamese_reader_is_told_in_vietnamese(running, person, query):
    text = text_of(signed_in(person, "vi").get("/count", {"q": query}))
    said = re.search(r"<p>(.+?)</p>", text).group(1)
    assert not re.search(r"\b(the|this|is|a|no|it|there)\b", said.lower()), said


def test_filters_narrow_and_can_be_taken_away(english):
    text = text_of(english.get("/panel/facets?q=ngap&f=sentiment:negative"))
    assert 'aria-pressed="true"' in text
    assert 'href="/search?q=ngap&amp;span=30d"' in text
    page = text_of(english.get("/search?q=ngap&f=sentiment:negative"))
    assert 'name="f" value="sentiment:negative"' in page


def test_pages_follow_each_other_without_repeating(english):
    first = text_of(english.get("/posts?span=30d"))
    address = first.split('hx-get="')[-1].split('"')[0].replace("&amp;", "&")
    second = text_of(english.get(address))
    seen = [set(re.findall(r'<time datetime="(.+?)"', part)) for part in (first, second)]
    assert [len(part) for part in seen] == [25, 25]
    assert not seen[0] & seen[1]


def test_every_look_is_written_down_with_its_reason(english):
    english.post("/reason", {"reason": "Chống ngập mùa mưa"})
    english.get("/posts?q=ngap")
    entry = Entry.objects.first()
    assert (entry.action, entry.person, entry.reason) == ("look", "an", "Chống ngập mùa mưa")
    assert entry.details["query"] == "ngap"


def export(client, form, reason="Trả lời báo chí về ngập"):
    response = client.post("/search/export?q=ngap&span=30d", {"form": form, "reason": reason})
    if response.status_code != 200:
        return response, b""
    return response, b"".join(response.streaming_content)


def test_csv_cells_never_start_a_formula(english):
    response, content = export(english, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    texts = [row["text"] for row in rows]
    assert "'" + city.FORMULA in texts
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "@", "\t", "\r")]
    assert "author" not in rows[0]
    assert "attachment" in response.headers["Content-Disposition"]


def test_xlsx_cells_are_text(english):
    _, content = export(english, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert city.FORMULA in html.unescape(sheet)


def test_parquet_holds_what_was_found(english):
    _, content = export(english, "parquet")
    table = pq.read_table(io.BytesIO(content))
    assert len(table) > 100
    assert "author" not in table.column_names
    assert all("ngập" in text for text in table.column("text").to_pylist())


def test_an_export_needs_a_reason_and_leaves_a_trace(english):
    response, _ = export(english, "csv", reason=" ")
    assert response.status_code == 302
    assert not Entry.objects.filter(action="export").exists()
    export(english, "csv")
    entry = Entry.objects.get(action="export")
    assert entry.reason == "Trả lời báo chí về ngập"
    assert entry.details["form"] == "csv"


def test_what_is_typed_cannot_lead_out_of_a_topic(english, topic):
    """``xe) OR (phí`` would read as ``((ngập) AND (xe)) OR (phí)`` if it were joined as it is typed."""
    page = english.get("/posts", {"topic": topic.pk, "q": "xe) OR (phí"}, headers={"HX-Request": "true"})
    assert "Phí rác" not in page.content.decode()
