"""``civicbeat backup`` and ``civicbeat restore``: both stores in one folder, and back into an empty place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.progress import progress
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.listen.backups import bring_back as bringing
from civicbeat.listen.backups import take as taking
from civicbeat.listen.backups.manifest import Manifest
from civicbeat.records.installation import Installation

Json = Annotated[bool, typer.Option("--json", help="One line of JSON for a script.")]


@needs(Right.RUN)
def backup(
    folder: Annotated[Path, typer.Argument(help="Where to: a new folder, readable by its owner only.")],
    *,
    days: Annotated[
        int, typer.Option(min=1, max=366, help="How long it will be kept; posts that must be gone before are left out.")
    ] = 7,
    secrets: Annotated[
        Path | None,
        typer.Option(help="The one file, elsewhere, in which keys and other secrets are locked away; written anew."),
    ] = None,
    json: Json = False,
) -> None:
    """Backs up both stores into a folder; what runs goes on running. Keys are never in it."""
    installation = Installation.from_environment()
    wanted = taking.Wanted(folder, days, secrets)
    with progress("Backing up", {}, quiet=json) as told:
        manifest = taking.take(installation, ready.scope("Backup (command line)"), wanted, told)
    if json:
        print_json({"backup": manifest.id, "posts": manifest.posts["posts"], "destroy_by": manifest.destroy_by})
        return
    rows = sum(table.rows for table in manifest.records.values())
    out.print(f"{manifest.posts['posts']:,} posts and {rows:,} records are in {folder}.", highlight=False)
    if manifest.left_out:
        out.print(f"{manifest.left_out:,} posts must be gone before the backup is and are not in it.", highlight=False)
    out.print(f"Destroy it by [bold]{manifest.destroy_by:%Y-%m-%d %H:%M} UTC[/bold].", highlight=False)
    out.print(f"What is erased from now on stands in {installation.erasures}: keep a copy elsewhere.", highlight=False)
    if secrets is None and (manifest.keys or manifest.factors):
        out.print("[yellow]The keys are not in it: give --secrets FILE too.[/yellow]", highlight=False)


@needs(Right.RUN)
def restore(
    folder: Annotated[Path, typer.Argument(help="The folder of the backup.")],
    *,
    erasures: Annotated[
        list[Path] | None,
        typer.Option(help="The newest list of what was erased, where it is not in the installation's own place."),
    ] = None,
    erasures_lost: Annotated[
        bool, typer.Option("--erasures-lost", help="Every such list is lost: what was erased since comes back.")
    ] = False,
    secrets: Annotated[Path | None, typer.Option(help="The file in which the secrets were locked away.")] = None,
    secrets_lost: Annotated[
        bool,
        typer.Option(
            "--secrets-lost", help="It is lost: months of lost keys count as destroyed, apps are set up anew."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Fills an empty installation from a backup; what was erased since the backup was made stays erased."""
    installation = Installation.from_environment()
    wanted = bringing.Wanted(folder, tuple(erasures or ()), erasures_lost, secrets, secrets_lost)
    with progress("Restoring", _totals(folder), quiet=json) as told:
        back = bringing.bring_back(installation, wanted, told)
    chain.record(
        ready.scope("Restore (command line)"),
        "restore",
        back.manifest.id,
        of=back.manifest.began.isoformat(),
        erased=back.held.erased,
        gone=back.held.gone,
        taken_away=back.taken_away,
        lost=[what for what, so in (("erasures", erasures_lost), ("secrets", secrets_lost)) if so],
    )
    if json:
        held = {"erased": back.held.erased, "gone": back.held.gone, "taken_away": back.taken_away}
        print_json({"backup": back.manifest.id, **held, "secrets": back.secrets, "apps_lost": back.apps_lost})
        return
    _tell(back)


def _tell(back: bringing.BroughtBack) -> None:
    began = f"{back.manifest.began:%Y-%m-%d %H:%M} UTC"
    out.print(f"Both stores are as they were on [bold]{began}[/bold].", highlight=False)
    out.print(
        f"Held since then: {back.held.erased:,} posts erased again, {back.held.gone:,} gone again, "
        f"{back.taken_away:,} records taken away again; {back.secrets} secrets are back.",
        highlight=False,
    )
    if back.newest is None:
        out.print("[yellow]The list of erasures tells of none.[/yellow]", highlight=False)
    else:
        out.print(f"The last erasure it knows is of {back.newest.moment:%Y-%m-%d %H:%M} UTC.", highlight=False)
    if back.apps_lost:
        out.print(
            f"[yellow]The key of second factors is lost: {back.apps_lost} people's apps open nothing any more, and "
            "none of them gets in by the password alone. Passkeys still work. Reset the others one by one: "
            "civicbeat reset-factor NAME --reason WHY[/yellow]",
            highlight=False,
        )
    out.print("Roles are as they were then: look at who may do what. Then run: civicbeat doctor", highlight=False)


def _totals(folder: Path) -> Mapping[str, int]:
    """How many rows each table has, and bytes the files."""
    manifest = Manifest.read(folder)
    bytes_ = sum((folder / name).stat().st_size for name in manifest.files if (folder / name).exists())
    return {**manifest.posts, **{name: table.rows for name, table in manifest.records.items()}, "check": bytes_}
