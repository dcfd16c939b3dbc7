"""*Assessments*: what a topic may do to people, written step by step, approved by a steward, and printable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.findings.wanted import read_filters
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.assessment import assessing
from civicbeat.governance.assessment.asked import QUESTIONS, RISKS
from civicbeat.governance.assessment.models import Assessment, State, level
from civicbeat.governance.topics.models import Topic
from civicbeat.listen.assessing import facts
from civicbeat.listen.labels import SOURCE_KINDS
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import today
from civicbeat.store.question import Metric
from civicbeat.web import asking
from civicbeat.web.assessment_words import ASKED, FEARED, GRAVE, LEFT, LIKELY
from civicbeat.web.doing import done
from civicbeat.web.explaining import explained
from civicbeat.web.subject import whole_topic

SPAN = "30d"


@needs(Right.ASSESS)
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The version of a topic that is written, or the last that was approved."""
    topic = _topic(request, pk)
    if request.method == "POST":
        try:
            return _done(request, topic)
        except CivicbeatError as error:
            messages.error(request, explained(error))
            return redirect("web:topics-assessment", pk)
    found, due = assessing.newest(topic), assessing.due_on(topic, assessing.approved(topic))
    by = asking.account(request)
    shown: dict[str, Any] = {
        "topic": topic,
        "found": found,
        "due": due,
        "overdue": topic.ends_on > today() >= due,
        "own": topic.agency_id == by.agency_id,
        "decides": Right.OVERRIDE in by.rights and found is not None and found.written_by != by.username,
        "changed": found is not None and found.state != State.DRAFT and not assessing.fits(found, topic),
    }
    if found is None:
        return render(request, "web/assessment.html", shown)
    known = found.facts if found.state != State.DRAFT else facts(topic, None)
    shown |= {"questions": _questions(found), "risks": _risks(found), "facts": _facts(known), "left": _left(found)}
    return render(request, "web/assessment.html", shown)


@needs(Right.OVERRIDE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A steward's decision on the version that was submitted."""
    topic = _topic(request, pk)
    found = get_object_or_404(Assessment, topic=topic, state=State.SUBMITTED)
    by, approve, reason = (
        asking.account(request),
        request.POST.get("decision") == "approve",
        request.POST.get("reason", ""),
    )
    done(request, lambda: assessing.decide(by, found, approve=approve, reason=reason))
    return redirect("web:topics-assessment", pk)


@needs(Right.ASSESS)
@require_GET
def assessments(request: HttpRequest) -> HttpResponse:
    """Every running topic of the agencies in reach: how its assessment stands, those that are due first."""
    by = asking.account(request)
    topics = Topic.objects.filter(agency__in=_reach(by), ends_on__gt=today()).select_related("agency", "owner")
    last = {one.topic_id: one for one in Assessment.objects.filter(topic__in=topics).order_by("number")}
    approved = assessing.approved_of(topics)
    rows = [(topic, last.get(topic.pk), assessing.due_on(topic, approved.get(topic.pk))) for topic in topics]
    rows.sort(key=lambda row: (row[2], row[0].name))
    waiting = assessing.waiting(by) if Right.OVERRIDE in by.rights else []
    return render(request, "web/assessments.html", {"rows": rows, "waiting": waiting, "today": today()})


def _reach(by: Account) -> frozenset[int]:
    """A steward sees what is assessed in all agencies below; others in their own."""
    return by.agency.below() if Right.OVERRIDE in by.rights else frozenset({by.agency_id})


def _topic(request: HttpRequest, pk: int) -> Topic:
    topics = Topic.objects.select_related("agency", "owner")
    return get_object_or_404(topics, pk=pk, agency__in=_reach(asking.account(request)))


def _done(request: HttpRequest, topic: Topic) -> HttpResponse:
    """What the form asks for: a version to write on, to keep what is written, or to hand it in."""
    by, act = asking.account(request), request.POST.get("act", "")
    draft = assessing.begin(by, topic)
    if act in ("save", "submit"):
        assessing.write(by, draft, _answers(request), _judged(request))
    if act == "submit":
        assessing.submit(by, draft, facts(topic, _posts(request, topic)))
        messages.success(request, _("A data steward reads it now."))
    elif act == "save":
        messages.success(request, _("What you wrote is kept."))
    return redirect("web:topics-assessment", topic.pk)


def _posts(request: HttpRequest, topic: Topic) -> int | None:
    """About how many posts of the last 30 days the topic holds; ``None`` where too few people spoke."""
    if not topic.is_active():
        return None
    about = whole_topic(request, topic, SPAN)
    posts: int | None = asking.ask(about.question())[0].table.column(Metric.POSTS.value)[0].as_py()
    return posts


def _answers(request: HttpRequest) -> Mapping[str, str]:
    return {name: request.POST.get(name, "") for name in QUESTIONS}


def _judged(request: HttpRequest) -> Mapping[str, Mapping[str, str]]:
    parts = ("likely", "grave", "besides")
    return {name: {part: request.POST.get(f"{name}-{part}", "") for part in parts} for name in RISKS}


def _questions(found: Assessment) -> Sequence[Mapping[str, Any]]:
    missing = found.missing
    return [
        {"name": name, "asked": ASKED[name], "answer": found.answers.get(name, ""), "missing": name in missing}
        for name in QUESTIONS
    ]


def _risks(found: Assessment) -> Sequence[Mapping[str, Any]]:
    rows = []
    for name in RISKS:
        judged = found.risks.get(name, {})
        left = level(judged)
        rows.append(
            {
                "name": name,
                "feared": FEARED[name],
                "likely": [(value, title, value == judged.get("likely")) for value, title in LIKELY.items()],
                "grave": [(value, title, value == judged.get("grave")) for value, title in GRAVE.items()],
                "besides": judged.get("besides", ""),
                "left": LEFT[left] if left else None,
            }
        )
    return rows


def _left(found: Assessment) -> Any:
    return LEFT[found.left] if found.left else None


def _facts(known: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts with the names that people read."""
    roles = dict(Role.choices)
    sources = [
        (SOURCE_KINDS.get(one["kind"], (one["kind"], ""))[0], one["count"], one["days"]) for one in known["sources"]
    ]
    lookers = [
        (one["vi"], one["en"], one["own"], [(roles.get(role, role), count) for role, count in one["roles"].items()])
        for one in known["lookers"]
    ]
    chosen = [value for each in read_filters(known["filters"]) for value in each.values]
    return {**known, "sources": sources, "lookers": lookers, "chosen": chosen}
