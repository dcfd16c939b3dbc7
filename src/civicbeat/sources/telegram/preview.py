"""Preview: what the public page of a channel shows, as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from civicbeat.records.errors import FormatChanged, SourceRefused
from civicbeat.sources.contract import Raw
from civicbeat.sources.feeds.plaintext import plain_text

MOST_MESSAGES = 100

_MEDIA = {"image": "photo_wrap", "video": "video_player", "audio": "voice", "document": "document"}
_VIEWS = re.compile(r"(\d{1,6}(?:\.\d)?)([KM]?)")
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000}


@dataclass(frozen=True, slots=True)
class Preview:
    """A channel as its page shows it.

    Attributes:
        title: the name the channel gives itself.
        messages: oldest first; each a mapping with ``id`` (a number), ``channel``, ``text``, ``published`` (as the page
            writes it), ``views``, ``forwarded``, ``service`` and ``media``, and a ``digest`` of what it said.
    """

    title: str
    messages: tuple[Raw, ...]


def read(body: bytes, channel: str) -> Preview:
    """The preview in ``body``.

    Raises:
        SourceRefused: it is that of a group.
        FormatChanged: it is no preview of ``channel``.
    """
    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise FormatChanged("The page cannot be read.", do="Open it in a browser and look.") from error
    if not page.xpath(f"//*[{_classed('tgme_channel_info')}]"):
        raise FormatChanged("The page shows no channel.", do="Open it in a browser and look.")
    if "members" in [_text(told) for told in page.xpath(f"//*[{_classed('counter_type')}]")]:
        raise SourceRefused("This is a group, where people talk among themselves.", do="Only channels are read.")
    found: dict[int, Raw] = {}
    for message in page.xpath("//*[@data-post]")[:MOST_MESSAGES]:
        owner, _, number = str(message.get("data-post")).partition("/")
        if owner.lower() == channel.lower() and re.fullmatch(r"[1-9][0-9]{0,11}", number):
            found[int(number)] = _message(message, channel, int(number))
    title = page.xpath(f"//*[{_classed('tgme_channel_info_header_title')}]")
    return Preview(_text(title[0]) if title else "", tuple(found[number] for number in sorted(found)))


def _message(message: Any, channel: str, number: int) -> Raw:
    for answered in message.xpath(f".//*[{_classed('tgme_widget_message_reply')}]"):
        answered.drop_tree()  # it holds words of another message
    said = message.xpath(f".//*[{_classed('js-message_text')}]")
    text = plain_text(str(html.tostring(said[0], encoding="unicode", with_tail=False))) if said else ""
    media = [kind for kind, part in _MEDIA.items() if message.xpath(f".//*[{_classed(f'tgme_widget_message_{part}')}]")]
    times = message.xpath(f".//*[{_classed('tgme_widget_message_date')}]//time/@datetime")
    views = message.xpath(f".//*[{_classed('tgme_widget_message_views')}]")
    return {
        "id": number,
        "channel": channel,
        "text": text,
        "published": str(times[0]) if times else "",
        "views": _views(_text(views[0])) if views else None,
        "forwarded": bool(message.xpath(f".//*[{_classed('tgme_widget_message_forwarded_from')}]")),
        "service": "service_message" in str(message.get("class") or "").split(),
        "media": media,
        "digest": blake2b("\x1f".join((text, *media)).encode("utf-8", "replace"), digest_size=8).hexdigest(),
    }


def _classed(name: str) -> str:
    """The condition in XPath that an element is of the class ``name``."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _text(element: Any) -> str:
    return " ".join(str(element.text_content()).split())


def _views(told: str) -> int | None:
    """``1.2K`` as a number."""
    found = _VIEWS.fullmatch(told)
    return round(float(found[1]) * _TIMES[found[2]]) if found else None
