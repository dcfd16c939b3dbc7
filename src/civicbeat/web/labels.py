"""What the console calls groups, orders, forms of dates, faults and fields; the values of groups are named below."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civicbeat.analysis.contract import Sentence
from civicbeat.listen.labels import KINDS, LANGUAGES, PLATFORMS, SENTIMENTS, SOURCE_KINDS, label, titles
from civicbeat.store.question import Group, Order

__all__ = [
    "DATE_FORMS",
    "FAULTS",
    "FIELDS",
    "GROUPS",
    "KINDS",
    "LANGUAGES",
    "ORDERS",
    "PERSONAL",
    "PLATFORMS",
    "REASONS",
    "SENTIMENTS",
    "SOURCE_KINDS",
    "label",
    "spoken",
    "titles",
]

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

PERSONAL: Mapping[str, Promise] = {
    "phone": pgettext_lazy("personal data", "telephone number"),
    "email": pgettext_lazy("personal data", "e-mail address"),
    "name": pgettext_lazy("personal data", "name of a private person"),
    "address": pgettext_lazy("personal data", "home address"),
    "handle": pgettext_lazy("personal data", "account of a private person"),
    "paper": pgettext_lazy("personal data", "number of an identity paper"),
    "bank": pgettext_lazy("personal data", "bank account or card"),
    "plate": pgettext_lazy("personal data", "number plate"),
    "other": pgettext_lazy("personal data", "something else that names a person"),
}
"""What people call each kind of ``enrich.mask.passages.TOKENS``."""

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


def spoken(sentence: Sentence) -> str:
    """A finding's sentence in the reader's language."""
    return sentence.vi if get_language() == "vi" else sentence.en
