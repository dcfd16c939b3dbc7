"""Files end to end: guessed, read, resumed, explained."""

import io
import json
import pickle
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.records.errors import BadMapping, UnreadableFile
from civicbeat.records.post import Post, to_raw_batch
from civicbeat.sources.contract import Rejected
from civicbeat.sources.files import FilesSource, Mapping, file_source, guess, sample_of, source_name
from civicbeat.sources.files import mapping as mappings
from civicbeat.sources.files import source as source_module

HEADER = "Mã;Nội dung;Ngày đăng;Người gửi;Lượt thích;Vĩ độ;Kinh độ\n"
ROWS = "".join(
    f"{n};Đường số {n} lại ngập sau cơn mưa chiều qua, đi lại rất khó;{n % 28 + 1:02}/03/2025 08:{n % 60:02};"
    f"Người {n % 7};1.{n:03};10,7;106.7\n"
    for n in range(1, 41)
)


def upload(text=HEADER + ROWS):
    return io.BytesIO(text.encode("utf-8-sig"))


def everything(source, cursor=None):
    """Posts, rejections and the number of rows that came in."""
    pages = list(source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    rejected = [item for page in pages for item in page.rejected] + [m for m in made if isinstance(m, Rejected)]
    return [post for post in made if isinstance(post, Post)], rejected, pages


def test_a_vietnamese_export_is_understood():
    posts, rejected, _ = everything(file_source(upload(), file_name="phản ánh 1022.csv"))
    assert not rejected
    assert len(posts) == 40
    first = posts[0]
    assert first.source == "files.phan-anh-1022"
    assert (first.native_id, first.author, first.likes, first.kind) == ("1", "Người 1", 1001, "report")
    assert first.published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


def test_the_guess_says_why_and_what_it_leaves_out():
    found = guess(sample_of(io.BytesIO(b"text,parent_text,likes,colour\nNuoc ngap qua,Tin tuc,3,red\n")))
    assert found.mapping.columns == {"text": "text", "likes": "likes"}
    assert found.unused == ("parent_text", "colour")
    assert found.mapping.kind == "comment"
    assert all(0 < reason.confidence <= 1 and reason.why for reason in found.reasons)


def test_values_speak_where_names_do_not():
    text = "a,b,c\n" + "".join(
        f"{n},2025-03-{n % 28 + 1:02}T08:00:00Z,Cống ở hẻm {n} nghẹt đã ba tuần mà chưa ai tới\n" for n in range(50)
    )
    found = guess(sample_of(io.BytesIO(text.encode())))
    assert found.mapping.columns == {"text": "c", "published": "b"}


def test_a_name_is_not_believed_against_its_values():
    text = "id,text,date\n" + "".join(f"9.01E+17,Cống ở hẻm {n} nghẹt đã ba tuần,soon\n" for n in range(50))
    assert guess(sample_of(io.BytesIO(text.encode()))).mapping.columns == {"text": "text"}


def test_no_text_no_guess():
    with pytest.raises(BadMapping, match="what people said"):
        file_source(io.BytesIO(b"x,y\n1,2\n3,4\n"), name="numbers")


def test_rows_without_dates_are_set_aside_unless_told_when():
    text = "id,text\n1,Nước ngập quá\n2,Rác đầy hẻm\n"
    posts, rejected, _ = everything(file_source(io.BytesIO(text.encode()), name="x"))
    assert not posts
    assert [item.reason for item in rejected] == ["no-date", "no-date"]
    told = file_source(io.BytesIO(text.encode()), name="x", published=date(2025, 7, 1))
    posts, rejected, _ = everything(told)
    assert not rejected
    assert {post.published_at for post in posts} == {datetime(2025, 6, 30, 17, tzinfo=UTC)}


def test_bad_rows_are_counted_with_line_and_reason_and_without_content():
    text = (
        "id,text,date\n1,Được,2025-03-01\n2,,2025-03-01\n3,Ngày sai rồi,mai\n4,Thiếu ngày,\n5,quá,nhiều,cột\n"
        f"6,{'x' * 200_000},2025-03-01\n7,Năm lạ,1666-01-01\n"
    ).encode()
    text += b"8,B\xe9 g\xe3y,2025-03-01\n9,\xc4\x90\xc6\xb0\xe1\xbb\x9dng,2025-03-01\n"
    posts, rejected, pages = everything(file_source(io.BytesIO(text), name="x"))
    assert [post.native_id for post in posts] == ["1", "9"]
    assert {item.where: item.reason for item in rejected} == {
        "row 3": "no-text",
        "row 4": "bad-date",
        "row 5": "no-date",
        "row 6": "wrong-columns",
        "row 7": "text-too-long",
        "row 8": "bad-date",
        "row 9": "bad-encoding",
    }
    assert sum(len(page.raws) + len(page.rejected) for page in pages) == 9
    assert not any("Ngày sai" in str(item) or "mai" in item.detail for item in rejected)


def test_the_same_file_gives_the_same_ids_and_duplicates_one_id():
    text = ("text,author,date\n" + "Nước ngập quá,An,2025-03-01\n" * 2 + "Nước ngập quá,Bình,2025-03-01\n").encode()
    first, *_ = everything(file_source(io.BytesIO(text), name="x"))
    again, *_ = everything(file_source(io.BytesIO(text), name="x"))
    assert [post.native_id for post in first] == [post.native_id for post in again]
    assert len({post.native_id for post in first}) == 2


def test_shares_languages_counts_tags_and_places():
    rows = [
        {
            "text": "RT hay",
            "post_type": "RETWEET",
            "lang": "Vietnamese",
            "likes": "1.2K",
            "tags": ["a", "b"],
            "lat": 10.5,
            "lng": 106.5,
            "date": "2025-03-01",
        },
        {
            "text": "Hay",
            "post_type": "",
            "lang": "zxx",
            "likes": "12",
            "tags": [],
            "lat": 0,
            "lng": 0,
            "date": "2025-03-01",
        },
        {
            "text": "Ừ",
            "post_type": "reply",
            "lang": "en-US",
            "likes": 3,
            "tags": None,
            "lat": 95,
            "lng": 1,
            "date": "2025-03-01",
        },
    ]
    posts, *_ = everything(file_source(io.BytesIO(json.dumps(rows).encode()), name="x"))
    assert [post.kind for post in posts] == ["share", "post", "comment"]
    assert [post.language for post in posts] == ["vi", "", "en-US"]
    assert [post.likes for post in posts] == [1200, 12, 3]
    assert posts[0].tags == ("a", "b")
    assert [post.latitude for post in posts] == [10.5, None, None]


def test_a_title_is_a_first_line():
    text = "title,content,date\nNgập nặng,Đường Nguyễn Văn X ngập,2025-03-01\nNgập nặng,Ngập nặng quá,2025-03-01\n"
    posts, *_ = everything(file_source(io.BytesIO(text.encode()), name="x"))
    assert [post.text for post in posts] == ["Ngập nặng\nĐường Nguyễn Văn X ngập", "Ngập nặng quá"]


@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_a_mapping_is_saved_and_loaded_as_it_was(tmp_path, suffix):
    mapping = Mapping(
        {"text": 'Nội "dung"\\', "published": "Ngày"},
        date_form="day-first",
        published=datetime(2025, 7, 1, tzinfo=UTC),
        platform="zalo",
        kind="comment",
        language="vi",
    )
    mappings.save(mapping, tmp_path / f"m{suffix}")
    assert mappings.load(tmp_path / f"m{suffix}") == mapping


@pytest.mark.parametrize(
    "text",
    [
        "",
        "columns = 3",
        "[columns]\nid = 'x'",
        "[columns]\ntext = 'x'\nmood = 'y'",
        "zone = 'Mars'\n[columns]\ntext='x'",
        "kind = 'sermon'\n[columns]\ntext='x'",
        "colour = 'x'\n[columns]\ntext='x'",
        "date_form = 'x'\n[columns]\ntext='x'",
    ],
)
def test_a_wrong_mapping_file_is_explained(tmp_path, text):
    file = tmp_path / "mapping.toml"
    file.write_text(text)
    with pytest.raises(BadMapping) as caught:
        mappings.load(file)
    assert caught.value.do


def test_a_mapping_that_names_a_missing_column(tmp_path):
    with pytest.raises(BadMapping, match="no column named Lời"):
        file_source(upload(), name="x", mapping=Mapping({"text": "Lời"}))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match="no file"):
        file_source(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("called", "name"),
    [("Góp ý quý 1", "files.gop-y-quy-1"), ("files.survey", "files.survey"), ("x" * 60, "files." + "x" * 34)],
)
def test_source_names(called, name):
    assert source_name(called) == name


