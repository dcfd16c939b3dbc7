"""`python -m docs.generate`: writes the reference pages anew from the code; a test proves them current.

With ``--screenshots`` it also takes the README's pictures from a running demo (needs Chromium).
"""

from __future__ import annotations

import argparse
import inspect
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

REFERENCE = Path(__file__).parent / "reference"
HEAD = "<!-- Generated from the code by `make docs`; edit the code instead. -->\n\n"


def settings_page() -> str:
    from civicbeat.records import installation

    table = [line for line in inspect.cleandoc(installation.__doc__ or "").splitlines() if line.startswith("``")]
    rows = [line.replace("``", "`").split("  ") for line in table]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    body = "\n".join(f"| {name} | {what} | {default} |" for name, what, default in cells)
    head = "# Settings\n\nAll of them are environment variables.\n\n| variable | what | default |\n|---|---|---|\n"
    return f"{head}{body}\n"


def errors_page() -> str:
    from civicbeat.records import errors

    tree = inspect.cleandoc(errors.__doc__ or "").split("::\n", 1)[1]
    drawn = "\n".join(line.removeprefix("    ") for line in tree.splitlines() if line.startswith("    "))
    return (
        "# Errors\n\nEvery error civicbeat raises on purpose. A message says what happened and what to do next; "
        f"it never contains the text of a post.\n\n```text\n{drawn}\n```\n"
    )


def commands_page() -> str:
    import typer.main
    from typer.core import TyperGroup

    from civicbeat.cli.commands import app

    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    parts = ["# Commands\n"]
    for name, command in group.commands.items():
        parts.append(f"## civicbeat {name}\n\n{inspect.cleandoc(command.help or '')}\n")
        parts.append("| argument or option | what |\n|---|---|")
        parts.extend(_parameter(p) for p in command.params if p.name != "help")
        parts.append("")
    return "\n".join(parts)


def _parameter(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    if parameter.param_type_name == "argument":
        names = f"`{(parameter.name or '').upper()}`"
    text = (getattr(parameter, "help", None) or "").replace("|", "\\|")
    return f"| {names} | {text}{_default(parameter)} |"


def _default(parameter: Any) -> str:
    if parameter.required:
        return " Required."
    if callable(parameter.default) or parameter.default in (None, "", False, ()):
        return ""
    return f" Default: {getattr(parameter.default, 'value', parameter.default)}."


def themes_page() -> str:
    from civicbeat.enrich.themes.page import page

    return page()


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "errors.md": errors_page,
    "settings.md": settings_page,
    "themes.md": themes_page,
}


def write_schema(folder: Path) -> None:
    """``schema.sql``: what the migrations amount to; a test proves it current too."""
    import civicbeat.store
    from civicbeat.store.migrate import schema
    from civicbeat.store.store import Store

    with Store.open(path=folder / "posts") as opened:
        opened.migrate()
        (Path(civicbeat.store.__file__).parent / "schema.sql").write_text(schema(opened._clients), encoding="utf-8")  # noqa: SLF001


def written() -> dict[Path, str]:
    """Every generated page and what it should say."""
    return {REFERENCE / name: HEAD + page() for name, page in PAGES.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--screenshots", action="store_true", help="take the README's pictures too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CIVICBEAT_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")
        django.setup()
        for path, text in written().items():
            path.write_text(text, encoding="utf-8")
        write_schema(Path(folder))
    if options.screenshots:
        from docs.screenshots import take

        take(Path(__file__).parent / "images")


if __name__ == "__main__":
    main()
