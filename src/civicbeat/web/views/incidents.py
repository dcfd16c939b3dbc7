"""*Incidents*: what went wrong with what is held; whatever is entered stands in the public register at once."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.governance.requests.models import Incident
from civicbeat.web import asking
from civicbeat.web.forms import ModelForm

REASON = "Noting an incident"


class MomentInput(forms.DateTimeInput):
    """A day and a time of the city."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class IncidentForm(ModelForm[Incident]):
    """What happened, when it was noticed and told, and what was done."""

    class Meta:
        """In the order in which things happen."""

        model = Incident
        fields: ClassVar = (
            *("what", "noticed_at", "reported_at", "not_reported_because", "people_told_at", "done", "closed_at"),
        )
        labels: ClassVar = {
            "what": gettext_lazy("What happened"),
            "noticed_at": gettext_lazy("When it was noticed"),
            "reported_at": gettext_lazy("When it was reported to the authority"),
            "not_reported_because": gettext_lazy("Or why it need not be reported"),
            "people_told_at": gettext_lazy("When the people concerned were told"),
            "done": gettext_lazy("What was done about it"),
            "closed_at": gettext_lazy("When it was over"),
        }
        help_texts: ClassVar = {
            "what": gettext_lazy("Which data, of about how many people, and how. No names, no recipe."),
            "reported_at": gettext_lazy("Within 72 hours after it was noticed."),
        }
        widgets: ClassVar = {
            "what": forms.Textarea(attrs={"rows": 4}),
            "not_reported_because": forms.Textarea(attrs={"rows": 2}),
            "done": forms.Textarea(attrs={"rows": 4}),
            **{name: MomentInput() for name in ("noticed_at", "reported_at", "people_told_at", "closed_at")},
        }

    def clean(self) -> dict[str, Any]:
        """Nothing is told before it was noticed, and nothing lies in the future."""
        cleaned = super().clean() or self.cleaned_data
        noticed, now = cleaned.get("noticed_at"), timezone.now()
        for name in ("noticed_at", "reported_at", "people_told_at", "closed_at"):
            moment = cleaned.get(name)
            if moment and moment > now:
                self.add_error(name, _("That lies in the future."))
            elif moment and noticed and moment < noticed:
                self.add_error(name, _("That was before it was noticed."))
        return cleaned


@needs(Right.INCIDENTS)
@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Every incident, the newest first."""
    return render(request, "web/incidents.html", {"incidents": Incident.objects.all(), "now": timezone.now()})


@needs(Right.INCIDENTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enters one."""
    return _form(request, Incident(noticed_at=timezone.now()))


@needs(Right.INCIDENTS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes on; the log keeps that it was changed, the register shows what stands now."""
    return _form(request, get_object_or_404(Incident, pk=pk))


def _form(request: HttpRequest, incident: Incident) -> HttpResponse:
    form = IncidentForm(request.POST or None, instance=incident)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        scope = asking.account(request).scope(REASON)
        chain.record(scope, "incident", f"incident {saved.pk}", changed=form.changed_data)
        messages.success(request, _("Done. It stands in the public register."))
        return redirect("web:incidents")
    status = 400 if form.is_bound else 200
    return render(request, "web/incident_form.html", {"form": form, "incident": incident}, status=status)
