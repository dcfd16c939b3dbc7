"""*Topics*: saved queries, each with its purpose, legal basis, owner and end."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from civicbeat.findings.wanted import SPANS, Wanted, read_filters, write_filters
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today
from civicbeat.web import asking
from civicbeat.web.forms import TopicForm
from civicbeat.web.labels import label
from civicbeat.web.subject import my_topic


@needs(Right.LOOK)
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """The agency's topics: those that run, then those that ended."""
    mine = Topic.objects.filter(agency=asking.account(request).agency).select_related("owner")
    running = [topic for topic in mine if topic.ends_on > today()]
    ended = [topic for topic in mine if topic.ends_on <= today()]
    return render(request, "web/topics.html", {"running": running, "ended": ended})


@needs(Right.TOPICS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new topic, begun from a search where there was one."""
    wanted = Wanted.read(request.GET)
    person = asking.account(request)
    topic = Topic(agency=person.agency, owner=person, filters=write_filters(wanted.filters))
    form = TopicForm(request.POST or None, instance=topic, initial={"query": wanted.query})
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, "topic-new")
    return _form(request, form, None)


@needs(Right.TOPICS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a topic; the change stands in the audit log."""
    topic = my_topic(request, pk)
    form = TopicForm(request.POST or None, instance=topic)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, "topic-change")
    return _form(request, form, topic)


def _form(request: HttpRequest, form: TopicForm, topic: Topic | None) -> HttpResponse:
    shown = {
        "form": form,
        "topic": topic,
        "filters": _named_filters(form.instance),
        "filter_address": urlencode([("f", text) for text in form.instance.filters]),
    }
    return render(request, "web/topic_form.html", shown)


def _saved(request: HttpRequest, form: TopicForm, action: str) -> HttpResponse:
    same = Topic.objects.filter(agency=form.instance.agency, name=form.cleaned_data["name"])
    if same.exclude(pk=form.instance.pk).exists():
        form.add_error("name", _("Another topic of your agency has this name."))
        return _form(request, form, form.instance if form.instance.pk else None)
    topic = form.save()
    scope = topic.scope(asking.account(request).username)
    chain.record(scope, action, f"topic {topic.pk}", query=topic.query, ends_on=topic.ends_on.isoformat())
    messages.success(request, _("The topic is saved."))
    return redirect("web:topics-detail", topic.pk)


def _named_filters(topic: Topic) -> list[tuple[str, str]]:
    return [(f.group.value, label(f.group, value)) for f in read_filters(topic.filters) for value in f.values]


@needs(Right.LOOK)
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said about a topic, and how that changed. A topic that has ended is closed: it shows its papers only."""
    topic = my_topic(request, pk)
    wanted = Wanted.read(request.GET)
    context = {
        "topic": topic,
        "filters": _named_filters(topic),
        "wanted": wanted,
        "period": wanted.period(),
        "other": wanted.other_period(),
        "address": f"{wanted.address()}&topic={topic.pk}",
        "spans": tuple(SPANS),
        "is_active": topic.is_active(),
    }
    return render(request, "web/topic.html", context)
