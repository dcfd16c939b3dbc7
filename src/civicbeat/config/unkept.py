"""Unkept: what somebody sees while they are signed in is kept by no browser and no proxy."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin


class Unkept(MiddlewareMixin):
    """Says ``no-store`` where a page says nothing else, so that *back* shows nothing after somebody signed out."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, with the header; who is there was asked before, by what ends rested sessions."""
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
