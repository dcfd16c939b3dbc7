"""Rules: those by which the program that runs works, and the note of every change of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from civicbeat.enrich.all import masking, understanding
from civicbeat.enrich.mask.all import PATTERNS
from civicbeat.governance.accounts.rights import RIGHTS
from civicbeat.governance.audit.keeping import KEPT_FOR
from civicbeat.governance.requests.deadlines import CONTACT_KEPT, DONE_WITHIN, KEPT
from civicbeat.governance.requests.models import RuleChange
from civicbeat.governance.topics.models import LONGEST
from civicbeat.governance.turns import alone
from civicbeat.records.scope import SMALLEST_GROUP
from civicbeat.sources.all import policies
from civicbeat.sources.policy import Policy
from civicbeat.store.protect import DOUBT, MOST, SPREAD


def in_force(sentiment_model: Path | None = None) -> dict[str, str]:
    """Every rule by its name, which is a word or two with a dot between; its value in words that all languages share.

    Args:
        sentiment_model: folder of the classifier that takes the place of the packaged one.
    """
    return dict(_rules(sentiment_model))


def note(rules: Mapping[str, str]) -> list[RuleChange]:
    """Writes down which rules differ from those that were noted last, and gives them; most often there are none."""
    with alone("rules"):
        known: dict[str, str] = dict(RuleChange.objects.order_by("moment", "pk").values_list("rule", "after"))
        now = datetime.now(UTC)
        changes = [
            RuleChange(moment=now, rule=name, before=known.get(name, ""), after=rules.get(name, ""))
            for name in sorted({*known, *rules})
            if known.get(name, "") != rules.get(name, "")
        ]
        return RuleChange.objects.bulk_create(changes)


def _rules(sentiment_model: Path | None) -> Iterator[tuple[str, str]]:
    yield "k", str(SMALLEST_GROUP)
    yield "k.more", f"0…{DOUBT}"
    yield "noise", f"±{MOST}, σ {SPREAD:g}"
    yield "masks", ", ".join(sorted(pattern.kind for pattern in PATTERNS))
    for model in (*masking({}), *understanding(sentiment_model)):
        yield f"model.{model.name}", f"{model.version} ({model.licence})"
    for kind, policy in sorted(policies().items()):
        yield f"kept.{kind}", _kept(policy)
    for wish, within in DONE_WITHIN.items():
        yield f"answer.{wish.value}", term(within)
    yield "request.contact", term(CONTACT_KEPT)
    yield "request.kept", term(KEPT)
    yield "topic.longest", term(LONGEST)
    yield "audit.kept", term(KEPT_FOR)
    for role, rights in RIGHTS.items():
        yield f"role.{role.value}", ", ".join(sorted(right.value for right in rights))


def _kept(policy: Policy) -> str:
    if policy.keep_for is None:
        return "∞"
    return f"{term(policy.keep_for)}{' ↻' * policy.keep_from_reading}"


def term(length: timedelta) -> str:
    """A term in whole days as ISO 8601, as machines read it; the register writes it out."""
    return f"P{length.days}D"
