"""*Emerging*: new topics, rising phrases and joint sharing, as they were found last in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civicbeat.analysis.contract import Sentence
from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED
from civicbeat.findings.emerging import newest, told
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.web.labels import spoken

MOST = 12
GROWS = 3.0
"""Standard deviations above what chance gives: such a topic is said to grow."""


@needs(Right.LOOK)
@require_GET
def emerging(request: HttpRequest) -> HttpResponse:
    """What the last run found; each part may have refused for itself."""
    run = newest()
    page: dict[str, Any] = {"run": run}
    if run is not None:
        found = told(run)
        page["topics"] = _topics(found["topics"])
        page["phrases"] = _phrases(found["phrases"])
        page["campaigns"] = _campaigns(found["campaigns"])
    return render(request, "web/emerging.html", page)


def _topics(found: dict[str, Any]) -> dict[str, Any]:
    if "refused" in found:
        return {"refused": spoken(Sentence(**found["refused"]))}
    listed = [
        {
            **topic,
            "name": " · ".join(topic["name"]),
            "since": datetime.fromisoformat(topic["since"]),
            "grows": topic["growth"] >= GROWS,
            "address": _search(topic["name"], f=f"theme:{UNCLASSIFIED}", span="7d"),
        }
        for topic in found["topics"]
    ]
    return {**found, "listed": listed[:MOST], "others": len(listed[MOST:])}


def _phrases(found: dict[str, Any]) -> dict[str, Any]:
    if "refused" in found:
        return {"refused": spoken(Sentence(**found["refused"]))}
    shown = found["phrases"][:MOST]
    most = max((phrase["people"] for phrase in shown), default=1)
    listed = [
        {**phrase, "width": 100 * phrase["people"] / most, "address": _search([phrase["text"]], span="24h")}
        for phrase in shown
    ]
    return {**found, "listed": listed, "others": len(found["phrases"][MOST:])}


def _campaigns(found: dict[str, Any]) -> dict[str, Any]:
    if "refused" in found:
        return {"refused": spoken(Sentence(**found["refused"]))}
    listed = [
        {**each, "first": datetime.fromisoformat(each["first"]), "last": datetime.fromisoformat(each["last"])}
        for each in found["campaigns"]
    ]
    innocent = [spoken(Sentence(**sentence)) for sentence in found["innocent"]]
    return {**found, "listed": listed, "innocent": innocent}


def _search(phrases: list[str], **more: str) -> str:
    """The address parameters of a search for any of some phrases."""
    return urlencode({"q": " OR ".join(f'"{phrase}"' for phrase in phrases), **more})
