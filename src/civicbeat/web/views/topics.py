"""*Topics*: saved queries, each with its purpose, legal basis, owner and end, and what is due on each."""

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
from civicbeat.governance.assessment.assessing import approved_of, due_on
from civicbeat.governance.audit import chain
from civicbeat.governance.topics import sharing
from civicbeat.governance.topics.alike import alike
from civicbeat.governance.topics.models import KeptFinding, Share, Topic
from civicbeat.governance.topics.reviewing import orphaned
from civicbeat.governance.turns import alone
from civicbeat.records.period import today
from civicbeat.web import asking
from civicbeat.web.doing import number
from civicbeat.web.forms import TopicForm
from civicbeat.web.keeping import KINDS
from civicbeat.web.labels import label
from civicbeat.web.subject import my_topic, seen_topic


@needs(Right.LOOK)
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """The agency's topics and those shared with it: those that run, then those that ended; and what is due."""
    agency = asking.account(request).agency
    seen = list(Topic.objects.seen_by(agency.short_name).select_related("agency", "owner"))
    running = [topic for topic in seen if topic.ends_on > today()]
    mine = [topic for topic in running if topic.agency_id == agency.pk]
    assessed = approved_of(mine)
    shown = {
        "running": mine,
        "shared": [topic for topic in running if topic.agency_id != agency.pk],
        "ended": [topic for topic in seen if topic.ends_on <= today() and topic.agency_id == agency.pk],
        "due": [topic for topic in mine if topic.review_due],
        "orphaned": [topic for topic in mine if orphaned(topic)],
        "unassessed": [topic for topic in mine if due_on(topic, assessed.get(topic.pk)) <= today()],
        "asked": sharing.waiting(agency),
    }
    return render(request, "web/topics.html", shown)


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
    form = TopicForm(request.POST or None, instance=topic, initial={"seen": topic.changed_at.isoformat()})
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, "topic-change")
    return _form(request, form, topic)


@needs(Right.TOPICS)
@require_GET
def alike_ones(request: HttpRequest) -> HttpResponse:
    """While a topic is begun: those that are like it, of any agency."""
    name, query = (request.GET.get(part, "")[:2_000] for part in ("name", "query"))
    mine = asking.account(request).agency
    found = alike(name, query, but=number(request.GET.get("but", "")))
    return render(request, "web/parts/alike.html", {"alike": found, "mine": mine})


def _form(request: HttpRequest, form: TopicForm, topic: Topic | None) -> HttpResponse:
    asked = [str(form[part].value() or "") for part in ("name", "query")]
    shown = {
        "form": form,
        "topic": topic,
        "alike": alike(*asked, but=topic.pk if topic else None),
        "mine": form.instance.agency,
        "filters": _named_filters(form.instance),
        "filter_address": urlencode([("f", text) for text in form.instance.filters]),
    }
    return render(request, "web/topic_form.html", shown)


def _saved(request: HttpRequest, form: TopicForm, action: str) -> HttpResponse:
    with alone("topics"):
        if not _fits(form):
            return _form(request, form, form.instance if form.instance.pk else None)
        topic = form.save()
        scope = topic.scope(asking.account(request))
        chain.record(scope, action, f"topic {topic.pk}", query=topic.query, ends_on=topic.ends_on.isoformat())
    messages.success(request, _("The topic is saved."))
    return redirect("web:topics-detail", topic.pk)


def _fits(form: TopicForm) -> bool:
    """Whether its name is free, and nobody changed the topic while this person wrote."""
    others = Topic.objects.filter(agency=form.instance.agency, name=form.cleaned_data["name"])
    if others.exclude(pk=form.instance.pk).exists():
        form.add_error("name", _("Another topic of your agency has this name."))
    if form.instance.pk:
        now = Topic.objects.values_list("changed_at", flat=True).get(pk=form.instance.pk)
        if now.isoformat() != form.cleaned_data["seen"]:
            form.add_error(None, _("Somebody else changed this topic meanwhile. Open it anew, then change it."))
    return form.is_valid()


def _named_filters(topic: Topic) -> list[tuple[str, str]]:
    return [(f.group.value, label(f.group, value)) for f in read_filters(topic.filters) for value in f.values]


@needs(Right.LOOK)
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said about a topic, and how that changed. A topic that has ended is closed: it shows its papers only."""
    topic = seen_topic(request, pk)
    wanted = Wanted.read(request.GET)
    own = topic.agency_id == asking.account(request).agency_id
    kept = KeptFinding.objects.standing().filter(topic=topic) if own else ()
    context = {
        "own": own,
        "kept": [(each, KINDS[each.kind], each.givings.open().count()) for each in kept],
        "sharing": Share.objects.open().filter(topic=topic).select_related("agency"),
        "orphaned": orphaned(topic),
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
