"""Mapping of a row of GDELT to a post: of its Global Knowledge Graph 2.1, by the title of the article."""

from __future__ import annotations

import html
import re

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, when
from civicbeat.sources.reading import link, native_id, word

GRAPH = (
    "GKGRECORDID",
    "DATE",
    "SourceCollection",
    "SourceCommonName",
    "DocumentIdentifier",
    *map(str, range(5, 26)),
    "Extras",
)
"""The 27 columns of the graph; those that are only numbered hold what was guessed of the article, and are not read."""
EVENTS = ("GLOBALEVENTID", *map(str, range(1, 60)), "SOURCEURL")
"""The 61 columns of a table of events."""
KNOWN = frozenset((*GRAPH[:5], "Extras", EVENTS[0], EVENTS[-1]))
_RECORD = re.compile(r"\d{14}-T?\d+$")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_PRECISE = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")


def columns(beginning: Beginning) -> tuple[str, ...]:
    """The columns of the table, which has no header; none where it is no table of GDELT's."""
    cells = beginning.text.partition("\n")[0].rstrip("\r").split("\t")
    if len(cells) == len(GRAPH) and _RECORD.match(cells[0]):
        return GRAPH
    dated = len(cells) == len(EVENTS) and cells[0].isdecimal() and re.fullmatch(r"\d{8}", cells[1])
    return EVENTS if dated else ()


def post(item: Item) -> Post | Rejected:
    """The publication's own moment where the page told it, else that of GDELT's reading; the site speaks."""
    row = item.row
    if "GLOBALEVENTID" in row:
        return item.rejected("no-text", "An event has codes and an address, but no words.")
    if native_id(row, "SourceCollection") != "1":
        return item.rejected("no-link", "The document is no page of the web.")
    extras = word(row, "Extras")
    title, precise = _TITLE.search(extras), _PRECISE.search(extras)
    at = {"own": precise[1] if precise else "", "read": word(row, "DATE")}
    return item.post(
        "news",
        native_id(row, "GKGRECORDID"),
        html.unescape(title[1]).strip() if title else "",
        when(at, "own", "read", forms=("compact",)),
        institution=word(row, "SourceCommonName"),
        url=link(row, "DocumentIdentifier"),
        kind="article",
    )
