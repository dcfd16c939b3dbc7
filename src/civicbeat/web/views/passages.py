"""Personal data that a reader meets in a post: masked at once, for good."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import passages
from civicbeat.listen.beat import current
from civicbeat.records.errors import CivicbeatError, ScopeMissing
from civicbeat.web import asking
from civicbeat.web.explaining import explained

LONGEST = 300
LONGEST_REASON = 200


@needs(Right.MASK)
@require_POST
def mask(request: HttpRequest, number: int) -> HttpResponse:
    """Masks words of a post; the page it stood on is shown again."""
    words, kind = request.POST.get("words", "")[:LONGEST], request.POST.get("kind", "")
    spotted = passages.Spotted(number, words, kind)
    try:
        scope = asking.scope(request, request.POST.get("reason", "")[:LONGEST_REASON])
        passages.mask(asking.store(), current().workers.label, scope, spotted)
    except ScopeMissing:
        messages.error(request, _("Say in a few words what kind of data it is."))
    except CivicbeatError as error:
        messages.error(request, explained(error))
    else:
        messages.success(request, _("It is masked, in this post and whenever it is read again."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page on which the post stood."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours else reverse("web:search")
