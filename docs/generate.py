"""`python -m docs.generate`: writes the reference pages anew from the code; a test proves them current.

With ``--screenshots`` it also takes the README's pictures from a running demo (needs Chromium).
"""

from __future__ import annotations

import argparse
import inspect
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
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
        parts += _command(f"civicbeat {name}", command)
        if isinstance(command, TyperGroup):
            for part, inner in command.commands.items():
                parts += _command(f"civicbeat {name} {part}", inner)
    return "\n".join(parts)


def _command(name: str, command: Any) -> list[str]:
    parts = [f"## {name}\n\n{inspect.cleandoc(command.help or '')}\n"]
    shown = [_parameter(each) for each in command.params if each.name != "help"]
    return [*parts, "| argument or option | what |\n|---|---|", *shown, ""] if shown else parts


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


def sources_page() -> str:
    from civicbeat.listen.follow import KINDS, policy_of

    parts = ["# Sources\n\nThe kinds that can be followed, the rules of each place, and what each asks for.\n"]
    for name, kind in KINDS.items():
        policy = policy_of(name)
        rows = [
            ("terms", f"{policy.terms} (read on {policy.terms_read})"),
            ("what is kept", policy.may_store),
            ("how long", _how_long(policy)),
            ("deletions", policy.deletion),
            ("key or contract", "needed" if policy.needs_key else "none"),
            ("quota", _quota(policy)),
            ("read", _how_often(kind.every)),
        ]
        asked = [f"| `{o.name}`{' (required)' * o.required} | {o.label}. {o.why} {_example(o)} |" for o in kind.options]
        parts += [f"## {name}\n", "| rule | |\n|---|---|", *(f"| {what} | {said} |" for what, said in rows if said)]
        parts += ["", "| asks for | |\n|---|---|", *(" ".join(row.split()) for row in asked), ""]
    return "\n".join(parts)


def _how_often(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    minutes = f"every {seconds // 60} minutes" if seconds != 60 else "every minute"
    return "without a pause" if not seconds else f"every {seconds} seconds" if seconds < 60 else minutes


def _how_long(policy: Any) -> str:
    if policy.keep_for is None:
        return ""
    return f"{policy.keep_for.days} days after {'the last reading' if policy.keep_from_reading else 'publication'}"


def _quota(policy: Any) -> str:
    return (
        ""
        if policy.quota is None
        else f"{policy.quota.units:,} units a {policy.quota.per} of the key {policy.quota.key}"
    )


def _example(option: Any) -> str:
    return f"For example `{option.example}`." if option.example else ""


def themes_page() -> str:
    from civicbeat.enrich.themes.page import page

    return page()


def register_page() -> str:
    from civicbeat.portal.register.page import page

    return page()


def api_page() -> str:
    from civicbeat.api.describing import document
    from civicbeat.api.urls import api

    described = document(api)
    schemas = described["components"]["schemas"]
    head = (
        f"# API\n\n{described['info']['description']} Answers are JSON; what is hidden or missing is null. "
        "An error is a problem document (`application/problem+json`, RFC 9457). The same for programs: "
        "`/api/v1/openapi.json`.\n"
    )
    operations = [_operation(path, found["get"]) for path, found in described["paths"].items()]
    answers = [_schema(name, schemas[name]) for name in sorted(schemas) if "properties" in schemas[name]]
    return "\n".join([head, "## Operations\n", *operations, "## Answers\n", *answers])


def _operation(path: str, found: dict[str, Any]) -> str:
    rows = [
        f"| `{each['name']}`{' (required)' * each['required']} | {_type(each['schema'])} | {each['description']} |"
        for each in found["parameters"]
    ]
    gives = _type(found["responses"]["200"]["content"]["application/json"]["schema"])
    about = f"### GET {path}\n\n{found['summary']}. {found['description']} It answers with {gives}.\n"
    return "\n".join([about, "| parameter | form | what |", "|---|---|---|", *rows, ""])


def _schema(name: str, found: dict[str, Any]) -> str:
    rows = [f"| `{field}` | {_type(of)} | {of.get('description', '')} |" for field, of in found["properties"].items()]
    return "\n".join(
        [f"### {name}\n\n{found.get('description', '')}\n", "| part | form | what |", "|---|---|---|", *rows, ""]
    )


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "items" in schema:
        return f"list of {_type(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"{_type(schema['additionalProperties'])} by name"
    return str(schema.get("format", schema["type"]))


PAGES: dict[str, Callable[[], str]] = {
    "api.md": api_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
    "register.md": register_page,
    "settings.md": settings_page,
    "sources.md": sources_page,
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
