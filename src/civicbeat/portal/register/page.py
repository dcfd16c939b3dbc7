"""The reference page of the register, in Markdown, written from its parts."""

from __future__ import annotations

from django.utils.translation import override

from civicbeat.portal.register.all import PARTS
from civicbeat.portal.register.part import Column, Part

_HEAD = """# The public register

What the running program is and does, for everybody, without an account, in Vietnamese and English. It is written by
the program from what it runs with and what it holds; nobody writes it by hand, and nobody can leave a part out.

| address | what |
|---|---|
| `/register` | all parts, and what changed lately |
| `/register.json` | where the parts are, and all topics |
| `/register/feed.atom` | what changed, the newest fifty; `?language=en` for English |
| `/register/PART` | a part as a page, fifty rows a page; `?find=words` narrows it |
| `/register/PART.json` | a part for programs |
| `/register/PART.csv` | a part for spreadsheets (RFC 4180, UTF-8 with byte-order mark) |

These addresses and the keys of columns do not change. Programs of other sites may read them
(`Access-Control-Allow-Origin: *`).

**Values in JSON.** Days and moments are ISO 8601, months `YYYY-MM`, terms whole days, shares 0 to 1. Words in both
languages are `{"vi": …, "en": …}`; in CSV they are two columns, `…_vi` and `…_en`. `null` (CSV: nothing) is not known
or not shown, never zero. `{"fewer_than": 10}` (CSV: `<10`) is a count from 1 to 9, which is not told apart: figures
about few people stay invisible (charter rule 2).

Figures that the post store must be asked for are at most ten minutes old.
"""


def page() -> str:
    """Markdown: what the register is, and each part with its columns."""
    with override("en"):
        return "\n".join([_HEAD, *(_part(part) for part in PARTS)])


def _part(part: Part) -> str:
    rows = [_row(column) for column in part.columns]
    head = f"## {part.title}\n\n`/register/{part.slug}` – {part.lead}\n"
    return "\n".join([head, "| key | what |", "|---|---|", *rows, ""])


def _row(column: Column) -> str:
    return f"| `{column.key}` | {column.title}{' (in both languages)' * column.both} |"
