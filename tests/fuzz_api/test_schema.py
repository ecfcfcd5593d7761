"""What schemathesis is told to bear is what the schema says may be answered: no more, and nowhere else."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.fuzz_api.run import CONFIG
from tracker.api.describing import REFUSALS

BY_HEADER = {"412": "If-Match", "422": "Idempotency-Key"}


@pytest.fixture(scope="module")
def operations() -> dict[tuple[str, str], Any]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {(method.upper(), path): operation for path, there in paths.items() for method, operation in there.items()}


def borne(method: str, path: str) -> set[str]:
    """The refusals of sound input that schemathesis lets pass at this operation."""
    told = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    found = [
        one["checks"]
        for one in told["operations"]
        if re.search(one["include-path-regex"], path) and one.get("include-method", method) == method
    ]
    assert len(found) < 2, "two rules for one operation"
    [checks] = found or [told["checks"]]
    return {str(status) for status in checks["positive_data_acceptance"]["expected-statuses"]} & {"400", *BY_HEADER}


def test_a_refusal_by_a_header_is_declared_where_that_header_is(operations):
    for (method, path), operation in operations.items():
        headers = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        for status, header in BY_HEADER.items():
            assert (status in operation["responses"]) == (header in headers), f"{method} {path}: {status}"


def test_what_schemathesis_lets_pass_is_declared_and_what_is_declared_is_let_pass(operations):
    for (method, path), operation in operations.items():
        answers = operation["responses"]
        hangs_on_more = answers["400"]["description"] != REFUSALS["400"]
        declared = {status for status in BY_HEADER if status in answers} | ({"400"} if hangs_on_more else set())
        assert borne(method, path) == declared, f"{method} {path}"


def test_nothing_but_sound_answers_passes_elsewhere(operations):
    assert not borne("GET", "/api/v1/claims")
    assert borne("POST", "/api/v1/claims/{uuid}/confirm") == {"400", "412"}
    assert sum("400" in borne(*one) for one in operations) == 19
