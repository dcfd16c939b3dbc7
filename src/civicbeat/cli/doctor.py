"""``civicbeat doctor``: checks the installation and says what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.examine import State, examine
from civicbeat.records.installation import Installation

_MARKS = {State.GOOD: "[green]✓ good[/green]", State.ODD: "[yellow]! odd[/yellow]", State.BAD: "[red]✗ bad[/red]"}


@needs(Right.RUN)
def doctor(*, json: Annotated[bool, typer.Option(help="One line of JSON for a script.")] = False) -> None:
    """Checks the installation and says what to do; ends with code 1 when something is bad."""
    findings = examine(Installation.from_environment())
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table("", "what", "found", "what to do", title="civicbeat doctor")
        for finding in findings:
            table.add_row(_MARKS[finding.state], finding.what, finding.found, finding.do)
        out.print(table)
    if any(finding.state is State.BAD for finding in findings):
        raise typer.Exit(1)
