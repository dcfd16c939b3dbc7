"""*People*: who may do what in one's agency and those that are part of it; letting them in and closing accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.governance.accounts import people as doing
from civicbeat.governance.accounts.models import Account, Agency, Invitation
from civicbeat.governance.accounts.needs import for_everybody, needs
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import missing
from civicbeat.records.errors import CivicbeatError, InputError
from civicbeat.web import asking
from civicbeat.web.again import again
from civicbeat.web.explaining import explained
from civicbeat.web.forms import ModelForm

_REASON = gettext_lazy("Why")
_REASON_HELP = gettext_lazy("It stands in the audit log.")


class InviteForm(ModelForm[Invitation]):
    """Who is to come."""

    reason = forms.CharField(label=_REASON, max_length=200, help_text=_REASON_HELP)

    class Meta:
        """The person's own part of an invitation."""

        model = Invitation
        fields = ("display_name", "username", "agency", "role", "by_directory")

    def __init__(self, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = _agencies(by)  # type: ignore[attr-defined]
        self.fields["agency"].initial = by.agency
        self.fields["agency"].empty_label = None  # type: ignore[attr-defined]

    def who(self) -> doing.Invited:
        """What was filled in."""
        given = self.cleaned_data
        return doing.Invited(
            given["username"], given["display_name"], given["agency"], Role(given["role"]), given["by_directory"]
        )


class AgencyForm(ModelForm[Agency]):
    """An agency and where it stands in the tree: always below the one of whoever adds it."""

    class Meta:
        """All of it."""

        model = Agency
        fields = ("name_vi", "name_en", "short_name", "parent")

    def __init__(self, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = _agencies(by)  # type: ignore[attr-defined]
        parent.empty_label, parent.required, parent.initial = None, True, by.agency  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Another role for somebody, or another act on their account."""

    role = forms.ChoiceField(label=pgettext_lazy("of a person", "Role"), choices=Role.choices, required=False)
    act = forms.CharField()
    reason = forms.CharField(max_length=200)


@needs(Right.PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody within reach, by agency, and open invitations."""
    return render(request, "web/people.html", _shown(asking.account(request)))


@needs(Right.PEOPLE)
@again
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invites somebody; the link is shown once."""
    by = asking.account(request)
    form = InviteForm(by, request.POST or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = doing.invite(by, form.who(), form.cleaned_data["reason"])
            link = request.build_absolute_uri(reverse("web:invitation", args=[secret]))
            shown = {"form": InviteForm(by), "link": link, "made": made}
        except CivicbeatError as error:
            shown["explained"] = explained(error)
    response = render(request, "web/invite.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Right.PEOPLE)
@require_http_methods(["GET", "POST"])
def agency(request: HttpRequest) -> HttpResponse:
    """Adds an agency below one's own."""
    by = asking.account(request)
    form = AgencyForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = form.save()
        chain.record(by.scope(_("Adding an agency")), "agency", added.short_name)
        messages.success(request, _("The agency is added."))
        return redirect("web:people")
    return render(request, "web/agency_form.html", {"form": form})


@needs(Right.PEOPLE)
@again
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its role, and what can be done about it."""
    by = asking.account(request)
    found = get_object_or_404(_accounts(by), pk=pk)
    problem = None
    if request.method == "POST":
        form = RoleForm(request.POST)
        try:
            if not form.is_valid() or form.cleaned_data["act"] not in ACTS:
                raise missing()
            ACTS[form.cleaned_data["act"]](by, found, form.cleaned_data)
            messages.success(request, _("Done. It stands in the audit log."))
            return redirect("web:people")
        except CivicbeatError as error:
            problem = explained(error)
    secured = Authenticator.objects.filter(user=found).exists()
    shown = {"found": found, "roles": Role.choices, "secured": secured, "explained": problem, "own": by.pk == found.pk}
    return render(request, "web/person.html", shown)


@needs(Right.PEOPLE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back an invitation that was not used."""
    by = asking.account(request)
    waiting = get_object_or_404(Invitation, pk=pk, used_at=None, agency__in=doing.within_reach(by))
    chain.record(by.scope(_("Taking back an invitation")), "withdraw", waiting.username)
    waiting.delete()
    return redirect("web:people")


@for_everybody
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever was invited chooses a password and is let in to the sign-in page."""
    waiting = doing.open_invitation(secret)
    problem = None
    if request.method == "POST" and waiting is not None:
        try:
            if not waiting.by_directory and request.POST.get("password") != request.POST.get("again"):
                raise InputError("The two passwords differ.", do="Write the same one twice.")
            doing.accept(secret, request.POST.get("password", ""), get_language() or "vi")
            messages.success(request, _("Your account is ready. Sign in."))
            return redirect("web:sign-in")
        except CivicbeatError as error:
            problem = explained(error)
    response = render(
        request, "web/invitation.html", {"waiting": waiting, "explained": problem}, status=200 if waiting else 404
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _role(by: Account, found: Account, given: Mapping[str, Any]) -> None:
    if given["role"] not in Role.values:
        raise InputError("There is no such role.", do="Choose one of the list.")
    doing.give_role(by, found, Role(given["role"]), given["reason"])


ACTS: Mapping[str, Callable[[Account, Account, Mapping[str, Any]], None]] = {
    "role": _role,
    "close": lambda by, found, given: doing.close(by, found, given["reason"]),
    "reopen": lambda by, found, given: doing.reopen(by, found, given["reason"]),
    "reset": lambda by, found, given: doing.reset_second_factor(by, found, given["reason"]),
}


def _agencies(by: Account) -> Any:
    return Agency.objects.filter(pk__in=doing.within_reach(by))


def _accounts(by: Account) -> Any:
    return Account.objects.filter(agency__in=doing.within_reach(by)).select_related("agency")


def _shown(by: Account) -> dict[str, Any]:
    secured = set(Authenticator.objects.values_list("user_id", flat=True))
    accounts = [(found, found.pk in secured) for found in _accounts(by).order_by("agency__short_name", "display_name")]
    waiting = [one for one in Invitation.objects.filter(agency__in=doing.within_reach(by)) if one.is_open]
    return {"accounts": accounts, "waiting": waiting, "agencies": _agencies(by).select_related("parent")}
