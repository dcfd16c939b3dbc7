"""Sources: where the public is heard, and the rules of each place that the program obeys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from civicbeat.listen import terms
from civicbeat.listen.follow import KINDS
from civicbeat.listen.labels import SOURCE_KINDS
from civicbeat.listen.models import FollowedSource, ImportRun, Term
from civicbeat.listen.terms import Kept
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Link, Value, both, in_both, said
from civicbeat.sources.all import policies
from civicbeat.sources.policy import Policy

READ = pgettext_lazy("state of a source", "read")
PAUSED = pgettext_lazy("state of a source", "paused")
IMPORTED = pgettext_lazy("state of a source", "imported")
FILES = _("Imported files")


def _rows() -> Sequence[Row]:
    """Every source that is followed, then every name under which files were imported."""
    owns = {one.source: one for one in terms.kept()}
    decided = {term.source: term for term in reversed(Term.objects.all())}
    followed = ((source.name, _followed(source)) for source in FollowedSource.objects.all())
    return [{**row, **_own(owns.get(name), decided)} for name, row in (*followed, *_imported())]


def _own(kept: Kept | None, decided: Mapping[str, Term]) -> Row:
    """How long the institution itself keeps what comes from there, and whose decision that is."""
    if kept is None or kept.own is None:
        return dict.fromkeys(("own_days", "own_by", "own_since", "own_reason"))
    last = decided.get(kept.source if kept.alone else terms.EVERY_SOURCE)
    by = (last.by, last.moment, last.reason) if last is not None and last.by else (None, None, None)
    return {"own_days": kept.own, **dict(zip(("own_by", "own_since", "own_reason"), by, strict=True))}


def _followed(source: FollowedSource) -> Row:
    title, _what = SOURCE_KINDS.get(source.kind, (source.kind, ""))
    return {
        "title": str(source),
        "kind": both(title),
        "state": both(PAUSED if source.paused else READ),
        "address": _address(source),
        "since": source.added_at,
        **_rules(policies().get(source.kind)),
    }


def _imported() -> Iterator[tuple[str, Row]]:
    rules = policies()
    for source, first in ImportRun.objects.values_list("source").annotate(Min("started_at")).order_by("source"):
        policy = rules.get(source.partition(".")[0], rules["files"])
        yield (
            source,
            {
                "title": source,
                "kind": both(FILES),
                "state": both(IMPORTED),
                "address": None,
                "since": first,
                **_rules(policy),
            },
        )


def _address(source: FollowedSource) -> Value:
    """The public address that is read, where it has one; what is searched for is not an address."""
    options = KINDS[source.kind].options if source.kind in KINDS else ()
    found = [source.options.get(option.name) for option in options if option.form in ("address", "host")]
    address = next((one for one in found if isinstance(one, str) and one.startswith(("https://", "http://"))), None)
    return Link(address) if address else None


def _rules(policy: Policy | None) -> Row:
    """What a place allows; nothing where this version does not know the kind of source."""
    if policy is None:
        return dict.fromkeys(_RULES)
    return {
        "terms": Link(policy.terms) if policy.terms.startswith("https://") else said(policy.terms),
        "terms_read": policy.terms_read,
        "may_store": said(policy.may_store),
        "kept_days": policy.keep_for,
        "kept_from": both(_term(policy)),
        "deletion": said(policy.deletion),
        "asked_again_days": policy.recheck_within,
        "requests_per_minute": policy.requests_per_minute,
        "needs_key": policy.needs_key,
    }


_RULES = (
    *("terms", "terms_read", "may_store", "kept_days", "kept_from", "deletion"),
    *("asked_again_days", "requests_per_minute", "needs_key"),
)


def _term(policy: Policy) -> Promise:
    if policy.keep_for is None:
        return _("set by the institution: the place sets none")
    return _("counted from the last reading") if policy.keep_from_reading else _("counted from publication")


def _brief() -> Both:
    count = FollowedSource.objects.filter(paused=False).count()
    return in_both(lambda: ngettext("%(n)s source is read", "%(n)s sources are read", count) % {"n": count})


SOURCES = Part(
    slug="sources",
    title=_("Where the public is heard"),
    lead=_(
        "Every source, and the rules of its place that this program obeys: what may be kept and for how long, how fast "
        "it is asked, and how a deletion there is followed here."
    ),
    columns=(
        Column("title", _("Source")),
        Column("kind", _("Kind"), both=True),
        Column("state", _("State"), both=True),
        Column("address", _("Address")),
        Column("since", _("Since")),
        Column("terms", _("Terms"), both=True, wide=True),
        Column("terms_read", _("Terms read on")),
        Column("may_store", _("What may be kept"), both=True, wide=True),
        Column("kept_days", _("Kept for, at most")),
        Column("kept_from", _("The term is"), both=True),
        Column("own_days", _("Kept by us, from the first reading")),
        Column("own_by", _("Decided by"), quiet=True),
        Column("own_since", _("Decided on"), quiet=True),
        Column("own_reason", _("Why"), wide=True, quiet=True),
        Column("deletion", _("Deletions there"), both=True, wide=True),
        Column("asked_again_days", _("Edits and deletions followed within")),
        Column("requests_per_minute", _("Requests a minute, at most")),
        Column("needs_key", _("Needs a key or a contract")),
    ),
    rows=_rows,
    brief=_brief,
    told_once=18,
)
