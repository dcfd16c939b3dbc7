"""Imports: a file is dropped, recognised or its columns guessed, a person confirms, and it is read while they watch."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from itertools import islice
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

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.listen import mappings
from civicbeat.listen.beat import current
from civicbeat.listen.imports import import_source
from civicbeat.listen.models import ImportRun, SavedMapping
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.post import POST_KINDS
from civicbeat.sources.contract import Rejected, Source
from civicbeat.sources.exports import ExportSource
from civicbeat.sources.files import Guess, Mapping, Sample, file_source, guess, sample_of, source_name
from civicbeat.sources.recognising import recognised
from civicbeat.web import asking
from civicbeat.web.explaining import explained
from civicbeat.web.forms import DayInput
from civicbeat.web.labels import DATE_FORMS, FIELDS, KINDS, PLATFORMS, REASONS
from civicbeat.web.pending import PENDING, Upload
from civicbeat.web.reaching import reaches

WANTED = ("text", "published", "author")
"""Columns that are always asked for: what was said, when, and by how many."""
SAMPLE_SHOWN = 5
ITEMS_SHOWN = 10
LONGEST_CELL = 120
_NOT_IN_FILE = gettext_lazy("— not in the file —")

log = structlog.get_logger()


@needs(Right.IMPORT)
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
        widget=DayInput(),
        help_text=gettext_lazy("Without it they are set aside."),
    )
    save_as = forms.CharField(
        label=gettext_lazy("Save these columns under a name"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The next file with the same columns is then read the same way."),
    )

    def __init__(self, columns: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
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
        return [self[name] for name in ("source", "platform", "kind", "date_form", "published", "save_as")]

    def mapping(self, base: Mapping) -> Mapping:
        """``base`` with what was confirmed."""
        given = self.cleaned_data
        return replace(
            base,
            columns={name: given[f"column-{name}"] for name in FIELDS if given[f"column-{name}"]},
            date_form=given["date_form"],
            platform=given["platform"],
            kind=given["kind"],
        )


class ExportForm(forms.Form):
    """All that is not known of an export of a platform or tool."""

    source = forms.CharField(
        label=gettext_lazy("Name of the source"),
        max_length=40,
        help_text=gettext_lazy("Read all exports of one kind under one name, and no post is counted twice."),
    )
    institution = forms.CharField(
        label=gettext_lazy("Who speaks in it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The institution whose own account or pages these are. Leave it empty for people."),
    )

    def __init__(self, kind: type[ExportSource], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.speaks:
            del self.fields["institution"]


@needs(Right.IMPORT)
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what a file was recognised as, or what was guessed, and starts the import when it is confirmed.

    ``as=files`` asks for the columns of a file that was recognised, ``sheet`` for another sheet of a workbook, and
    ``saved`` for another saved mapping, or with 0 for none.
    """
    waiting = PENDING.get(token, asking.account(request).pk)
    if waiting is None:
        messages.error(request, _("The file no longer waits: drop it in again."))
        return redirect("web:sources")
    try:
        kind = None if request.GET.get("as") == "files" else recognised(waiting.stream())
        if kind is not None:
            return _export(request, token, waiting, kind)
        return _table(request, token, waiting)
    except CivicbeatError as error:
        PENDING.drop(token)
        messages.error(request, explained(error))
        return redirect("web:sources")


def _export(request: HttpRequest, token: str, waiting: Upload, kind: type[ExportSource]) -> HttpResponse:
    form = ExportForm(kind, request.POST or None, initial={"source": kind.kind})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            source = kind(waiting.stream(), given["source"], institution=given.get("institution", ""))
            return _start(request, token, waiting, source)
        except CivicbeatError as error:
            form.add_error(None, explained(error))
    shown = _items(kind(waiting.stream()))
    return render(request, "web/export.html", {"form": form, "upload": waiting, "title": kind.title, "items": shown})


def _items(source: ExportSource) -> list[dict[str, object]]:
    """The first posts as they will be, or why there is none."""
    made = [source.to_post(raw) for page in islice(source.fetch({}), 1) for raw in page.raws[:ITEMS_SHOWN]]
    return [
        {"reason": REASONS.get(one.reason, one.reason), "where": one.where}
        if isinstance(one, Rejected)
        else {"at": one.published_at, "who": one.institution or one.author, "text": _cell(one.text)}
        for one in made
    ]


def _table(request: HttpRequest, token: str, waiting: Upload) -> HttpResponse:
    sample = sample_of(waiting.stream(), request.GET.get("sheet", ""))
    found = guess(sample, file_name=waiting.name)
    saved = mappings.fitting(sample.columns)
    used = _used(saved, request.GET.get("saved", ""))
    form = MappingForm(sample.columns, request.POST or None, initial=_initial(found, used, waiting.name))
    if request.method == "POST" and form.is_valid():
        try:
            return _start_table(request, token, waiting, form, _base(sample, found, used))
        except CivicbeatError as error:
            form.add_error(None, explained(error))
    page = {"form": form, "upload": waiting, "sample": _shown(sample), "found": found, "saved": saved, "used": used}
    return render(request, "web/mapping.html", page)


def _used(saved: list[SavedMapping], wanted: str) -> SavedMapping | None:
    """The saved mapping that is asked for; the newest where none is."""
    if not wanted:
        return saved[0] if saved else None
    return next((one for one in saved if str(one.pk) == wanted), None)


def _base(sample: Sample, found: Guess, used: SavedMapping | None) -> Mapping:
    """What the form does not ask for."""
    chosen = mappings.mapping_of(used) if used else found.mapping or Mapping(columns={"text": "text"})
    return replace(chosen, sheet=sample.shape.sheet if len(sample.shape.sheets) > 1 else "")


def _initial(found: Guess, used: SavedMapping | None, file_name: str) -> dict[str, object]:
    chosen = mappings.mapping_of(used) if used else found.mapping
    columns = chosen.columns if used and chosen else {reason.field: reason.column for reason in found.reasons}
    return {
        **{f"column-{field}": column for field, column in columns.items()},
        "source": _source_name(file_name),
        "platform": chosen.platform if chosen else "other",
        "kind": chosen.kind if chosen else "post",
        "date_form": chosen.date_form if chosen else "iso",
        "save_as": used.name if used else "",
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
    sheet: str
    sheets: tuple[str, ...]


def _shown(sample: Sample) -> Shown:
    rows = [[_cell(row.get(column)) for column in sample.columns] for row in sample.rows[:SAMPLE_SHOWN]]
    return Shown(sample.columns, rows, sample.shape.sheet, sample.shape.sheets)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _start_table(request: HttpRequest, token: str, waiting: Upload, form: MappingForm, base: Mapping) -> HttpResponse:
    given, chosen = form.cleaned_data, form.mapping(base)
    source = file_source(
        waiting.stream(), name=given["source"], file_name=waiting.name, mapping=chosen, published=given["published"]
    )
    if given["save_as"]:
        mappings.keep(given["save_as"], form.columns, chosen, asking.account(request))
    return _start(request, token, waiting, source)


def _start(request: HttpRequest, token: str, waiting: Upload, source: Source) -> HttpResponse:
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


@needs(Right.IMPORT)
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
