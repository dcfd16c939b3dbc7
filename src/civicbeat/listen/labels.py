"""Labels: what people call the values of each group, and each kind of source, in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.listen.models import FollowedSource
from civicbeat.store.question import Group

TITLES_FOR_SECONDS = 10

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


def corrections(unchanged: str) -> Mapping[str, Sequence[tuple[str, str | Promise]]]:
    """What a post's label can be corrected to, by the field that asks for it; first that it stays ``unchanged``."""
    language = get_language() or "vi"
    themes = ((theme.id, taxonomy.name(theme.id, language)) for theme in taxonomy.themes())
    return {"sentiment": [("", unchanged), *SENTIMENTS.items()], "theme": [("", unchanged), *themes]}


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
