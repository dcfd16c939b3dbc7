"""Again: a page that changes who can sign in asks once more who is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def again(view: View) -> View:
    """Lets ``view`` run if the person showed once more, in the last ten minutes, that it is they; asks otherwise."""
    shown: View = reauthentication_required(view)
    return shown
