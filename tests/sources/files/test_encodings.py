"""Encodings: Vietnamese exports of thirty years."""

import unicodedata

import pytest

from civicbeat.sources.files.encodings import encoding_of

TEXT = (
    "id,nội dung\n1,Đường ngập nước quá, xe chết máy giữa đường rồi ơi\n2,Rác chất đống ở đầu hẻm mấy ngày nay\n" * 20
)


def windows_1258(text):
    """The old Vietnamese code page writes tone marks as characters of their own after the vowel."""
    written = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        rest = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        written.append(rest + tones)
    return "".join(written).encode("cp1258")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode(name):
    assert TEXT.encode(name).decode(encoding_of(TEXT.encode(name))) == TEXT


def test_windows_1258():
    data = windows_1258(TEXT)
    assert encoding_of(data) == "cp1258"
    assert unicodedata.normalize("NFC", data.decode("cp1258")) == unicodedata.normalize("NFC", TEXT)


def test_western():
    text = "id,text\n1,Le café est fermé à cause de l'inondation, c'est très gênant\n" * 20
    assert text.encode("cp1252").decode(encoding_of(text.encode("cp1252"))) == text


def test_one_broken_line_does_not_change_the_encoding_of_the_rest():
    assert encoding_of(TEXT.encode() + b"3,\xff\xfe broken\n" + TEXT.encode()) == "utf-8"


def test_a_letter_cut_at_the_end_of_the_sample_does_no_harm():
    assert encoding_of("Đường ngập ở quận".encode()[:-2] + "ậ".encode()[:2]) == "utf-8"


def test_plain_ascii():
    assert encoding_of(b"id,text\n1,hello\n") == "utf-8"
