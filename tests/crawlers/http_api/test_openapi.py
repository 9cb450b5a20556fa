"""The OpenAPI description is true: schemathesis asks whatever it allows, and more, and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

EXAMPLES = 25
"""Requests for each operation: half a minute on two cores; benchmarks/on_demand.py makes more."""


@pytest.mark.timeout(200)
def test_no_request_breaks_the_server(api):
    from schemathesis import checks as known

    schema = schemathesis.openapi.from_url(f"{api.url}/openapi.json")
    assert len(list(schema.get_all_operations())) == 9
    checks = [
        known.not_a_server_error,
        known.status_code_conformance,
        known.content_type_conformance,
        known.response_schema_conformance,
    ]
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def ask(case) -> None:
            if isinstance(case.body, dict) and case.method == "POST":
                case.body["wait"] = 0.2  # seconds: most made-up hosts lead nowhere, slowly
            response = case.call(base_url=api.url, timeout=30)
            assert response.status_code < 500, (
                f"{case.method} {case.path}: {response.status_code} {response.text[:300]}"
            )
            case.validate_response(response, checks=checks)

        from hypothesis import given

        given(case=operation.as_strategy())(ask)()
