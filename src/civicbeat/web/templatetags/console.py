"""How the console writes numbers, times, names and posts, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from civicbeat.analysis.parts import Effect
from civicbeat.records.scope import SMALLEST_GROUP
from civicbeat.records.writing import grouped, written_day, written_moment
from civicbeat.store.answer import SeenPost, Span
from civicbeat.store.question import Group
from civicbeat.web.explaining import told
from civicbeat.web.labels import FAULTS, PERSONAL, REASONS, SOURCE_KINDS, label

register = template.Library()

LONGEST_SHOWN = 900
BEFORE_HIT = 200


@register.filter
def number(value: float | None) -> str:
    """A count with its thousands apart; one that is hidden says so (the page's note says why)."""
    return _("hidden") if value is None else _grouped(value, 0)


@register.filter
def percent(share: float) -> str:
    """A share of 0 to 1 as whole per cent; small ones keep a decimal place."""
    value = 100 * share
    return f"{_grouped(value, 1 if 0 < value < 9.95 else 0)} %"


@register.filter
def times(ratio: float) -> str:
    """A ratio, for example *3.2×*."""
    return f"{_grouped(ratio, 1 if ratio < 100 else 0)}×"


def _grouped(value: float, places: int) -> str:
    return grouped(value, places, get_language() or "vi")


@register.filter
def moment(value: datetime) -> str:
    """A time on the city's clock: *21:05, 22/11/2026* or *22 Nov 2026, 21:05*."""
    return written_moment(value, get_language() or "vi")


@register.filter
def day(value: date | datetime) -> str:
    """A day: *22/11/2026* or *22 Nov 2026*."""
    return written_day(value, get_language() or "vi")


@register.filter
def ago(value: datetime) -> str:
    """How long ago, roughly: *5 minutes ago*."""
    seconds = (datetime.now(UTC) - value).total_seconds()
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        n = int(seconds // 60)
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", n) % {"n": n}
    if seconds < 86_400:
        n = int(seconds // 3600)
        return ngettext("%(n)s hour ago", "%(n)s hours ago", n) % {"n": n}
    n = int(seconds // 86_400)
    return ngettext("%(n)s day ago", "%(n)s days ago", n) % {"n": n}


@register.filter
def fault(reason: str) -> str:
    """Why a source was not heard, in words."""
    return str(FAULTS.get(reason, reason))


@register.filter
def problem(text: str) -> str:
    """What went wrong with a source or an import, in the reader's language."""
    return told(text)


@register.filter
def aside(reason: str) -> str:
    """Why an item was set aside, in words; the slug itself where nobody wrote them."""
    return str(REASONS.get(reason, reason))


@register.filter
def personal_kinds(_value: object) -> list[tuple[str, str]]:
    """Every kind of personal data that a reader can find in a post, and what it is called."""
    return [(kind, str(title)) for kind, title in PERSONAL.items()]


@register.filter
def source_kind(kind: str) -> tuple[str, str]:
    """What a kind of source is called, and what it brings."""
    told, what = SOURCE_KINDS.get(kind, (kind, ""))
    return str(told), str(what)


@register.filter
def few(count: int) -> str:
    """A count of what people did; one to nine are not told apart (charter rule 2)."""
    return f"<{SMALLEST_GROUP}" if 0 < count < SMALLEST_GROUP else _grouped(count, 0)


@register.filter
def iso(value: datetime) -> str:
    """For machines: ISO 8601 in UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds")


@register.filter
def named(value: str, group: str) -> str:
    """What the reader calls a value of a group."""
    return label(Group(group), value)


@register.filter
def unlocalized(value: float) -> str:
    """A number for an SVG attribute, whatever the language."""
    return f"{value:.2f}"


@register.filter
def signed(share: float) -> str:
    """A change as per cent with its sign."""
    sign = "+" if share > 0 else "−" if share < 0 else "±"
    return f"{sign}{percent(abs(share))}"


@register.filter
def more(value: float) -> str:
    """A number of posts with its sign."""
    whole = round(value)
    sign = "+" if whole > 0 else "−" if whole < 0 else "±"
    return f"{sign}{_grouped(abs(whole), 0)}"


@register.filter
def interval(effect: Effect) -> str:
    """From where to where an effect may be."""
    return _("%(low)s to %(high)s") % {"low": more(effect.low), "high": more(effect.high)}


@register.filter
def link(post: SeenPost) -> str:
    """The address of the post if it is one of the web; empty for anything else."""
    return post.url if post.url.startswith(("https://", "http://")) else ""


@register.filter
def probability(post: SeenPost) -> float:
    """How sure the model is of the sentiment it gives; of an unclear one, of the likeliest."""
    return max(post.p_negative, post.p_neutral, post.p_positive)


@register.filter
def hits(post: SeenPost) -> SafeString:
    """The text of a post, escaped, with what matched marked; a very long one is cut around its first hit."""
    start = max(0, post.spans[0].start - BEFORE_HIT) if post.spans and post.spans[0].start > LONGEST_SHOWN else 0
    end = min(len(post.text), start + LONGEST_SHOWN)
    marked = mark_safe("".join(_pieces(post.text, post.spans, start, end)))  # noqa: S308  # every piece is escaped
    before, after = "… " if start else "", " …" if end < len(post.text) else ""
    return format_html("{}{}{}", before, marked, after)


def _pieces(text: str, spans: tuple[Span, ...], start: int, end: int) -> Iterator[str]:
    at = start
    for span in sorted(spans, key=lambda s: s.start):
        low, high = max(span.start, at), min(span.end, end)
        if low < high:
            yield escape(text[at:low])
            yield f"<mark>{escape(text[low:high])}</mark>"
            at = high
    yield escape(text[at:end])


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it says nothing that the words beside it do not say."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>', name)
