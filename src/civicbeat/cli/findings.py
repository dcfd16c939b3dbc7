"""``civicbeat findings``: findings that agencies share one by one: those given to yours, and giving and taking back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Column, Table

from civicbeat.cli import acting, ready
from civicbeat.cli.offering import offer
from civicbeat.cli.screen import out, print_json
from civicbeat.cli.speaking import Language, Spoken, chosen, spoken
from civicbeat.findings.keeping.content import Content, written
from civicbeat.findings.keeping.opening import opened
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.topics import keeping
from civicbeat.governance.topics.models import Giving, KeptFinding
from civicbeat.records.errors import InputError, NotAllowed

app = typer.Typer(help="Findings that agencies share one by one.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="Of the finding, as list tells it.")]
To = Annotated[str, typer.Argument(metavar="AGENCY", help="Short name of the agency.")]
Reason = Annotated[str, typer.Option(help="Why; it stands in the audit log.")]
Json = Annotated[bool, typer.Option(help="One line of JSON.")]


@needs(Right.LOOK)
def list_(*, json: Json = False) -> None:
    """Lists the findings that other agencies let yours see, and those that yours keeps."""
    ready.records()
    agency = _person().agency
    given = keeping.received(agency)
    own = list(KeptFinding.objects.standing().filter(topic__agency=agency).select_related("topic"))
    if json:
        print_json({"received": [_plain(one) for one in given], "kept": [_own(one) for one in own]})
        return
    table = Table(Column("key", no_wrap=True), "what", "as of", "topic", "whose", "why")
    for one in given:
        kept = one.kept
        table.add_row(
            kept.key, kept.kind, f"{kept.kept_at:%Y-%m-%d %H:%M}", str(kept.topic), str(kept.topic.agency), one.why
        )
    for kept in own:
        table.add_row(kept.key, kept.kind, f"{kept.kept_at:%Y-%m-%d %H:%M}", str(kept.topic), "yours", "")
    out.print(table)


@needs(Right.LOOK)
def show(key: Key, *, language: Spoken = None, json: Json = False) -> None:
    """Shows one of them as it was when it was kept; the look is logged."""
    ready.records()
    by = _person()
    content = opened(by, _found(by, key))
    if json:
        print_json(written(content))
    else:
        _tell(content, chosen(language))


@needs(Right.SHARE)
def give(key: Key, agency: To, *, reason: Reason) -> None:
    """Lets another agency see one of yours, and nothing else of its topic."""
    ready.records()
    by = _person()
    keeping.give(by, _found(by, key), _agency(agency), reason)
    out.print(f"{agency} sees it from now on.", highlight=False)


@needs(Right.SHARE)
def end(key: Key, agency: To, *, reason: Reason) -> None:
    """Takes a finding back from an agency, or gives up one that was given to yours."""
    ready.records()
    by = _person()
    given = Giving.objects.open().filter(kept=_found(by, key), agency=_agency(agency)).first()
    if given is None:
        raise InputError(f"{agency} does not have this finding.", do="List them with civicbeat findings list.")
    keeping.end(by, given, reason)
    out.print(f"{agency} sees it no more.", highlight=False)


def _person() -> Account:
    """Who types: findings are an agency's, so that an account must be named."""
    found = acting.person()
    if found is None:
        raise NotAllowed("Findings are given from agency to agency.", do="Say who you are: civicbeat --as ACCOUNT …")
    return found


def _found(by: Account, key: str) -> KeptFinding:
    seen = KeptFinding.objects.seen_by(by.agency).select_related("topic__agency").distinct()
    found = seen.filter(key=key).first()
    if found is None:
        raise InputError("There is no such finding that your agency may look at.", do="List them first.")
    return found


def _agency(short_name: str) -> Agency:
    found = Agency.objects.filter(short_name=short_name).first()
    if found is None:
        known = ", ".join(Agency.objects.order_by("short_name").values_list("short_name", flat=True))
        raise InputError("There is no agency of this name.", do=f"Those that there are: {known}.")
    return found


def _plain(given: Giving) -> dict[str, object]:
    kept = given.kept
    whose = {"agency": kept.topic.agency.short_name, "why": given.why, "given_at": given.given_at}
    return {**_own(kept), **whose}


def _own(kept: KeptFinding) -> dict[str, object]:
    return {"key": kept.key, "kind": kept.kind, "kept_at": kept.kept_at, "topic": kept.topic.name}


def _tell(content: Content, language: Language) -> None:
    for said in content.said:
        out.print(spoken(said.sentence, language), highlight=False, markup=False)
    for note in content.notes:
        out.print(f"· {spoken(note, language)}", highlight=False, markup=False)
    for told in content.tables:
        table = Table("", *told.columns)
        for row in told.rows:
            head = f"{row.at:%Y-%m-%d %H:%M}" if row.at else spoken(row.name, language) if row.name else ""
            table.add_row(head, *("—" if figure is None else f"{figure:,.4g}" for figure in row.figures))
        out.print(table)


COMMANDS = (("list", list_), ("show", show), ("give", give), ("end", end))

offer(app, COMMANDS)
