"""Who else looks at a topic: giving and taking that, asking for it, and the topic's review and owner."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.topics import reviewing, sharing
from civicbeat.governance.topics.models import Share, Topic
from civicbeat.web import asking
from civicbeat.web.doing import done, number
from civicbeat.web.subject import my_topic


@needs(Right.SHARE)
@require_http_methods(["GET", "POST"])
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may look at a topic, who could, and letting another agency do so."""
    topic = my_topic(request, pk)
    if request.method == "POST":
        agency = get_object_or_404(Agency, short_name=request.POST.get("agency", ""))
        by, reason = asking.account(request), request.POST.get("reason", "")
        done(request, lambda: sharing.give(by, topic, agency, reason))
        return redirect("web:topics-sharing", pk)
    found = list(topic.shares.select_related("agency"))
    open_ones = [share for share in found if not share.ended_at]
    others = Agency.objects.exclude(pk__in=[topic.agency_id, *(share.agency_id for share in open_ones)])
    shown = {
        "topic": topic,
        "looking": [share for share in open_ones if share.given_at],
        "asked": [share for share in open_ones if not share.given_at],
        "ended": [share for share in found if share.ended_at],
        "others": others,
    }
    return render(request, "web/topic_sharing.html", shown)


@needs(Right.SHARE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a share back, gives it up, or refuses what was asked."""
    by = asking.account(request)
    mine = Share.objects.filter(topic__agency=by.agency) | Share.objects.filter(agency=by.agency)
    share = get_object_or_404(mine.select_related("topic", "agency"), pk=pk)
    done(request, lambda: sharing.end(by, share, request.POST.get("reason", "")))
    own = share.topic.agency_id == by.agency_id
    return redirect("web:topics-sharing", share.topic_id) if own else redirect("web:topics")


@needs(Right.SHARE)
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks another agency that one may look at its topic, whose papers are public."""
    by = asking.account(request)
    topic = get_object_or_404(Topic.objects.running().select_related("agency", "owner"), pk=pk)
    if Topic.objects.seen_by(by.agency.short_name).filter(pk=pk).exists():
        return redirect("web:topics-detail", pk)
    if request.method == "POST":
        if done(request, lambda: sharing.ask(by, topic, request.POST.get("reason", ""))):
            return redirect("web:topics")
        return redirect("web:topics-join", pk)
    asked = Share.objects.asked().filter(topic=topic, agency=by.agency).first()
    return render(request, "web/topic_join.html", {"topic": topic, "asked": asked})


@needs(Right.TOPICS)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Says anew that a topic's purpose holds, or hands the topic over."""
    topic = my_topic(request, pk)
    if request.method == "POST":
        by, reason = asking.account(request), request.POST.get("reason", "")
        if request.POST.get("act") == "hand-over":
            to = get_object_or_404(Account, pk=number(request.POST.get("to", "")), agency=by.agency)
            is_done = done(request, lambda: reviewing.hand_over(by, topic, to, reason))
        else:
            is_done = done(request, lambda: reviewing.review(by, topic, reason))
        return redirect("web:topics-detail" if is_done else "web:topics-review", pk)
    shown = {"topic": topic, "heirs": [one for one in reviewing.heirs(topic) if one.pk != topic.owner_id]}
    return render(request, "web/topic_review.html", shown | {"orphaned": reviewing.orphaned(topic)})
