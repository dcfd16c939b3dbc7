"""Letters: what of a mail becomes a post, and what is set aside."""

import base64
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.imap.server import ARRIVED, mail

from civicbeat.records.post import Post
from civicbeat.sources.imap import ImapSource
from civicbeat.sources.imap.words import own_words, unflowed

SOURCE = ImapSource("thu.thanh-pho.example", "imap.gop-y", "gop-y@thanh-pho.example")


def read(data, **parts):
    raw = {
        "data": data,
        "arrived": (ARRIVED + timedelta(minutes=1)).isoformat(),
        "read_at": datetime.now(UTC).isoformat(),
        "where": "mail 1 of 7",
    }
    return SOURCE.to_post({**raw, **parts})


def parts(*inner, kind="mixed"):
    """A mail of several parts, each a pair of header and body."""
    body = "".join(f"--grenze\n{head}\n\n{text}\n" for head, text in inner) + "--grenze--\n"
    return mail(1, body, Content_Type=f"multipart/{kind}; boundary=grenze")


def test_a_mail_becomes_a_report():
    post = read(mail(1, References="<0@thu.example> <00@thu.example>", In_Reply_To="<00@thu.example>"))
    assert (post.kind, post.platform, post.author) == ("report", "email", "an@thu.example")
    assert post.text == "Thu so 1\nHẻm ngập sau mưa."
    assert post.published_at == ARRIVED + timedelta(minutes=1)
    first = read(mail(1, Message_ID="<0@thu.example>"))
    assert post.thread == first.native_id
    assert post.parent == read(mail(1, Message_ID="<00@thu.example>")).native_id
    assert "thu.example" not in repr((post.native_id, post.parent, post.thread, post.url, post.text))


def test_without_a_message_id_the_head_tells_mails_apart():
    one, same = read(mail(1, Message_ID="")), read(mail(1, Message_ID=""))
    other = read(mail(1, Message_ID="", Subject="Khác"))
    assert one.native_id == same.native_id != other.native_id


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto-reply"),
        ({"X_Autoreply": "yes"}, "auto-reply"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Unsubscribe": "<https://bao.example>"}, "bulk"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"From": "MAILER-DAEMON@thu.example"}, "bounce"),
        ({"Content_Type": "multipart/report; report-type=delivery-status; boundary=x"}, "bounce"),
        ({"Content_Type": "multipart/encrypted; boundary=x"}, "encrypted"),
        ({"X_Spam_Flag": "YES"}, "spam"),
        ({"X_Spam_Status": "Yes, score=9"}, "spam"),
        ({"From": "Góp ý <Gop-Y@thanh-pho.example>"}, "own-mail"),
    ],
)
def test_what_no_citizen_wrote_is_set_aside(fields, reason):
    assert read(mail(1, **fields)).reason == reason


def test_a_person_is_not_taken_for_a_program():
    assert isinstance(read(mail(1, Auto_Submitted="no", X_Spam_Status="No, score=0")), Post)
    assert read(mail(1), junk=True).reason == "spam"


def test_an_answer_in_which_nobody_wrote_anything_is_set_aside():
    assert read(mail(1, "> Kính gửi", Subject="Re: Trả lời: Đơn")).reason == "no-text"
    assert read(mail(1, "", Subject="Đèn đường hỏng")).text == "Đèn đường hỏng"
    assert read(mail(1, "Vâng", Subject="RE: Fwd: Đơn")).text == "Đơn\nVâng"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("Đươ\u0300ng ngâ\u0323p".encode("cp1258"), "windows-1258"),
        ("Đường ngập mỗi khi mưa".encode(), "us-ascii"),
        ("Đường ngập mỗi khi mưa".encode(), "không-có"),
        ("Đường ngập mỗi khi mưa".encode("utf-16"), "utf-16"),
        ("Đường ngập mỗi khi mưa".encode(), ""),
    ],
)
def test_charsets_that_are_wrong_or_missing(body, charset):
    kind = f"text/plain; charset={charset}" if charset else ""
    data = mail(1, base64.b64encode(body).decode(), Content_Type=kind, Content_Transfer_Encoding="base64")
    assert "Đường ng" in read(data).text


@pytest.mark.parametrize(
    "subject",
    ["=?utf-8?B?xJDGsOG7nW5nIG5n4bqtcA==?=", "=?utf-8?Q?=C4=90=C6=B0=E1=BB=9Dng_ng=E1=BA=ADp?=", "Đường ngập"],
)
def test_subjects_are_read(subject):
    assert read(mail(1, Subject=subject)).text.startswith("Đường ngập\n")
    assert read(mail(1, Subject="=?utf-8?B?@@@?= x")).text


