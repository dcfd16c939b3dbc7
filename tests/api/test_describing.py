"""The description says how the API answers."""

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def _said(program, operation, **params):
    return program.get(f"/api/v1/{operation}", {"reason": "x", **params})


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("figures", {"by": ["day", "theme"], "count": ["posts", "people"]}),
        ("feelings", {}),
        ("feelings", {"q": "sentiment:negative"}),
        ("changes", {"span": "24h"}),
        ("stories", {}),
        ("trends", {"span": "24h"}),
        ("impact", {"decided": "2026-01-01"}),
        ("figures", {"q": "("}),
        ("figures", {"topic": "x"}),
    ],
)
def test_answers_are_as_described(program, operation, params):
    described = program.get("/api/v1/openapi.json").json()
    registry = Registry().with_resource("urn:api", Resource(described, DRAFT202012))
    response = _said(program, operation, **params)
    responses = described["paths"][f"/api/v1/{operation}"]["get"]["responses"]
    content = responses.get(str(response.status_code), responses["default"])["content"]
    name = content[response.headers["Content-Type"].split(";")[0]]["schema"]["$ref"]
    jsonschema.Draft202012Validator({"$ref": f"urn:api{name}"}, registry=registry).validate(response.json())


def test_every_operation_is_described_with_its_reason(program):
    paths = program.get("/api/v1/openapi.json").json()["paths"]
    assert set(paths) >= {
        f"/api/v1/{name}" for name in ("figures", "feelings", "changes", "stories", "trends", "impact")
    }
    for path in paths.values():
        assert set(path) == {"get"}
        required = {each["name"] for each in path["get"]["parameters"] if each["required"]}
        assert "reason" in required
        assert all(each["description"] for each in path["get"]["parameters"])


def test_every_part_of_an_answer_is_described(program):
    schemas = program.get("/api/v1/openapi.json").json()["components"]["schemas"]
    parts = {f"{name}.{part}": of for name, schema in schemas.items() for part, of in schema["properties"].items()}
    assert "Found.estimate" in parts
    assert [name for name, of in parts.items() if not of.get("description")] == []
