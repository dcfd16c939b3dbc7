"""``civicbeat emerging``: new topics, rising phrases and joint sharing, from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.cli.speaking import Language, Spoken, chosen
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain

REASON = "look for what emerges at the command line"


@needs(Right.LOOK)
def emerging(
    *,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    language: Spoken = None,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Looks in the last days for topics that no theme covers, phrases that rise, and joint sharing."""
    from civicbeat.findings.emerging import look  # noqa: PLC0415  # brings SciPy: no other command waits for it

    with ready.beat() as beat:
        chain.record(ready.scope(reason), "look for what emerges")
        found = look(beat.store, datetime.now(UTC)).found
    if json:
        print_json(found)
    else:
        told_in = chosen(language)
        _topics(found["topics"], told_in)
        _phrases(found["phrases"], told_in)
        _campaigns(found["campaigns"], told_in)


def _topics(found: dict[str, Any], language: Language) -> None:
    if _head("New topics", found, language):
        for topic in found["topics"]:
            _line(f"{' · '.join(topic['name'])}: {topic['posts']:,} posts by {topic['people']:,} people")
        share = f"{found['unclustered']:.0%} ({found['low']:.0%} to {found['high']:.0%})"
        _line(f"{share} of what no theme covers belongs to no topic.")


def _phrases(found: dict[str, Any], language: Language) -> None:
    if _head("Rising phrases", found, language):
        for phrase in found["phrases"]:
            times = f"{phrase['ratio']:.1f} times the usual ({phrase['low']:.1f} to {phrase['high']:.1f})"
            _line(f"{phrase['text']}: {phrase['people']:,} people, {times}")


def _campaigns(found: dict[str, Any], language: Language) -> None:
    if _head("Joint sharing", found, language):
        for campaign in found["campaigns"]:
            many = f"{campaign['accounts']:,} accounts shared {len(campaign['stories'])} texts together"
            _line(f"{many}, {campaign['lift']:.0f} times as often as chance gives.")
        for sentence in found["innocent"]:
            _line(sentence[language])


def _head(title: str, found: dict[str, Any], language: Language) -> bool:
    out.print(f"[bold]{title}[/bold]", highlight=False)
    if "refused" in found:
        _line(found["refused"][language])
    return "refused" not in found


def _line(text: str) -> None:
    out.print(f"  {text}", highlight=False, markup=False)
