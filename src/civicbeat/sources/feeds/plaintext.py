"""Plain text of HTML fragments as feeds carry them.

libxml2 reads them: its time grows with the length of a fragment, whatever is broken in it. The standard library's
reader takes minutes over some hundred kilobytes of opened comments or tags.
"""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[import-untyped]

_BLOCKS = frozenset(
    ("p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr")
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "iframe", "svg", "applet"))
_MARKUP = re.compile(r"[<&]")
_BREAK = re.compile(r"</br\s*>", re.IGNORECASE)
_FRAME = re.compile(r"</?iframe\b[^<>]*>", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def plain_text(html: str) -> str:
    """What a reader sees: tags gone, entities read, blocks on lines of their own, scripts and styles left out."""
    html = html.replace("\0", "")
    if not _MARKUP.search(html):
        return _tidy(html)
    # newspapers close what they never opened, and browsers then break the line; a frame that is never closed would
    # hide all that follows
    fragment = _FRAME.sub("", _BREAK.sub("<br>", html)).encode("utf-8", "replace")
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True)
    try:
        parser.feed(fragment)
        parser.close()
    except etree.LxmlError:
        pass  # what came before the fault was read
    return _tidy("".join(reader.parts))


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


class _Reader:
    """Takes the parser's events one by one, so that no tree is built whose size the sender chooses."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._unseen = 0

    def start(self, tag: str, _: object) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def data(self, text: str) -> None:
        if not self._unseen:
            self.parts.append(text)

    def close(self) -> None:
        """The parser asks for it; all is in ``parts``."""
