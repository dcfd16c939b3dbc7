"""The API keeps what its description promises, whatever it is asked: schemathesis makes the questions."""

from __future__ import annotations

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.transport import Response

from civicbeat.api.describing import ROOT, document
from civicbeat.api.urls import api

load_all_checks()
KEPT = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]
"""What is right and wrong in a parameter is said in words there, more strictly than a schema can."""
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(document(api)).get_all_operations()]


def test_there_are_operations():
    assert len(OPERATIONS) >= 10


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.path)
def test_an_operation_answers_as_it_is_described(program, operation):
    """No server error, no status or body that the description does not know."""

    @given(case=operation.as_strategy())
    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def asked(case):
        case.validate_response(answer(program, case), checks=KEPT)

    asked()


def answer(client: Client, case: schemathesis.Case) -> Response:
    """What the API says, as schemathesis looks at it."""
    given = client.get(ROOT + case.formatted_path.rpartition(ROOT)[2].lstrip("/"), dict(case.query or {}))
    request = requests.Request("GET", f"http://localhost{given.request['PATH_INFO']}").prepare()
    return Response(
        status_code=given.status_code,
        headers={name.lower(): [value] for name, value in given.headers.items()},
        content=given.content,
        request=request,
        elapsed=0.0,
        verify=False,
    )
