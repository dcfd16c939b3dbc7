"""Assets that come out of installed libraries: the Vega bundle of vl-convert, so that nobody needs npm or a CDN."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from civicbeat.governance.accounts.needs import for_everybody

VERSION = version("vl-convert-python")
_A_YEAR = "public, max-age=31536000, immutable"


@for_everybody
@require_GET
def vega(_request: HttpRequest, release: str) -> HttpResponse:  # noqa: ARG001  # it makes the address change
    """Vega, Vega-Lite and vega-embed as one script, compressed; its address carries the release."""
    response = HttpResponse(bundle(), content_type="text/javascript; charset=utf-8")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = _A_YEAR
    response.headers["Vary"] = "Accept-Encoding"
    return response


@cache
def bundle() -> bytes:
    """The bundle, gzipped; made once (two seconds) and then kept in the installation's folder."""
    kept = settings.INSTALLATION.data / f"vega-{VERSION}.js.gz"
    if not kept.exists():
        import vl_convert  # noqa: PLC0415  # 60 MB with an engine of its own; needed once only

        draft = kept.with_suffix(".draft")
        draft.write_bytes(gzip.compress(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode(), 9))
        draft.replace(kept)
    return kept.read_bytes()
