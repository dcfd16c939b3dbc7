"""Expectations: what the public suite of feeds expects of each document, held against what is taken of it here.

An expectation is a Python expression over feedparser's results, joined by ``and``. Of each part only those that compare
a field we take with a literal are judged: texts by what a reader sees of them, all else as it stands.
"""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import feedparser

from civicbeat.records.errors import FormatChanged
from civicbeat.sources.feeds import documents
from civicbeat.sources.feeds.documents import Document
from civicbeat.sources.feeds.plaintext import plain_text

_HEAD = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(r"Header:\s*([\w-]+):\s*(.*)")
_ENCODINGS = ("utf-8", "utf-16", "utf-16-be", "utf-32", "utf-32-be", "cp037", "latin-1")
_HOST = "http://127.0.0.1:8097/"
"""Where the suite's own server stands; its relative addresses are meant from there."""


class Fate(StrEnum):
    """What became of an expectation, the worst first."""

    DIFFERS = "differs"
    REFUSED = "refused on purpose"
    ON_PURPOSE = "differs on purpose"
    HOLDS = "holds"
    APART = "not applicable"


@dataclass(frozen=True, slots=True)
class Judged:
    """The fate of an expectation and why; ``fields`` are those that were compared."""

    fate: Fate
    why: str = ""
    fields: tuple[str, ...] = ()


def judge(body: bytes) -> Judged:
    """Holds the expectation in the document's first comment against what we read of it."""
    text = _decoded(body)
    expected = _HEAD.search(text)
    if expected is None:
        return Judged(Fate.APART, "no expectation can be read")
    headers = {name.lower(): value.strip() for name, value in _HEADER.findall(text)}
    address = headers.get("content-location", "") or _HOST
    refusal = ""
    try:
        document = documents.read(body, address=address, content_type=headers.get("content-type", ""))
    except FormatChanged as error:
        if "entities" in error.what:
            return Judged(Fate.REFUSED, error.what)
        document, refusal = Document("", "", ()), error.what
    theirs = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    judged = [_part(part, document, theirs) for part in _parts(expected[1])]
    told = [part for part in judged if part.fate is not Fate.APART]
    if not told:
        return max(judged, key=lambda part: part.why.startswith("not taken"))
    worst = min(told, key=lambda part: list(Fate).index(part.fate))
    why = refusal or ("the answer's Content-Language is not looked at" if "content-language" in headers else worst.why)
    return Judged(worst.fate, why, tuple(name for part in told for name in part.fields))


def _decoded(body: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "Expect:" in text:
            return text
    return ""


def _parts(expression: str) -> list[ast.expr]:
    try:
        tree = ast.parse(" ".join(expression.split()), mode="eval").body
    except SyntaxError:
        return [ast.Constant(None)]
    return tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]


def _part(part: ast.expr, document: Document, theirs: Any) -> Judged:
    if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
        return Judged(Fate.APART, "well-formedness, or no comparison")
    try:
        wanted = ast.literal_eval(part.comparators[0])
    except ValueError:
        return Judged(Fate.APART, "compares two results")
    if ast.unparse(part.left) == "len(entries)":
        return _same("len(entries)", wanted, len(document.entries))
    first, *rest = _path(part.left)
    if first == "feed":
        return _of_feed(_shown(rest), wanted, document, theirs)
    if first == "entries" and len(rest) > 1 and isinstance(rest[0], int):
        return _of_entry(rest, wanted, document, theirs)
    return Judged(Fate.APART, f"not taken: {'of another form' if first == 'Call' else first}")


def _path(node: ast.expr) -> list[Any]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [*_path(node.value), node.slice.value]
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [type(node).__name__]


def _shown(path: list[Any]) -> str:
    return ".".join(str(step) for step in path if not isinstance(step, int))


def _of_feed(name: str, wanted: Any, document: Document, theirs: Any) -> Judged:
    if name in ("title", "title_detail.value"):
        return _seen("feed.title", wanted, document.title, theirs.feed.get("title"))
    if name == "language":
        return _same("feed.language", wanted, document.language)
    return Judged(Fate.APART, "not taken: of the feed more than title and language")