def test_a_nameless_source_is_refused():
    with pytest.raises(BadMapping):
        source_name("投稿")


def test_fetch_goes_on_from_every_page(monkeypatch):
    monkeypatch.setattr(source_module, "ROWS_PER_PAGE", 7)
    source = file_source(upload(HEADER + ROWS + "kaputt\n"), name="x")
    whole = list(source.fetch({}))
    for number, page in enumerate(whole):
        rest = list(source.fetch(json.loads(json.dumps(page.cursor))))
        assert [raw for p in rest for raw in p.raws] == [raw for p in whole[number + 1 :] for raw in p.raws]
        assert sum(len(p.rejected) for p in rest) == sum(len(p.rejected) for p in whole[number + 1 :])
    assert [page.done for page in whole] == sorted(page.done for page in whole)
    assert whole[-1].done == 1.0


def test_a_worker_needs_no_file():
    source = file_source(upload(), name="x")
    raws = next(iter(source.fetch({}))).raws
    sent = pickle.loads(pickle.dumps(source))
    assert [sent.to_post(raw) for raw in raws] == [source.to_post(raw) for raw in raws]
    with pytest.raises(UnreadableFile, match="Import it again"):
        next(sent.fetch({}))


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.datetimes()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=6,
)
every_field = Mapping({name: name for name in mappings.FIELDS}, published=datetime(2025, 1, 1, tzinfo=UTC))


