"""Intake: where webhooks deliver. Whoever comes here has no session: the signature proves who it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from civicbeat.governance.accounts.needs import for_everybody
from civicbeat.listen.deliveries import take
from civicbeat.listen.tally import Tally
from civicbeat.sources.webhook.body import LARGEST_BODY
from civicbeat.sources.webhook.refused import Refused
from civicbeat.sources.webhook.source import schema as schema_of_deliveries

STATUSES: Mapping[str, int] = {
    "signature": 401,
    "too-large": 413,
    "wrong-type": 415,
    "not-json": 400,
    "not-as-documented": 400,
    "too-many-posts": 413,
    "too-many": 429,
    "busy": 503,
    "paused": 503,
    "unavailable": 503,
}
"""Why a delivery is not taken → the answer's status. Only 429 and 503 are worth sending the same again."""
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


@for_everybody
@csrf_exempt
@require_POST
def intake(request: HttpRequest, name: str) -> HttpResponse:
    """Takes a signed delivery to the source ``name``; the answer says what became of its posts."""
    try:
        tally = take(name, {header: request.headers.get(header, "") for header in HEADERS}, _body(request))
    except Refused as refused:
        return _refusal(refused)
    return JsonResponse(_told(tally) if tally is not None else {"taken_before": True})


@for_everybody
@require_GET
def schema(_request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a delivery, for everybody who writes a sender."""
    return HttpResponse(schema_of_deliveries(), content_type="application/schema+json")


def _body(request: HttpRequest) -> bytes:
    """The body as it came, of which no more is read than may be.

    Raises:
        Refused: it is too large, packed, or no JSON by its own account.
    """
    if request.content_type != "application/json" or request.headers.get("content-encoding", "identity") != "identity":
        raise Refused("wrong-type", "The body is not application/json, or is packed.", do="Send plain JSON in UTF-8.")
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise Refused("too-large", "The delivery is larger than 1 MiB.", do="Send fewer posts at once.")
    return body


def _refusal(refused: Refused) -> JsonResponse:
    said = {"error": refused.slug, "message": str(refused)}
    headers = {"Retry-After": str(refused.wait)} if refused.wait else {}
    return JsonResponse(said, status=STATUSES[refused.slug], headers=headers)


def _told(tally: Tally) -> dict[str, object]:
    counts = ("read", "new", "edited", "repeated", "deleted", "buried")
    examples = [{"where": item.where, "reason": item.reason, "detail": item.detail} for item in tally.examples]
    return {
        **{name: getattr(tally, name) for name in counts},
        "set_aside": dict(tally.reasons),
        "examples": examples,
        "unknown_fields": dict(tally.unknown),
    }