def _of_entry(path: list[Any], wanted: Any, document: Document, theirs: Any) -> Judged:
    number, *rest = path
    if number >= len(document.entries):
        return Judged(Fate.DIFFERS, "the entry is missing")
    entry, name = document.entries[number], _shown(rest)
    place = next((step for step in rest if isinstance(step, int)), 0)
    compared = {
        "title": lambda: _seen("title", wanted, plain_text(entry["title"]), entry["title"]),
        "body": lambda: _body(wanted, entry, theirs.entries[number]),
        "author": lambda: _author(wanted, entry),
        "id": lambda: _id(wanted, entry),
        "link": lambda: _same("link", wanted, entry["link"]),
        "published": lambda: _same("published", _iso(wanted), entry["published"]),
        "updated": lambda: _same("updated", _iso(wanted), entry["updated"]),
        "language": lambda: _same("language", wanted or "", entry["language"]),
        "tags": lambda: _same("tags", wanted, dict(enumerate(entry["tags"])).get(place)),
    }
    if name in _OURS:
        return compared[_OURS[name]]()
    return Judged(Fate.APART, f"not taken: {name.partition('.')[0]} of entries")


_OURS = {
    **dict.fromkeys(("title", "title_detail.value"), "title"),
    **dict.fromkeys(("description", "summary", "summary_detail.value", "content.value"), "body"),
    **dict.fromkeys(("author", "author_detail.name"), "author"),
    **dict.fromkeys(("id", "guid"), "id"),
    "link": "link",
    **dict.fromkeys(("published_parsed", "created_parsed", "issued_parsed"), "published"),
    **dict.fromkeys(("updated_parsed", "modified_parsed", "date_parsed"), "updated"),
    "title_detail.language": "language",
    **dict.fromkeys(("tags.term", "category"), "tags"),
}
"""feedparser's name of a field → ours."""


def _same(name: str, wanted: Any, got: Any) -> Judged:
    return Judged(Fate.HOLDS if wanted == got else Fate.DIFFERS, f"{name}: {wanted!r} is {got!r}", (name,))


def _seen(name: str, wanted: Any, got: str, markup: Any) -> Judged:
    """Texts are held against each other as they are seen; ``markup`` is how ours is written."""
    if not isinstance(wanted, str):
        return Judged(Fate.APART, "no text is expected")
    judged = _same(name, plain_text(wanted), got)
    if judged.fate is Fate.DIFFERS and "<" in str(markup):
        return Judged(Fate.DIFFERS, "broken markup is read as browsers read it (HTML 5)", (name,))
    return judged


def _body(wanted: Any, entry: Mapping[str, Any], theirs: Any) -> Judged:
    judged = _seen("text", wanted, plain_text(entry["body"]), entry["body"])
    texts = (theirs.get("summary"), *(content.value for content in theirs.get("content", ())))
    others = {plain_text(str(text)) for text in texts}
    if judged.fate is Fate.DIFFERS and len(others) > 1 and plain_text(wanted) in others:
        return Judged(Fate.ON_PURPOSE, "the longest text of the entry is taken", judged.fields)
    return judged


def _author(wanted: Any, entry: Mapping[str, Any]) -> Judged:
    if "@" in str(wanted) and wanted != entry["author"] and entry["author"] in str(wanted):
        return Judged(Fate.ON_PURPOSE, "the author's address of mail is left out", ("author",))
    return _same("author", wanted, entry["author"])


def _id(wanted: Any, entry: Mapping[str, Any]) -> Judged:
    if wanted != entry["id"] and str(wanted).endswith(entry["id"]):
        return Judged(Fate.ON_PURPOSE, "an id stays as it is written, wherever the feed moves", ("id",))
    return _same("id", wanted, entry["id"])


def _iso(moment: Any) -> str:
    return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat() if isinstance(moment, tuple) else ""
