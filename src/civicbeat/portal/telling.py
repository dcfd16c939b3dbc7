"""Telling: what is held of a post, in plain words, for whom it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from civicbeat.enrich.mask.all import PATTERNS
from civicbeat.governance.switches.state import off
from civicbeat.listen.labels import label
from civicbeat.records.writing import grouped, written_day, written_moment
from civicbeat.store.held import HeldPost
from civicbeat.store.question import Group

MASKED: Mapping[str, Promise] = {
    "phone": _later("a telephone number"),
    "email": _later("an e-mail address"),
    "paper": _later("the number of a paper"),
    "bank": _later("a bank account or card"),
    "plate": _later("a number plate"),
    "handle": _later("the name of an account"),
    "address": _later("a home address"),
}
"""What each kind of token stands for."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is held: what it is and what it says; ``model`` where a machine guessed it.

    ``silent`` says that the model is switched off: the guess is held still, and nothing is done with it.
    """

    what: str
    says: str
    model: str = ""
    silent: str = ""


def told(post: HeldPost) -> list[Told]:
    """Everything but the words, in the order in which people ask."""
    return [*_facts(post), *_guesses(post), *_counts(post)]


def masks(post: HeldPost) -> list[tuple[str, Promise]]:
    """The tokens in the words of a post, with what each stands for."""
    return [(pattern.token, MASKED[pattern.kind]) for pattern in PATTERNS if pattern.token in post.text]


def _facts(post: HeldPost) -> Iterator[Told]:
    language = get_language() or "vi"
    yield Told(_("Published"), written_moment(post.published_at, language))
    yield Told(_("Read by us"), written_moment(post.collected_at, language))
    yield Told(_("Where"), f"{label(Group.SOURCE, post.source)} · {label(Group.PLATFORM, post.platform)}")
    yield Told(_("Kind"), label(Group.KIND, post.kind))
    yield Told(_("Author"), _author(post))
    yield Told(_("Its address"), post.url or _("not kept, because it leads to a person"))
    if post.latitude is not None and post.longitude is not None:
        where = f"{grouped(post.latitude, 2, language)}; {grouped(post.longitude, 2, language)}"
        yield Told(_("Place on the map, to about a kilometre"), where)
    if post.tags:
        yield Told(_("Labels of its source"), ", ".join(post.tags))
    if post.media:
        yield Told(_("Attached (not kept)"), ", ".join(post.media))
    yield Told(_("Deleted by itself"), _until(post, language))


def _author(post: HeldPost) -> str:
    if post.institution:
        return post.institution
    if post.coded:
        return _("no name: a code that changes every month, and that nobody can turn back")
    return _("not known")


def _until(post: HeldPost, language: str) -> str:
    if post.keep_until is None:
        return _("no day is set: its source sets no term")
    return _("on %(day)s at the latest") % {"day": written_day(post.keep_until, language)}


def _guesses(post: HeldPost) -> Iterator[Told]:
    language = get_language() or "vi"
    share = max(post.p_negative, post.p_neutral, post.p_positive)
    places = ", ".join(label(Group.PLACE, place) for place in post.places)
    guesses = (
        ("language", _("Language"), _sure(label(Group.LANGUAGE, post.language), post.language_confidence, language)),
        ("sentiment", _("Sentiment"), _sure(label(Group.SENTIMENT, post.sentiment), share, language)),
        ("themes", _("Themes"), ", ".join(label(Group.THEME, theme) for theme in post.themes)),
        ("places", _("Places that it names"), places or _("none")),
    )
    silent = {model: each.sentence(language) for model, each in off().items()}
    yield from (Told(what, says, model, silent.get(model, "")) for model, what, says in guesses)


def _sure(guess: str, share: float, language: str) -> str:
    return _("%(guess)s (%(share)s sure)") % {"guess": guess, "share": f"{grouped(100 * share, 0, language)} %"}


def _counts(post: HeldPost) -> Iterator[Told]:
    language = get_language() or "vi"
    counts = (
        (_("Likes"), post.likes),
        (_("Replies"), post.replies),
        (_("Shares"), post.shares),
        (_("Reach"), post.reach),
    )
    yield from (Told(what, grouped(count, 0, language)) for what, count in counts if count is not None)
