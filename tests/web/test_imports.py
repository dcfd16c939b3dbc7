"""A file is dropped in, confirmed and read; it never touches a disk."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.sources.brandwatch.sample import sample as brandwatch
from tests.sources.exported import workbook
from tests.sources.warc.sample import sample as warc
from tests.web.conftest import signed_in

from civicbeat.listen.models import ImportRun, SavedMapping
from civicbeat.web.pending import KEPT_SECONDS, MOST_BYTES, Pending, Upload

ROWS = "id,noi_dung,ngay_dang,nguoi_dang\n" + "".join(
    f"{n},Đường Lê Lợi ngập nước lần {n} gọi 0903 123 456,2026-03-{1 + n % 28:02d} 08:00,Người số {n}\n"
    for n in range(60)
)
BAD = "61,,2026-03-01 08:00,Ai đó\n62,Có chữ mà ngày sai,hôm kia,Ai đó\n"


def dropped(client, content, name="gop-y.csv"):
    return client.post("/imports", {"file": SimpleUploadedFile(name, content)})


GIVEN = {
    "source": "files.gop-y",
    "platform": "forum",
    "kind": "comment",
    "date_form": "iso",
    "column-text": "noi_dung",
    "column-id": "id",
    "column-published": "ngay_dang",
    "column-author": "nguoi_dang",
}


def ended():
    for _ in range(600):
        if ImportRun.objects.get().status != "running":
            return ImportRun.objects.get()
        time.sleep(0.1)
    raise AssertionError("the import never ends")


@pytest.mark.django_db(transaction=True)
def test_a_file_becomes_posts(running, person):
    client = signed_in(person, "en")
    waiting = dropped(client, (ROWS + BAD).encode()).headers["Location"]
    page = client.get(waiting).content.decode()
    assert "noi_dung" in page
    assert '<option value="noi_dung" selected>' in page
    address = client.post(waiting, GIVEN).headers["Location"]
    run = ended()
    text = client.get(address).content.decode()
    assert (run.status, run.read, run.new, run.rejected) == ("done", 62, 60, 2)
    assert "no text" in text
    assert "a date that cannot be read" in text
    assert "f=source%3Afiles.gop-y&amp;from=2026-03-01&amp;to=2026-03-31" in text
    posts = client.get("/posts?f=source:files.gop-y&from=2026-03-01&to=2026-03-31").content.decode()
    assert "ngập" in posts
    assert "0903" not in posts
    assert "Người số" not in posts


@pytest.mark.django_db(transaction=True)
def test_a_recognised_export_needs_no_mapping(running, person):
    client = signed_in(person, "en")
    waiting = dropped(client, brandwatch(20).encode(), "mentions.csv").headers["Location"]
    page = client.get(waiting).content.decode()
    assert "This is an export of Brandwatch" in page
    assert page.count("<td>Hẻm ") == 10
    assert "column-text" not in page
    assert 'name="institution"' not in page
    assert "teacher" not in page.lower()
    client.post(waiting, {"source": "brandwatch.ngap"})
    run = ended()
    assert (run.status, run.source, run.read, run.new, run.rejected) == ("done", "brandwatch.ngap", 21, 20, 1)


def test_a_recognised_export_can_be_read_by_its_columns_all_the_same(english):
    waiting = dropped(english, brandwatch(5).encode(), "mentions.csv").headers["Location"]
    assert "column-text" in english.get(f"{waiting}?as=files").content.decode()


def test_whose_pages_were_captured_is_asked_and_a_wrong_name_explained(running, person):
    client = signed_in(person, "vi")
    waiting = dropped(client, warc(3), "ban-chup.warc.gz").headers["Location"]
    page = client.get(waiting).content.decode()
    assert 'name="institution"' in page
    assert "Đây là tệp xuất từ WARC" in page
    assert "Tên nguồn có ký tự khác" in client.post(waiting, {"source": "Của Tôi"}).content.decode()


def test_a_mapping_is_saved_and_used_for_the_next_file_with_these_columns(running, person, monkeypatch):
    monkeypatch.setattr("civicbeat.web.views.imports._read", lambda *_: None)  # its thread would outlive the test
    client = signed_in(person, "en")
    waiting = dropped(client, ROWS.encode()).headers["Location"]
    client.post(waiting, GIVEN | {"save_as": "Góp ý hằng tuần", "column-author": "", "published": "2026-03-01"})
    saved = SavedMapping.objects.get()
    assert saved.columns == ["id", "ngay_dang", "nguoi_dang", "noi_dung"]
    assert (saved.created_by, "published" in saved.mapping) == (person, False)
    again = dropped(client, ROWS.encode(), "tuan-sau.csv").headers["Location"]
    page = client.get(again).content.decode()
    assert "Read as saved under “Góp ý hằng tuần”" in page
    assert '<option value="nguoi_dang" selected>' not in page
    assert '<option value="comment" selected>' in page
    anew = client.get(f"{again}?saved=0").content.decode()
    assert "Read as saved" not in anew
    assert '<option value="nguoi_dang" selected>' in anew
    other = dropped(client, b"id,noi_dung\n1,Hay\n").headers["Location"]
    assert "Góp ý hằng tuần" not in client.get(other).content.decode()


def test_a_saved_name_is_not_given_to_other_columns(running, person):
    SavedMapping.objects.create(name="Tổng đài", columns=["x"], mapping={"columns": {"text": "x"}})
    client = signed_in(person, "vi")
    waiting = dropped(client, ROWS.encode()).headers["Location"]
    page = client.post(waiting, GIVEN | {"save_as": "Tổng đài"}).content.decode()
    assert "“Tổng đài” đã được lưu cho tệp có các cột khác." in page
    assert not ImportRun.objects.exists()


def test_a_sheet_of_a_workbook_is_chosen(english):
    header = ["Mã", "Phản ánh"]
    data = workbook(**{"Tháng 3": [header, [1, "Ngập ở hẻm"]], "Tháng 4": [header, [2, "Rác ở chợ"]]})
    waiting = dropped(english, data, "tong-dai.xlsx").headers["Location"]
    page = english.get(waiting).content.decode()
    assert "Ngập ở hẻm" in page
    assert "sheet=Th%C3%A1ng%204" in page
    assert "Rác ở chợ" in english.get(f"{waiting}?as=files&sheet=Th%C3%A1ng%204").content.decode()


def test_the_mapping_speaks_of_dates_as_people_do(client):
    page = client.get(dropped(client, ROWS.encode()).headers["Location"]).content.decode()
    assert ">31/03/2026 08:15 (" in page
    assert ">day-first<" not in page


def test_columns_the_file_does_not_have_are_put_aside(english):
    page = english.get(dropped(english, ROWS.encode()).headers["Location"]).content.decode()
    first, aside = page.split("15 more that the file does not seem to have")
    assert "column-author" in first
    assert "column-latitude" in aside


def test_a_mapping_that_fails_is_explained_in_vietnamese(running, person):
    client = signed_in(person, "vi")
    waiting = dropped(client, ROWS.encode()).headers["Location"]
    given = {"source": "!!!", "platform": "other", "kind": "post", "date_form": "iso", "column-text": "noi_dung"}
    assert "Nguồn chưa có tên." in client.post(waiting, given).content.decode()


def test_what_cannot_be_read_is_said(english):
    response = dropped(english, b"\x00\x01\x02\x03", "x.parquet")
    assert 'class="notice bad"' in english.get(response.headers["Location"], follow=True).content.decode()


def test_no_file_no_import(english):
    assert "No file came" in english.post("/imports", follow=True).content.decode()


def test_a_file_that_is_too_large_is_dropped_while_it_arrives(english, settings):
    settings.LARGEST_UPLOAD = 100_000
    response = english.post("/imports", {"file": SimpleUploadedFile("a.csv", b"x" * 300_000)}, follow=True)
    assert "No file came" in response.content.decode()


def test_nobody_sees_the_file_of_another(english, person, django_user_model):
    waiting = dropped(english, ROWS.encode()).headers["Location"]
    other = django_user_model.objects.create(username="binh", agency=person.agency, display_name="Bình")
    client = Client()
    client.force_login(other)
    assert client.get(waiting).status_code == 302


def test_files_wait_for_a_short_time_and_in_little_room(monkeypatch):
    pending = Pending()
    token = pending.keep(Upload("a", b"x", 1))
    assert pending.get(token, 1) is not None
    assert pending.get(token, 2) is None
    old = pending.keep(Upload("b", b"x", 1, time.monotonic() - KEPT_SECONDS - 1))
    assert pending.get(old, 1) is None
    monkeypatch.setattr("civicbeat.web.pending.MOST_BYTES", 10)
    large = pending.keep(Upload("c", b"x" * 20, 1))
    assert pending.get(token, 1) is None
    assert pending.get(large, 1) is not None
    assert MOST_BYTES > 10
