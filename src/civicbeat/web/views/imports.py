"""Imports: a file is dropped, its columns are guessed, a person confirms, and then it is read while they watch."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import structlog
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.governance.audit import chain
from civicbeat.listen.beat import current
from civicbeat.listen.imports import import_source
from civicbeat.listen.models import ImportRun
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.post import POST_KINDS
from civicbeat.sources.contract import Source
from civicbeat.sources.files import Guess, Mapping, Sample, file_source, guess, sample_of, source_name
from civicbeat.web import asking
from civicbeat.web.explaining import explained
from civicbeat.web.labels import DATE_FORMS, FIELDS, KINDS, PLATFORMS, REASONS
from civicbeat.web.pending import PENDING, Upload
from civicbeat.web.reaching import reaches

WANTED = ("text", "published", "author")
"""Columns that are always asked for: what was said, when, and by how many."""
SAMPLE_SHOWN = 5
LONGEST_CELL = 120
_NOT_IN_FILE = gettext_lazy("— not in the file —")

log = structlog.get_logger()


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file into memory and goes on to its mapping."""
    file = request.FILES.get("file")
    if file is None:
        largest = settings.LARGEST_UPLOAD // 2**20
        messages.error(request, _("No file came. Choose one of at most %(n)s MB.") % {"n": largest})
        return redirect("web:sources")
    kept = Upload(str(file.name)[:255], file.read(), asking.account(request).pk)
    return redirect("web:imports-mapping", PENDING.keep(kept))


def _date_forms() -> list[tuple[str, str]]:
    return [(form, f"{example} ({title})") for form, (title, example) in DATE_FORMS.items()]


class MappingForm(forms.Form):
    """Which column gives what."""

    source = forms.CharField(label=gettext_lazy("Name of the source"), max_length=60)
    platform = forms.ChoiceField(
        label=gettext_lazy("Where people see these posts"), choices=lambda: list(PLATFORMS.items())
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What the posts are"), choices=[(kind, KINDS[kind]) for kind in POST_KINDS]
    )
    date_form = forms.ChoiceField(label=gettext_lazy("How dates are written"), choices=_date_forms)
    published = forms.DateField(
        label=gettext_lazy("Day of rows without a date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Without it they are set aside."),
    )

    def __init__(self, columns: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, str | Promise]] = [("", _NOT_IN_FILE), *((c, c) for c in columns)]
        for name, title in FIELDS.items():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=capfirst(str(title)), choices=choices, required=name == "text"
            )

    def likely(self) -> list[forms.BoundField]:
        """The fields that ask for a column: those that have one, and those no import should do without."""
        return [field for name, field in self._columns() if field.value() or name in WANTED]

    def unlikely(self) -> list[forms.BoundField]:
        """The other fields that ask for a column."""
        return [field for name, field in self._columns() if not field.value() and name not in WANTED]

    def _columns(self) -> list[tuple[str, forms.BoundField]]:
        return [(name, self[f"column-{name}"]) for name in FIELDS]

    def others(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in ("source", "platform", "kind", "date_form", "published")]

    def mapping(self, zone: str) -> Mapping:
        """The mapping that was confirmed."""
        given = self.cleaned_data
        return Mapping(
            columns={name: given[f"column-{name}"] for name in FIELDS if given[f"column-{name}"]},
            date_form=given["date_form"],
            zone=zone,
            platform=given["platform"],
            kind=given["kind"],
        )


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what was guessed beside the first rows, and starts the import when it is confirmed."""
    waiting = PENDING.get(token, asking.account(request).pk)
    if waiting is None:
        messages.error(request, _("The file no longer waits: drop it in again."))
        return redirect("web:sources")
    try:
        sample = sample_of(waiting.stream())
        found = guess(sample, file_name=waiting.name)
        form = MappingForm(sample.columns, request.POST or None, initial=_initial(found, waiting.name))
        if request.method == "POST" and form.is_valid():
            return _start(request, token, waiting, form, found)
    except CivicbeatError as error:
        if request.method == "GET":
            PENDING.drop(token)
            messages.error(request, explained(error))
            return redirect("web:sources")
        form.add_error(None, explained(error))
    return render(
        request, "web/mapping.html", {"form": form, "upload": waiting, "sample": _shown(sample), "found": found}
    )


def _initial(found: Guess, file_name: str) -> dict[str, object]:
    chosen = found.mapping
    columns = {f"column-{reason.field}": reason.column for reason in found.reasons}
    return {
        **columns,
        "source": _source_name(file_name),
        "platform": chosen.platform if chosen else "other",
        "kind": chosen.kind if chosen else "post",
        "date_form": chosen.date_form if chosen else "iso",
    }


def _source_name(file_name: str) -> str:
    try:
        return source_name(file_name.split(".", maxsplit=1)[0])
    except CivicbeatError:
        return ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The beginning of a file as the page shows it to the person who uploaded it; it goes nowhere else."""

    columns: tuple[str, ...]
    rows: list[list[str]]


def _shown(sample: Sample) -> Shown:
    rows = [[_cell(row.get(column)) for column in sample.columns] for row in sample.rows[:SAMPLE_SHOWN]]
    return Shown(sample.columns, rows)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _start(request: HttpRequest, token: str, waiting: Upload, form: MappingForm, found: Guess) -> HttpResponse:
    zone = found.mapping.zone if found.mapping else Mapping(columns={"text": "text"}).zone
    source = file_source(
        waiting.stream(),
        name=form.cleaned_data["source"],
        file_name=waiting.name,
        mapping=form.mapping(zone),
        published=form.cleaned_data["published"],
    )
    person = asking.account(request)
    run = ImportRun.objects.create(file_name=waiting.name, source=source.name, started_by=person)
    scope = asking.scope(request, asking.reason(request) or _("Import of a file"))
    chain.record(scope, "import", f"import {run.pk}", source=source.name)
    threading.Thread(target=_read, args=(source, run, token), name=f"import-{run.pk}", daemon=True).start()
    return redirect("web:imports-run", run.pk)


def _read(source: Source, run: ImportRun, token: str) -> None:
    """In a thread: the run itself tells the page how far it is, and what went wrong."""
    try:
        import_source(current(), source, run)
    except Exception:  # the run holds the reason
        log.exception("an import failed", run=run.pk)
    finally:
        PENDING.drop(token)
        close_old_connections()


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, or what it gave."""
    found = get_object_or_404(ImportRun, pk=pk)
    template = "web/parts/run.html" if request.GET.get("part") == "1" else "web/run.html"
    reach = None
    if found.status != ImportRun.Status.RUNNING and found.read:
        reach = reaches(asking.scope(request, _("Import of a file"))).get(found.source)
    return render(request, template, {**_run(found), "reach": reach})


def _run(found: ImportRun) -> dict[str, object]:
    reasons = sorted(found.reasons.items(), key=lambda item: -item[1])
    return {
        "run": found,
        "reasons": [(REASONS.get(slug, slug), count) for slug, count in reasons],
        "examples": [
            {**example, "reason": REASONS.get(example["reason"], example["reason"])} for example in found.examples
        ],
        "percent_done": None if found.share_done is None else round(100 * found.share_done),
    }
