"""Describing: what the API can be asked and what it answers, as an OpenAPI document."""

from __future__ import annotations

from typing import Any

import orjson
from ninja import NinjaAPI

from civicbeat.api.problems import MEDIA_TYPE

ROOT = "/api/v1/"
SCHEMAS = "#/components/schemas/"
_TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "What happened and what to do (RFC 9457).",
    "required": ["type", "title", "status", "detail", "do"],
    "properties": {
        "type": {"type": "string", "description": "`tag:civicbeat,2026:` and the name of the error."},
        "title": {"type": "string", "description": "What happened."},
        "status": {"type": "integer", "description": "As in the answer."},
        "detail": {"type": "string", "description": "What happened and what to do."},
        "do": {"type": "string", "description": "What to do."},
        "position": {"type": "integer", "description": "Of a bad query, the character where reading stopped, from 0."},
        "errors": {
            "type": "array",
            "description": "Of parameters that are missing or wrong, each with its name and what is wrong.",
            "items": {"type": "object", "properties": {"parameter": _TEXT, "what": _TEXT}},
        },
    },
}


def document(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of ``api``, in JSON values; every operation may also answer with a problem."""
    described: dict[str, Any] = api.get_openapi_schema(path_prefix=ROOT)
    answer = {"schema": {"$ref": f"{SCHEMAS}Problem"}}
    for path in described["paths"].values():
        path["get"]["responses"]["default"] = {"description": "A problem", "content": {MEDIA_TYPE: answer}}
    schemas = {**described["components"]["schemas"], "Problem": PROBLEM}
    text = orjson.dumps(described, option=orjson.OPT_NON_STR_KEYS).decode()
    described["components"]["schemas"] = {name: of for name, of in schemas.items() if f'"{SCHEMAS}{name}"' in text}
    plain: dict[str, Any] = orjson.loads(orjson.dumps(described, option=orjson.OPT_NON_STR_KEYS))
    return plain
