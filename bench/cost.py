"""What a new kind of source costs: lines of code of its ``source.py`` and ``mapping.py``, and of its other files."""

from __future__ import annotations

import ast
import tokenize
from pathlib import Path

import civicbeat.sources
from bench.table import Table
from civicbeat.sources.all import KINDS

FOLDER = Path(civicbeat.sources.__file__).parent
WANTED = 80


def run(_options):
    rows = []
    for kind in KINDS:
        name = kind.__module__.split(".")[-2]
        counts = {path.name: lines(path) for path in (FOLDER / name).glob("*.py")}
        main = counts.pop("source.py", 0) + counts.pop("mapping.py", 0)
        rows.append((name, main, sum(counts.values()), "" if main <= WANTED else f"over {WANTED}"))
    rows.sort(key=lambda row: row[1])
    return [
        Table("Lines of code of a kind of source", ("kind", "source and mapping", "its other files", ""), tuple(rows))
    ]


def lines(path: Path) -> int:
    """Lines that hold code: no blanks, comments or docstrings."""
    text = path.read_text("utf-8")
    code = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type not in (
                tokenize.COMMENT,
                tokenize.NL,
                tokenize.NEWLINE,
                tokenize.ENCODING,
                tokenize.ENDMARKER,
            ):
                code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                code -= set(range(statement.lineno, statement.end_lineno + 1))
    return len(code & {number for number, line in enumerate(text.splitlines(), 1) if line.strip()})
