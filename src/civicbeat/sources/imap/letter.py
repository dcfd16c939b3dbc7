"""Letter: what stands in the bytes of a mail: its header fields, text and kinds of media.

The oldest policy of ``email`` is used: it takes any bytes, and what is wrong with a header shows only where it is read.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from unicodedata import normalize

from lxml import html  # type: ignore[import-untyped]

from civicbeat.sources.feeds.plaintext import plain_text
from civicbeat.sources.files.encodings import encoding_of
from civicbeat.sources.imap.words import unflowed

MOST_PARTS = 100
_MEDIA = ("image", "video", "audio")
_ID = re.compile(r"<([^<>\s]{1,500})>")


class Letter:
    """One mail, as far as it was read."""

    def __init__(self, data: bytes) -> None:
        self.message: Message = message_from_bytes(data)
        self.parts = list(_leaves(self.message))

    def field(self, name: str) -> str:
        """A header field with its encoded words read; empty where there is none."""
        return _decoded(self.bare(name))

    def bare(self, name: str) -> str:
        """A header field as it was sent, on one line; bytes beyond ASCII are judged by their looks."""
        for key, value in self.message.raw_items():
            if key.lower() == name:
                return " ".join(_characters(str(value).encode("ascii", "surrogateescape"), "").split())
        return ""

    def has(self, name: str) -> bool:
        """Whether the header field is there, be it empty."""
        return name in self.message

    def ids(self, name: str) -> list[str]:
        """Message ids in a header field."""
        return _ID.findall(self.bare(name))

    @property
    def kind(self) -> str:
        """The content type of the whole."""
        return self.message.get_content_type()

    @property
    def text(self) -> str:
        """The plain text, else what a reader sees of the HTML."""
        for kind in ("text/plain", "text/html"):
            found = [_text(part) for part in self.parts if part.get_content_type() == kind and not _attached(part)]
            if said := "\n".join(filter(None, (text.strip("\r\n") for text in found))):
                return _seen(said) if kind == "text/html" else said.replace("\0", "")
        return ""

    @property
    def media(self) -> tuple[str, ...]:
        """Kinds of what is attached, each once."""
        kinds = [part.get_content_maintype() for part in self.parts if _attached(part)]
        return tuple(dict.fromkeys(kind if kind in _MEDIA else "document" for kind in kinds))


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something; a mail within a mail is one of them and is not opened: somebody else wrote it."""
    waiting, given = [message], 0
    while waiting and given < MOST_PARTS:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(inner[MOST_PARTS::-1])  # type: ignore[arg-type]  # the parts of a multipart are messages
        else:
            given += 1
            yield part


def _attached(part: Message) -> bool:
    said = part.get_content_disposition()
    return said == "attachment" or (said != "inline" and bool(part.get_filename())) or part.is_multipart()


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    text = _characters(data, str(part.get_content_charset() or "")) if isinstance(data, bytes) else ""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    return unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")


def _seen(markup: str) -> str:
    """What a reader sees of HTML. It is made well-formed first: broken markup takes the plain reader a minute."""
    tree = html.fromstring(markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    return plain_text(str(html.tostring(tree, encoding="unicode")))


def _decoded(value: str) -> str:
    try:
        pieces = decode_header(value) if "=?" in value else [(value, None)]
    except (ValueError, binascii.Error):
        return value
    return "".join(_characters(piece, known or "") if isinstance(piece, bytes) else piece for piece, known in pieces)


def _characters(data: bytes, named: str) -> str:
    """The text of ``data``: as it is ``named`` where that fits, else UTF-8, else judged by its looks."""
    for encoding in (named, "utf-8"):
        try:
            # some write tones as letters of their own; one form is enough
            return normalize("NFC", data.decode(encoding or "utf-8"))
        except (LookupError, ValueError):
            continue
    return data.decode(encoding_of(data), "replace")
