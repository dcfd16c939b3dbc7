"""Sessions end after an hour of rest, and after a working day however busy."""

from __future__ import annotations

import time

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

REST = 3600
"""Seconds without a request after which a session ends (OWASP ASVS 4.0.3, 3.3.2 at level 2: 30 minutes to 12 hours)."""
WHOLE = 12 * 3600
"""Seconds after which it ends in any case."""
_NOTED_EVERY = 300
_BEGAN, _SEEN = "began", "seen"


class Resting(MiddlewareMixin):
    """Signs out whoever has rested too long. The moment is noted every five minutes, not at each request."""

    def process_request(self, request: HttpRequest) -> None:
        """Ends the session or notes that it is in use."""
        if not request.user.is_authenticated:
            return
        now = int(time.time())
        began, seen = request.session.get(_BEGAN, now), request.session.get(_SEEN, now)
        if now - seen > REST or now - began > WHOLE:
            logout(request)
            return
        if _BEGAN not in request.session or now - seen >= _NOTED_EVERY:
            request.session[_BEGAN], request.session[_SEEN] = began, now
