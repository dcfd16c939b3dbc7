"""``civicbeat audit``: proving the audit log, and giving it to whoever wants to prove it for themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from civicbeat.cli import acting, ready
from civicbeat.cli.offering import offer
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain, export, signing
from civicbeat.records.errors import NotAllowed

app = typer.Typer(help="The audit log: prove it, export it, sign it.", no_args_is_help=True)
REASON = "Reading the audit log (command line)"

Reason = Annotated[str, typer.Option(help="Why you read it; it stands in the log itself.")]


@needs(Right.AUDIT)
def verify(*, reason: Reason = REASON) -> None:
    """Recomputes every digest and holds the chain against every signed head."""
    ready.records()
    chain.record(ready.scope(reason), "verify")
    proof = chain.verify()
    if not proof.holds:
        raise NotAllowed(
            f"The chain is broken at entry {proof.broken_at}.",
            do="Keep the database as it is, and tell the data steward.",
        )
    out.print(f"All {proof.entries:,} entries fit; the chain ends at {proof.head}.", highlight=False)


@needs(Right.AUDIT)
def export_(
    file: Annotated[Path, typer.Argument(help="Where to: lines of JSON, for verify_audit.py.")],
    *,
    reason: Reason = REASON,
) -> None:
    """Writes the log of your agencies; of the others the digests alone, so that the chain can still be proved."""
    ready.records()
    person = acting.person()
    agencies = None if person is None else person.agency.names_below()
    chain.record(ready.scope(reason), "export", "audit log")
    with file.open("wb") as sink:
        count = sum(1 for line in export.lines(agencies) if sink.write(line))
    out.print(f"{count:,} entries are in {file}.", highlight=False)


@needs(Right.AUDIT)
def heads() -> None:
    """Signs what is due and prints the public keys and signed heads, for whoever keeps them elsewhere."""
    ready.records()
    signing.sign_due(datetime.now(UTC))
    print_json(signing.published())


@needs(Right.RUN)
def new_key() -> None:
    """Makes a new signing key, signed by the one in use."""
    ready.records()
    made = signing.rotate()
    chain.record(ready.scope("A new signing key (command line)"), "new-key", made.id)
    out.print(f"Heads are signed by key {made.id} from now on.", highlight=False)


COMMANDS = (("verify", verify), ("export", export_), ("heads", heads), ("new-key", new_key))

offer(app, COMMANDS)
