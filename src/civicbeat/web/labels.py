"""What people call the values of each group, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civicbeat.analysis.contract import Sentence
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.listen.models import FollowedSource
from civicbeat.store.question import Group, Order

TITLES_FOR_SECONDS = 10

GROUPS: Mapping[Group, Promise] = {
    Group.THEME: _("Themes"),
    Group.PLACE: _("Places"),
    Group.SOURCE: _("Sources"),
    Group.PLATFORM: _("Platforms"),
    Group.LANGUAGE: _("Languages"),
    Group.SENTIMENT: _("Sentiment"),
    Group.KIND: _("Kinds"),
    Group.INSTITUTION: _("Institutions"),
}

SENTIMENTS: Mapping[str, Promise] = {
    "negative": pgettext_lazy("sentiment", "negative"),
    "neutral": pgettext_lazy("sentiment", "neutral"),
    "positive": pgettext_lazy("sentiment", "positive"),
    "unclear": pgettext_lazy("sentiment", "unclear"),
}

KINDS: Mapping[str, Promise] = {
    "post": pgettext_lazy("kind", "post"),
    "comment": pgettext_lazy("kind", "comment"),
    "article": pgettext_lazy("kind", "article"),
    "share": pgettext_lazy("kind", "share"),
    "report": pgettext_lazy("kind", "report to an authority"),
}

LANGUAGES: Mapping[str, Promise] = {
    "vi": _("Vietnamese"),
    "en": _("English"),
    "zh": _("Chinese"),
    "ko": _("Korean"),
    "ja": _("Japanese"),
    "fr": _("French"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "de": _("German"),
    "it": _("Italian"),
    "ar": _("Arabic"),
    "hi": _("Hindi"),
    "id": _("Indonesian"),
    "ms": _("Malay"),
    "th": _("Thai"),
    "km": _("Khmer"),
    "lo": _("Lao"),
    "ru": _("Russian"),
    "tr": _("Turkish"),
    "nl": _("Dutch"),
    "tl": _("Tagalog"),
    "und": _("not recognised"),
}

PLATFORMS: Mapping[str, str | Promise] = {
    "facebook": "Facebook",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "zalo": "Zalo",
    "x": "X",
    "twitter": "Twitter",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "threads": "Threads",
    "reddit": "Reddit",
    "instagram": "Instagram",
    "news": _("news"),
    "blog": _("blog"),
    "forum": _("forum"),
    "hotline": _("hotline"),
    "file": _("file"),
    "voz": "Voz",
    "telegram": "Telegram",
    "open311": "Open311",
    "email": _("e-mail"),
    "webhook": _("delivered by a system"),
    "other": _("elsewhere"),
}

ORDERS: Mapping[Order, Promise] = {
    Order.NEWEST: _("newest first"),
    Order.OLDEST: _("oldest first"),
    Order.MOST_REACTIONS: _("most reactions first"),
}

REASONS: Mapping[str, Promise] = {
    "asks-no-bots": _("their author asks programs to stay away"),
    "auto-reply": _("answers of programs"),
    "bad-date": _("a date that cannot be read"),
    "bad-encoding": _("characters that cannot be read"),
    "bad-page": _("a page that cannot be read"),
    "bounce": _("notes of mail servers"),
    "broken-record": _("damaged records"),
    "bulk": _("mail to many at once"),
    "cannot-be-masked": _("a post that cannot be masked"),
    "channel-gone": _("a channel that is gone"),
    "comments-off": _("comments are turned off"),
    "elsewhere": _("a page that leads to another site"),
    "encrypted": _("encrypted mail"),
    "ends-worker": _("an item that ends the program that reads it"),
    "file-cut": _("the file breaks off here"),
    "file-damaged": _("the file is damaged here"),
    "hidden": _("hidden there"),
    "no-account": _("no profile to tell the author's wish"),
    "no-article": _("no article in the page"),
    "no-date": _("no date"),
    "no-id": _("no id"),
    "no-index": _("their author asks not to be found"),
    "no-link": _("no link"),
    "no-text": _("no text"),
    "not-a-contribution": _("messages of the place itself"),
    "not-a-mail": _("not a mail"),
    "not-a-post": _("not a post"),
    "not-a-row": _("not a row"),
    "not-a-sample": _("not of the sample city"),
    "not-a-status": _("not a status"),
    "not-an-event": _("not an event"),
    "not-for-everybody": _("for signed-in people only"),
    "not-html": _("not a page of the web"),
    "not-indexable": _("their author has not allowed search"),
    "not-json": _("not valid JSON"),
    "not-public": _("not published to everybody"),
    "only-repeats": _("only repeats another post"),
    "open-quote": _("a quotation mark that is never closed"),
    "own-mail": _("the mailbox's own mail"),
    "reblog": _("only repeats another status"),
    "record-too-long": _("far too long a record"),
    "refused": _("a page that is refused"),
    "replies-unread": _("replies that could not be read"),
    "row-too-long": _("far too long a row"),
    "sitemap-unreadable": _("a sitemap that cannot be read"),
    "spam": _("unwanted mail"),
    "text-too-long": _("far too long a text"),
    "too-large": _("far too large"),
    "too-many": _("more pages than a reading takes"),
    "unknown-packing": _("packed in an unknown way"),
    "unknown-platform": _("a platform that is not known"),
    "unreachable": _("a page that cannot be reached"),
    "user-deleted": _("deleted by their author"),
    "video-gone": _("a video that is gone"),
    "wrong-columns": _("not as many cells as the header"),
    "wrong-field": _("a field that is not as documented"),
}

SOURCE_KINDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "feeds": (_("Feed"), _("RSS, Atom or JSON Feed: new articles of a newspaper, an agency or a blog.")),
    "sites": (_("News site"), _("The pages of a site, found by its sitemaps: whole articles.")),
    "mastodon": ("Mastodon", _("What people publish to everybody on a server, or under a hashtag, every two minutes.")),
    "mastodonstream": (_("Mastodon, as it happens"), _("The same, within seconds; the server wants a key for that.")),
    "bluesky": ("Bluesky", _("Public posts that hold one of your words, within seconds.")),
    "blueskysearch": (_("Bluesky, by search"), _("Public posts that a search finds.")),
    "youtube": ("YouTube", _("Comments under the videos of chosen channels, with a key of your own.")),
    "reddit": ("Reddit", _("Posts and comments of chosen subreddits, under a contract with Reddit.")),
    "x": ("X", _("Recent public posts that a query finds, with a key and a plan of your own.")),
    "graph": (_("Facebook page or Instagram account"), _("Comments under what your own institution publishes there.")),
    "telegram": ("Telegram", _("Public channels. Off until your counsel has read its terms.")),
    "discourse": (_("Discourse forum"), _("Public posts of a forum that runs Discourse.")),
    "imap": (_("Mailbox"), _("What citizens write to a mailbox of your institution.")),
    "webhook": (_("Webhook"), _("What another system of yours delivers here, signed.")),
    "open311": ("Open311", _("Reports that a city publishes: a broken lamp, rubbish, a flooded street.")),
    "samplecity": (_("Sample city"), _("Invented talk of an invented city.")),
}
"""What people call each kind of source, and what it brings."""

DATE_FORMS: Mapping[str, tuple[Promise, str]] = {
    "iso": (_("year-month-day"), "2026-03-31 08:15"),
    "day-first": (_("day/month/year"), "31/03/2026 08:15"),
    "month-first": (_("month/day/year"), "03/31/2026 8:15 AM"),
    "epoch-seconds": (_("seconds since 1970"), "1774919700"),
    "epoch-milliseconds": (_("thousandths of a second since 1970"), "1774919700000"),
    "epoch-microseconds": (_("millionths of a second since 1970"), "1774919700000000"),
    "vietnamese": (_("in Vietnamese words"), "31 tháng 3 năm 2026, 08:15"),
    "english": (_("in English words"), "March 31, 2026 8:15 AM"),
    "twitter": (_("as Twitter writes it"), "Tue Mar 31 08:15:00 +0700 2026"),
    "rfc-2822": (_("as in e-mails and feeds"), "Tue, 31 Mar 2026 08:15:00 +0700"),
    "compact": (_("digits only"), "20260331081500"),
    "excel": (_("as Excel counts days"), "46112.34375"),
}
"""What people call each way of writing a date, and how it writes 08:15 of 31 March 2026 in the city."""

FAULTS: Mapping[str, Promise] = {
    "SourceUnreachable": _("the network or the host failed"),
    "SourceRefused": _("the source does not allow it"),
    "FormatChanged": _("the answer was not in its usual format"),
}

FIELDS: Mapping[str, Promise] = {
    "id": _("identifier"),
    "text": _("text"),
    "title": _("title"),
    "published": _("published at"),
    "author": _("author (becomes a pseudonym)"),
    "institution": _("institution"),
    "url": _("address"),
    "platform": _("platform"),
    "kind": _("kind"),
    "parent": _("answers to"),
    "thread": _("thread"),
    "language": _("language"),
    "likes": _("likes"),
    "replies": _("replies"),
    "shares": _("shares"),
    "reach": _("reach"),
    "tags": _("labels"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
}


def label(group: Group, value: str) -> str:
    """What a person calls ``value`` of ``group``; the value itself where nobody named it."""
    language = get_language() or "vi"
    if group is Group.THEME:
        return taxonomy.name(value, language)
    if group is Group.PLACE:
        return _place(value, language)
    if group is Group.SOURCE:
        return titles().get(value, value)
    return str(_NAMES.get(group, {}).get(value, value))


def titles() -> Mapping[str, str]:
    """Titles of the followed sources by name, at most a few seconds old."""
    known = cache.get_or_set(
        "source-titles", lambda: dict(FollowedSource.objects.values_list("name", "title")), TITLES_FOR_SECONDS
    )
    return known or {}


@lru_cache(maxsize=4096)
def _place(place_id: str, language: str) -> str:
    return gazetteer.name(place_id, language)


_NAMES: Mapping[Group, Mapping[str, str | Promise]] = {
    Group.SENTIMENT: SENTIMENTS,
    Group.KIND: KINDS,
    Group.LANGUAGE: LANGUAGES,
    Group.PLATFORM: PLATFORMS,
}


def spoken(sentence: Sentence) -> str:
    """A finding's sentence in the reader's language."""
    return sentence.vi if get_language() == "vi" else sentence.en
