"""``civicbeat migrate``: brings both stores' schemas up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.beat import open_store, up_to_date


@needs(Right.RUN)
def migrate(*, json: Annotated[bool, typer.Option(help="One line of JSON for a script.")] = False) -> None:
    """Brings both stores' schemas up to date; safe to repeat."""
    with open_store(ready.records()) as store:
        done = up_to_date(store)
    if json:
        print_json({"posts": list(done)})
    else:
        out.print(f"Records store: up to date. Post store: {', '.join(done) or 'up to date'}.")
