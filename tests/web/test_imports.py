"""A file is dropped in, confirmed and read; it never touches a disk."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import signed_in

from civicbeat.listen.models import ImportRun
from civicbeat.web.pending import KEPT_SECONDS, MOST_BYTES, Pending, Upload

ROWS = "id,noi_dung,ngay_dang,nguoi_dang\n" + "".join(
    f"{n},Đường Lê Lợi ngập nước lần {n} gọi 0903 123 456,2026-03-{1 + n % 28:02d} 08:00,Người số {n}\n"
    for n in range(60)
)
BAD = "61,,2026-03-01 08:00,Ai đó\n62,Có chữ mà ngày sai,hôm kia,Ai đó\n"


def dropped(client, content, name="gop-y.csv"):
    return client.post("/imports", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.django_db(transaction=True)
def test_a_file_becomes_posts(running, person):
    client = signed_in(person, "en")
    waiting = dropped(client, (ROWS + BAD).encode()).headers["Location"]
    page = client.get(waiting).content.decode()
    assert "noi_dung" in page
    assert '<option value="noi_dung" selected>' in page
    given = {
        "source": "files.gop-y",
        "platform": "forum",
        "kind": "comment",
        "date_form": "iso",
        "column-text": "noi_dung",
        "column-id": "id",
        "column-published": "ngay_dang",
        "column-author": "nguoi_dang",
    }
    address = client.post(waiting, given).headers["Location"]
    for _ in range(600):
        if ImportRun.objects.get().status != "running":
            break
        time.sleep(0.1)
    text = client.get(address).content.decode()
    run = ImportRun.objects.get()
    assert (run.status, run.read, run.new, run.rejected) == ("done", 62, 60, 2)
    assert "no text" in text
    assert "a date that cannot be read" in text
    assert "f=source%3Afiles.gop-y&amp;from=2026-03-01&amp;to=2026-03-31" in text
    posts = client.get("/posts?f=source:files.gop-y&from=2026-03-01&to=2026-03-31").content.decode()
    assert "ngập" in posts
    assert "0903" not in posts
    assert "Người số" not in posts


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
