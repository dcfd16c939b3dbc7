"""Values: what can stand in a cell of the register, and how people and programs read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import singledispatch

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, override

from civicbeat.records.scope import SMALLEST_GROUP
from civicbeat.records.writing import grouped, written_day, written_moment, written_month


@dataclass(frozen=True, slots=True)
class Both:
    """Words in both languages."""

    vi: str
    en: str

    def say(self, language: str) -> str:
        """Those of the reader."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the city."""

    first: date


@dataclass(frozen=True, slots=True)
class Few:
    """A figure from 1 to k - 1, which is not told apart (charter rule 2)."""

    than: int = SMALLEST_GROUP


class Link(str):
    """An address that people can follow."""

    __slots__ = ()


class Code(str):
    """Something that is written for programs, and read by people letter by letter."""

    __slots__ = ()


Value = str | Both | Month | Few | Link | Code | bool | int | float | date | datetime | timedelta | None
"""``None`` is not known or not shown, never zero; a float is a share of 0 to 1, a timedelta a term in whole days."""

FEW = Few()


def both(words: Promise | str) -> Both:
    """What is translated, in both languages."""
    return in_both(lambda: str(words))


def in_both(write: Callable[[], str]) -> Both:
    """What ``write`` gives in the language that is active, in both."""
    with override("vi"):
        vi = write()
    with override("en"):
        return Both(vi, write())


def on_day(words: Promise, day: date) -> Both:
    """What is translated, with a ``day`` in it."""
    say = both(words)
    return Both(say.vi % {"day": written_day(day, "vi")}, say.en % {"day": written_day(day, "en")})


def said(text: str) -> Both:
    """English sentences of other rooms, each in both languages where its Vietnamese is known."""
    parts = re.split(r"(?<=[.?]) ", text)
    with override("vi"):
        return Both(" ".join(gettext(part) if part else part for part in parts), text)


def few(count: int) -> int | Few:
    """A count of what people did: exact where at least k of it are."""
    return FEW if 0 < count < SMALLEST_GROUP else count


def about(count: int) -> int | Few:
    """A count of posts whose people are not known: to whole tens, so that one more or less tells nothing."""
    return few(count) if count < SMALLEST_GROUP else round(count / 10) * 10


def shown(value: Value, language: str) -> str:
    """The value as HTML that is safe, for a reader of ``language``, which is active."""
    if value is None:
        return format_html('<span aria-hidden="true">–</span><span class="unseen">{}</span>', gettext("none"))
    if isinstance(value, Link):
        return format_html('<a href="{0}" rel="noreferrer noopener">{0}</a>', str(value))
    if isinstance(value, Code):
        return format_html("<code>{}</code>", str(value))
    return format_html("{}", written(value, language))


@singledispatch
def written(value: object, language: str) -> str:  # noqa: ARG001  # some kinds are written alike in both
    """The value in the letters of ``language``, which is active."""
    return str(value)


@written.register
def _(value: Both, language: str) -> str:
    return value.say(language)


@written.register
def _(value: Few, language: str) -> str:  # noqa: ARG001
    return gettext("fewer than %(k)s") % {"k": value.than}


@written.register
def _(value: bool, language: str) -> str:  # noqa: ARG001, FBT001  # a value of a cell
    return gettext("yes") if value else gettext("no")


@written.register
def _(value: int, language: str) -> str:
    return grouped(value, 0, language)


@written.register
def _(value: float, language: str) -> str:
    return f"{grouped(100 * value, 1, language)} %"


@written.register
def _(value: Month, language: str) -> str:
    return written_month(value.first, language)


@written.register
def _(value: datetime, language: str) -> str:
    return written_moment(value, language)


@written.register
def _(value: date, language: str) -> str:
    return written_day(value, language)


@written.register
def _(value: timedelta, language: str) -> str:  # noqa: ARG001
    return days(value.days)


def days(count: int) -> str:
    """A number of days in words, in the language that is active."""
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


@singledispatch
def plain(value: object) -> object:
    """The value for JSON: days and moments in ISO 8601, terms in whole days, words in both languages."""
    return value


@plain.register
def _(value: Both) -> object:
    return {"vi": value.vi, "en": value.en}


@plain.register
def _(value: Few) -> object:
    return {"fewer_than": value.than}


@plain.register
def _(value: Month) -> object:
    return value.first.strftime("%Y-%m")


@plain.register
def _(value: date) -> object:  # a datetime too
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


@plain.register
def _(value: timedelta) -> object:
    return value.days


def cells(key: str, value: Value, *, in_both: bool) -> Iterator[tuple[str, str]]:
    """Header and text of the columns of CSV for a value: two where it has words in both languages."""
    if not in_both:
        found = f"<{value.than}" if isinstance(value, Few) else plain(value)
        yield key, "" if found is None else str(found)
        return
    words = value if isinstance(value, Both) else Both(*[str(plain(value) or "")] * 2)
    yield f"{key}_vi", words.vi
    yield f"{key}_en", words.en