@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries({"text": st.text(min_size=1)}, optional={n: anything for n in mappings.FIELDS if n != "text"})
)
def test_whatever_the_columns_hold_becomes_a_post_or_a_reason(row):
    source = FilesSource(None, every_field, "files.x", datetime(2025, 1, 2, tzinfo=UTC))
    made = source.to_post({"line": 1, "row": row})
    if isinstance(made, Post):
        assert to_raw_batch([made]).num_rows == 1


EXPECTED = {
    "facebook_traffic_vi_2025.parquet": (16_572, Counter(), 0),
    "tweets_boxing_2017.parquet": (12_118, Counter(), 0),
    "tweets_ira_sample.parquet": (326_365, Counter({"no-text": 1}), 2_070),
    "ushahidi_haiti_2010.csv": (3_593, Counter(), 0),
    "youtube_traffic_vi_2025.parquet": (4_149, Counter({"no-date": 4_149}), 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_public_data_sets_are_read_without_a_row_lost(shared_data: Path, name):
    rows, reasons, duplicates = EXPECTED[name]
    posts, rejected, pages = everything(file_source(shared_data / "posts" / name))
    assert sum(len(page.raws) + len(page.rejected) for page in pages) == rows
    assert Counter(item.reason for item in rejected) == reasons
    assert len(posts) - len({post.native_id for post in posts}) == duplicates
    assert len(posts) + sum(reasons.values()) == rows


def test_comments_without_times_are_read_when_told_when(shared_data: Path):
    file = shared_data / "posts" / "youtube_traffic_vi_2025.parquet"
    posts, rejected, _ = everything(file_source(file, published=date(2025, 7, 1)))
    assert (len(posts), len(rejected)) == (4_149, 0)
    assert {post.kind for post in posts} == {"comment"}
