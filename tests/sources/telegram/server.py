"""Previews of invented channels on loopback, built as t.me builds them: twenty messages a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sources.feeds.server import running, say

from civicbeat.sources.telegram import TelegramSource
from civicbeat.sources.web import Web, forget_hosts

START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
PAGE = 20


def message(number: int, text: str = "Ngày mai cúp nước", *, more: str = "", views: str = "1.2K", **parts: str) -> str:
    """The ``number``-th message, a minute after the one before, as markup; ``{channel}`` is still to be filled in."""
    at = parts.get("at", (START + timedelta(minutes=number)).isoformat())
    said = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text} {number}</div>' if text else ""
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message'
        f' {parts.get("kind", "js-widget_message")}" data-post="{{channel}}/{number}">'
        '<div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name"><span>X</span></a></div>'
        f"{more}{said}"
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_from_author">Lê Văn Ký</span>'
        f'<span class="tgme_widget_message_views">{views}</span><span class="tgme_widget_message_meta">'
        f'<a class="tgme_widget_message_date" href="https://t.me/{{channel}}/{number}">'
        f'<time datetime="{at}" class="time">08:00</time></a></span></div></div></div>'
    )


class Telegram(dict[str, Any]):
    """What t.me answers: stands in for a site's paths; a path that is set by hand wins."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: dict[str, dict[int, str]] = {}
        self.counter = "subscribers"

    def say(self, channel: str, *numbers: int, **parts: Any) -> None:
        """Publishes or replaces messages."""
        known = self.channels.setdefault(channel, {})
        known |= {number: message(number, **parts).replace("{channel}", channel) for number in numbers}

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        parts = urlsplit(path)
        if parts.path in self:
            return self[parts.path]
        name = parts.path.removeprefix("/s/")
        if name not in self.channels:
            return say(302, Location=f"/{name}") if parts.path.startswith("/s/") else say(200, b"<html>Telegram</html>")
        after = int(parse_qs(parts.query).get("after", ["0"])[0])
        numbers = sorted(number for number in self.channels[name] if number > after)
        shown = numbers[:PAGE] if after else numbers[-PAGE:]
        return say(200, self.page(name, "".join(self.channels[name][number] for number in shown)).encode())

    def page(self, name: str, messages: str) -> str:
        """A whole page with ``messages``."""
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="tgme_channel_info">'
            f'<div class="tgme_channel_info_header_title"><span dir="auto">Kênh {escape(name)}</span></div>'
            '<div class="tgme_channel_info_counter"><span class="counter_value">5K</span>'
            f'<span class="counter_type">{self.counter}</span></div></div>'
            f'<section class="tgme_channel_history js-message_history">{messages}</section></body></html>'
        )


@contextmanager
def specimen() -> Iterator[TelegramSource]:
    """A source that reads two small channels."""
    with running() as site:
        forget_hosts()
        site.paths = Telegram()
        site.paths.say("capnuoc", *range(1, 30))
        site.paths.say("thanhphomau", *range(1, 5))
        site.paths.say("thanhphomau", 5, text="")
        web = Web(pause=0, attempts=1, allow_loopback=True)
        channels = ["capnuoc", "thanhphomau"]
        yield TelegramSource(channels, "telegram.city", agreed=True, base=site.address, web=web)
