"""Noting: what people take away from the records is noted for the time after a restore, once it is so.

Not what the program removes by itself when its time is over: it does so again.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from civicbeat.governance.accounts.models import Account, ApiToken, Invitation
from civicbeat.listen.models import FollowedSource, SavedMapping
from civicbeat.store.erasures import ErasureList, Kind

TAKEN_AWAY: tuple[type[Model], ...] = (Account, ApiToken, Authenticator, FollowedSource, Invitation, SavedMapping)


def begin() -> None:
    """Notes from now on."""
    for model in TAKEN_AWAY:
        post_delete.connect(_deleted, sender=model, dispatch_uid="noting")
    post_save.connect(_token_saved, sender=ApiToken, dispatch_uid="noting")
    post_save.connect(_account_saved, sender=Account, dispatch_uid="noting")


def _deleted(instance: Model, **_: Any) -> None:
    _note(Kind.RECORD, instance)


def _token_saved(instance: ApiToken, **_: Any) -> None:
    if instance.revoked_at is not None:
        _note(Kind.RECORD, instance)


def _account_saved(instance: Account, update_fields: Collection[str] | None, **_: Any) -> None:
    if not instance.is_active and (update_fields is None or "is_active" in update_fields):
        _note(Kind.CLOSED, instance)


def _note(kind: Kind, instance: Model) -> None:
    line = f"{instance._meta.label_lower} {instance.pk}"
    erasures = ErasureList(settings.INSTALLATION.erasures)
    transaction.on_commit(partial(erasures.note, kind, [line]))
