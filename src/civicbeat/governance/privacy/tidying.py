"""Tidying: what libraries keep of people who work here goes when it serves nothing any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

ATTEMPTS_KEPT = timedelta(days=1)
"""Failed sign-ins: they count for a quarter of an hour, and serve whoever looks into an attack for a day."""


def tidy(now: datetime) -> None:
    """Removes sessions that ended, with the devices they were on, and old failed sign-ins.

    In SQLite, the log in which changes stand before they are in the database is emptied too: it may hold what was
    removed.
    """
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
