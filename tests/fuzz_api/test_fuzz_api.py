"""A small run over the real server: no error of the program, and every answer is one that the schema names. ``make fuzz-api`` asks for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz_api.ground import desk
from tests.fuzz_api.run import ask

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.services
def test_no_request_is_an_error_of_the_program(tmp_path: Path):
    with desk(tmp_path) as (address, tokens):
        status, said = ask(address, tokens["lead"], examples=1, seed=1, folder=tmp_path, checks=CHECKS, phases="fuzzing")
    assert status == 0, said[-6000:]