def test_plain_text_goes_before_html_and_html_is_read_as_seen():
    plain, html = ("Content-Type: text/plain", "chu thuong"), ("Content-Type: text/html", "<p>co <b>mau</b></p>")
    assert read(parts(html, plain, kind="alternative")).text == "Thu so 1\nchu thuong"
    assert read(parts(html, kind="alternative")).text == "Thu so 1\nco mau"


def test_attachments_are_only_kinds():
    post = read(
        parts(
            ("Content-Type: text/plain", "xin xem"),
            ("Content-Type: image/png\nContent-Disposition: inline; filename=logo.png", "iVBORw"),
            ("Content-Type: image/jpeg\nContent-Disposition: attachment; filename=nha-toi.jpg", "/9j/"),
            ("Content-Type: text/plain; name=don.txt\nContent-Disposition: attachment", "bi mat"),
            ("Content-Type: message/rfc822", "Subject: cua nguoi khac\n\nloi nguoi khac"),
        )
    )
    assert (post.text, post.media) == ("Thu so 1\nxin xem", ("image", "document"))


@pytest.mark.parametrize(
    ("date", "believed"),
    [
        ("Mon, 01 Jan 1990 00:00:00 +0000", False),
        ("Fri, 01 Jan 2100 00:00:00 +0000", False),
        ("gestern", False),
        ("", False),
        ("Mon, 99 Jan 2026 00:00:00 +0000", False),
        ("Wed, 02 Mar 2022 10:00:00 +0700", True),
    ],
)
def test_a_wrong_clock_is_not_believed(date, believed):
    published = read(mail(1, Date=date)).published_at
    assert (published == datetime(2022, 3, 2, 3, tzinfo=UTC)) is believed
    assert (published == ARRIVED + timedelta(minutes=1)) is not believed


def test_without_any_date_a_mail_is_set_aside():
    assert read(mail(1, Date=""), arrived="").reason == "no-date"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Cảm ơn\n\nVào Th 2, 3 thg 3, 2026 lúc 10:00 Góp ý <a@b.example>\nđã viết:\n\n> Kính gửi\n> Ông", "Cảm ơn"),
        ("Thanks\nOn Mon, 3 Mar 2026, City <a@b.example> wrote:\nquoted without marks", "Thanks"),
        ("On Mon, 3 Mar 2026, City wrote:\n> Which street?\nHẻm 12\n> And when?\nHôm qua", "Hẻm 12\nHôm qua"),
        ("Được\n-----Original Message-----\nFrom: x", "Được"),
        (
            "Được\n________________________________\nTừ: Góp ý\nĐã gửi: thứ Hai\ncũ",
            "Được",
        ),
        ("Chào\n-- \nNguyễn Văn Mẫu\n0900 000 000", "Chào"),
        ("Ngập quá\n\nĐã gửi từ iPhone của tôi", "Ngập quá"),
        ("From: here to there\nis flooded", "From: here to there\nis flooded"),
        ("Ngày mai tôi viết tiếp", "Ngày mai tôi viết tiếp"),
    ],
)
def test_only_the_senders_own_words_stay(text, own):
    assert own_words(text) == own


def test_flowed_lines_are_joined():
    assert (
        unflowed("Hẻm ngập \nsau mưa\n From đây\n-- \nAn", delete_space=False) == "Hẻm ngập sau mưa\nFrom đây\n-- \nAn"
    )
    assert unflowed("雨 \n季", delete_space=True) == "雨季"
    flowed = mail(1, "Hẻm ngập \nsau mưa", Content_Type="text/plain; charset=utf-8; format=flowed")
    assert read(flowed).text.endswith("Hẻm ngập sau mưa")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([b"From: ", b"Date: ", b"Subject: =?", b"?=", b"Content-Type: multipart/mixed; boundary=b",
             b"\r\n", b"\r\n\r\n", b"--b\r\n", b"Content-Transfer-Encoding: base64\r\n", b"<", b"\xff",
             b"\0", b"a@b.example",
             b'Content-Type: text/plain; charset="\0"\r\n', b"Content-Type: message/rfc822\r\n"]), max_size=25)
)  # fmt: skip
def test_no_bytes_break_it(pieces):
    read(b"".join(pieces))


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<![CDATA["])
def test_broken_markup_does_not_hold_a_worker_up(piece):
    begun = time.monotonic()
    read(mail(1, piece * 30_000, Content_Type="text/html; charset=utf-8"))
    assert time.monotonic() - begun < 5


def test_deep_nesting_ends():
    data = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_500))
    assert read(data).reason in ("no-text", "not-a-mail")
