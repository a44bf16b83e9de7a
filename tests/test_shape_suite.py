"""Both validators, as configured, agree with the official JSON Schema test suite and with each other."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planlint.bind.python_validator import errors_within
from planlint.bind.validators import fast_validator, prepare, slow_validator

REQUIRED = 1299
LEFT_OUT = {
    "schema that uses custom metaschema with with no validation vocabulary": "dialects of one's own are refused",
}
REMOTES_OF_OTHER_DRAFTS = {"draft3", "draft4", "draft6", "draft7", "draft2019-09", "v1"}


def load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def remotes(shared: Path) -> dict[str, Any]:
    folder = shared / "suites/json-schema/remotes"
    files = (file.relative_to(folder) for file in sorted(folder.rglob("*.json")))
    return {
        f"http://localhost:1234/{file.as_posix()}": prepare(load(folder / file))
        for file in files
        if file.parts[0] not in REMOTES_OF_OTHER_DRAFTS
    }


def test_both_validators_pass_the_official_suite(shared: Path, remotes: dict[str, Any]) -> None:
    seen, left_out, wrong = 0, 0, []
    for file in sorted((shared / "suites/json-schema/tests/draft2020-12").glob("*.json")):
        for group in load(file):
            schema = prepare(group["schema"])
            # Formats are checked here; in the suite's standard dialect they are only a remark.
            formats = file.name != "format.json"
            validators = [
                ("fast", fast_validator(schema, remotes, formats=formats)),
                ("slow", slow_validator(schema, remotes, formats=formats)),
            ]
            for case in group["tests"]:
                seen += 1
                if group["description"] in LEFT_OUT and not case["description"].startswith("applicator"):
                    left_out += 1
                    continue
                wrong += [
                    f"{name}: {file.name}: {group['description']}: {case['description']}"
                    for name, validator in validators
                    if validator.is_valid(case["data"]) is not case["valid"]
                ]
    assert wrong == []
    assert seen == REQUIRED
    assert left_out == 2


def test_looking_only_where_the_fast_validator_points_finds_the_same_errors(
    shared: Path, remotes: dict[str, Any]
) -> None:
    compared, wrong = 0, []
    for file in sorted((shared / "suites/json-schema/tests/draft2020-12").glob("*.json")):
        if file.name == "format.json":
            continue
        for group in load(file):
            schema = prepare(group["schema"])
            fast, slow = fast_validator(schema, remotes), slow_validator(schema, remotes)
            for case in group["tests"]:
                places = [list(error.instance_path) for error in fast.iter_errors(case["data"])]
                if not places or group["description"] in LEFT_OUT:
                    continue
                compared += 1
                narrow = [_told(error) for error in errors_within(slow, case["data"], places)]
                if narrow != [_told(error) for error in slow.iter_errors(case["data"])]:
                    wrong.append(f"{file.name}: {group['description']}: {case['description']}")
    assert wrong == []
    assert compared > 500


def _told(error: Any) -> tuple[Any, ...]:
    inner = tuple(_told(one) for one in error.context or ())
    return (tuple(error.absolute_path), error.validator, tuple(map(str, error.absolute_schema_path)), inner)
