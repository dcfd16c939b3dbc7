"""*Your data*: what is held of a post that is yours, and asking that it be erased, used no more, or labelled rightly.

No account is needed, no name, no paper. What is found is a public post with its personal data masked: whoever knows its
address or its words learns nothing about anybody. To change anything it must be shown whose the post is: if a stranger
could have it erased, that would be censorship (charter rule 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from civicbeat.governance.accounts.needs import for_everybody
from civicbeat.governance.audit import chain
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.cases import ASKING, public
from civicbeat.governance.requests.deadlines import DONE_WITHIN
from civicbeat.governance.requests.models import SubjectRequest
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Wish
from civicbeat.listen import subjects
from civicbeat.listen.beat import current
from civicbeat.listen.looking_again import can_be_looked_at
from civicbeat.portal.forms import AskForm, FindForm, sealed_posts
from civicbeat.portal.limits import LOOKS, REQUESTS, within
from civicbeat.portal.telling import masks, told
from civicbeat.records.errors import InputError
from civicbeat.store.held import HeldPost

MEANINGS: Sequence[tuple[Wish, Promise]] = (
    (Wish.ERASE, gettext_lazy("It is deleted here for good, and refused if it is read again.")),
    (Wish.OBJECT, gettext_lazy("It counts in no figure and no finding any more. What is not used is not kept either.")),
    (Wish.CORRECT, gettext_lazy("A machine guessed wrongly. A person puts the right label on it, and it stays.")),
    (Wish.SEE, gettext_lazy("A person looks for what is held and tells you.")),
)
OF_POSTS = (Wish.ERASE, Wish.OBJECT, Wish.CORRECT)
"""What can be asked of a post that is found: it is seen already."""


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def your_data(request: HttpRequest) -> HttpResponse:
    """Finds posts by their address or their exact words, and tells what is held of them."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return _shown(request, "your_data", {"form": form, "terms": _terms()}, status)
    if not within(request, LOOKS):
        return limited(request)
    store, what = current().store, form.cleaned_data["what"]
    ids = subjects.find(current(), what)
    chain.record(public(ASKING), "subject-look", "", found=len(ids))
    found = [_card(post) for post in store.held(ids)]
    many = len(ids) > subjects.MOST
    return _shown(request, "found", {"found": [] if many else found, "many": many, "form": form})


@for_everybody
@require_GET
def alias(_request: HttpRequest) -> HttpResponse:
    """The Vietnamese address."""
    return redirect("portal:your-data")


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Asks that something be done: about a post that was found, or about one that was not."""
    sent = "send" in request.POST
    given = request.POST if sent else None
    form = AskForm(given, initial={"posts": request.POST.get("posts", "")})
    if sent and form.is_valid():
        if not within(request, REQUESTS):
            return limited(request)
        try:
            made = cases.receive(form.asked(get_language() or "vi"), sealer(current().installation.keys))
        except InputError:
            form.add_error("words", form.fields["words"].error_messages["required"])
        else:
            return _received(request, *made)
    return _asking(request, form, 400 if sent else 200)


def limited(request: HttpRequest) -> HttpResponse:
    """Too much was sent from this network within an hour."""
    return _shown(request, "limited", {}, 429)


def _asking(request: HttpRequest, form: AskForm, status: int) -> HttpResponse:
    posts = _posts(form)
    wishes = OF_POSTS if posts else tuple(Wish)
    form.fields["wish"].choices = [(wish.value, wish.label) for wish in wishes]  # type: ignore[attr-defined]
    shown = {"form": form, "found": [_card(post) for post in posts], "meanings": MEANINGS}
    return _shown(request, "ask", shown, status)


def _posts(form: AskForm) -> Sequence[HeldPost]:
    probe = AskForm({"posts": form["posts"].value() or ""})
    probe.full_clean()
    ids: Sequence[int] = probe.cleaned_data.get("posts", ())
    return current().store.held(ids) if ids else ()


def _received(request: HttpRequest, made: SubjectRequest, secret: str) -> HttpResponse:
    ids = [int(number) for number in made.posts]
    checkable = bool(made.code) and can_be_looked_at(current(), ids)
    return _shown(request, "received", {"made": made, "secret": secret, "checkable": checkable})


def _card(post: HeldPost) -> dict[str, Any]:
    return {"post": post, "told": told(post), "masks": masks(post), "mark": sealed_posts([post.id])}


def _terms() -> dict[str, int]:
    return {wish.value: within_.days for wish, within_ in DONE_WITHIN.items()}


def _shown(request: HttpRequest, page: str, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, f"portal/{page}.html", {"place": "your-data", **shown}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
