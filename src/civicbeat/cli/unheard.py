"""``civicbeat unheard``: who is not heard, from the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from django.utils.translation import override

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.cli.speaking import Spoken, chosen, spoken
from civicbeat.findings import unheard_words
from civicbeat.findings.unheard import unheard as find
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.listen.labels import label

REASON = "see who is not heard, at the command line"


@needs(Right.LOOK)
def unheard(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    days: Annotated[int, typer.Option(min=1, help="The last so many days; a month or more says most.")] = 30,
    topic: Annotated[int | None, typer.Option(help="Within this topic.")] = None,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    language: Spoken = None,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Says of which places, languages and themes nobody speaks, or too few people to be told."""
    with ready.beat() as beat:
        wanted = ready.asked(reason, query, days, topic)
        chain.record(wanted.question.scope, "ask", wanted.audited_as, what="unheard", days=days)
        found = find(beat.store, wanted.question)
    if json:
        groups = [asdict(each) | {"group": each.group.value} for each in found.silences]
        print_json({"sentence": asdict(found.sentence), "groups": groups, "coverage": found.coverage})
        return
    told_in = chosen(language)
    told = [spoken(found.sentence, told_in)]
    with override(told_in):  # names are told as the console tells them
        for each in found.silences:
            told += [f"{each.group.value}: {', '.join(label(each.group, one) for one in each.unheard)}"]
    for paragraph in (*told, spoken(unheard_words.WHY, told_in)):
        out.print(f"{paragraph}\n", highlight=False, markup=False)
