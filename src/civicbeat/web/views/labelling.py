"""*Label posts*: people say of a sample of a topic's posts how they feel, and its shares are corrected by that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from civicbeat.analysis.calibration import Calibration
from civicbeat.analysis.contract import Refusal
from civicbeat.findings import labelling as labels
from civicbeat.findings.feelings import feelings, usual
from civicbeat.findings.models import DrawnPost, Sample
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.governance.switches.state import off
from civicbeat.governance.topics.models import Topic
from civicbeat.listen.looking import look
from civicbeat.records.period import Period
from civicbeat.store.answer import SeenPost
from civicbeat.store.question import Group
from civicbeat.store.resting import MODELS
from civicbeat.web import asking
from civicbeat.web.explaining import what_happened
from civicbeat.web.feeling import model
from civicbeat.web.labels import SENTIMENTS
from civicbeat.web.subject import Subject, my_topic, whole_topic

KEYS = (("1", "negative"), ("2", "neutral"), ("3", "positive"))
SPAN = "90d"


@needs(Right.READ, Right.LABEL)
@require_http_methods(["GET", "POST"])
def labelling(request: HttpRequest, pk: int) -> HttpResponse:
    """One post at a time, the state of the work, and what it has done to the interval.

    While the model is switched off there is nothing to correct.
    """
    topic = my_topic(request, pk)
    if not topic.is_active():
        return redirect("web:topics-detail", pk)
    if (silent := off().get(MODELS[Group.SENTIMENT])) is not None:
        return render(request, "web/labelling.html", {"topic": topic, "explained": what_happened(silent.refusal())})
    labels.forget_withdrawn(asking.store())
    sample = labels.newest(topic)
    about = _about(request, topic, sample)
    if request.method == "POST":
        _do(request, about, topic, sample)
        return redirect("web:topics-label", pk)
    shown: dict[str, Any] = {"topic": topic, "sample": sample, "posts": labels.POSTS, "unsure": labels.UNSURE}
    if sample is not None:
        shown |= _work(request, about, sample)
    return render(request, "web/labelling.html", shown)


def _about(request: HttpRequest, topic: Topic, sample: Sample | None) -> Subject:
    """The topic over the sample's period; before one is drawn, over the last 90 days."""
    about = whole_topic(request, topic, SPAN)
    return about.during(Period(sample.starts, sample.ends)) if sample else about


def _do(request: HttpRequest, about: Subject, topic: Topic, sample: Sample | None) -> None:
    """What the form asks for: a sample, a label, or the last label back."""
    person, action = asking.account(request), request.POST.get("action", "")
    if action == "draw":
        _draw(request, about, topic)
    elif sample is not None and action == "back":
        labels.take_back(sample, person)
    elif sample is not None and action in labels.LABELS:
        post = get_object_or_404(DrawnPost, sample=sample, pk=request.POST.get("post", "0"))
        labels.say(post, person, action)


def _draw(request: HttpRequest, about: Subject, topic: Topic) -> None:
    seen = tuple(look(asking.store(), wanted, about.audited_as).posts for wanted in labels.looks(about.look()))
    if not seen[0]:
        messages.error(request, _("The topic has too few posts to draw a sample."))
        return
    labels.draw(asking.store(), topic, about.question(), model(), seen)
    chain.record(about.scope, "label-draw", about.audited_as)


def _work(request: HttpRequest, about: Subject, sample: Sample) -> dict[str, Any]:
    person = asking.account(request)
    state = labels.progress(sample, person)
    own = labels.known(about.topic, model())
    drawn, post = _next(about, sample, request)
    return {
        "state": state,
        "drawn": drawn,
        "post": post,
        "keys": [(key, name, SENTIMENTS[name]) for key, name in KEYS],
        "outdated": sample.model != model(),
        "before": _negative(about, usual(model())),
        "after": _negative(about, own) if own is not None and own.own else None,
    }


def _next(about: Subject, sample: Sample, request: HttpRequest) -> tuple[DrawnPost | None, SeenPost | None]:
    """The next post to label, as stored; one that stands here no more is passed over."""
    while (drawn := labels.following(sample, asking.account(request))) is not None:
        wanted = about.look(ids=(int(drawn.post),), limit=1, highlight=False)
        page = look(asking.store(), wanted, f"{about.audited_as} label")
        if page.posts:
            return drawn, page.posts[0]
        if page.hidden:
            return None, None
        drawn.delete()
    return None, None


def _negative(about: Subject, errs: Calibration | None) -> dict[str, float] | None:
    """The negative share over the sample's period, its interval and half the width of that in points."""
    found = feelings(asking.store(), about.question(), errs)
    if isinstance(found, Refusal):
        return None
    low, high = found.doubt.low, found.doubt.high
    return {"share": found.estimate, "low": low, "high": high, "half": 50 * (high - low)}
