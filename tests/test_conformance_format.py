"""The conformance suite is plain JSON that a second implementer can rely on: its format, not what it expects."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from planlint.bind import load_kinds

FOLDER = Path(__file__).parent / "conformance"
FORMAT = FOLDER / "case.schema.json"
FILES = sorted(file for file in FOLDER.glob("*.json") if file != FORMAT)
FEWEST = 380


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def cases() -> Iterator[dict[str, Any]]:
    for file in FILES:
        yield from read(file)["cases"]


def test_the_schema_of_the_format_is_sound() -> None:
    Draft202012Validator.check_schema(read(FORMAT))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_in_the_format(file: Path) -> None:
    faults = Draft202012Validator(read(FORMAT)).iter_errors(read(file))
    assert [f"{fault.json_path}: {fault.message[:200]}" for fault in faults] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schemas_of_a_file_are_ones_that_a_pack_may_have(file: Path) -> None:
    suite = read(file)
    for name, schema in suite.get("kinds", {}).items():
        assert list(load_kinds({f"{name}.schema.json": json.dumps(schema).encode()})) == [name]
    for schema in [suite["schema"], *(case["schema"] for case in suite["cases"] if "schema" in case)]:
        assert list(load_kinds({"case.schema.json": json.dumps(schema).encode()})) == ["case"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"expression": "it.a > 0"},
        {"data": {}, "expression": "it.a > 0"},
        {"data": {}, "verdict": "pass"},
        {"data": {}, "expression": "it.a > 0", "verdict": "maybe"},
        {"data": {}, "expression": "it.a > 0", "verdict": "pass", "findings": ["/a"]},
        {"data": {}, "expression": "it.a > 0", "verdict": "fail", "findings": ["a"]},
        {"data": {}, "expression": "it.a > 0", "verdict": "pass", "refused": ["a"]},
        {"data": {}, "expression": "it.a > 0", "rule": "must it.a > 0", "verdict": "pass"},
        {"data": {}, "value_of": "it.a", "verdict": "pass"},
        {"data": {}, "value_of": "it.a", "value": {"figure": "1e3"}},
        {"data": {}, "expression": "it.a > 0", "verdict": "pass", "explained": "no such word"},
        {"expression": "it.a > 0", "refused": []},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_the_format_refuses_a_case_that_expects_nothing_or_two_things(wrong: dict[str, Any]) -> None:
    suite = {
        "title": "Wrong",
        "about": "A file with one case that is wrong.",
        "schema": {"type": "object", "properties": {}},
        "cases": [{"id": "wrong-001", "why": "It is wrong.", **wrong}],
    }
    assert not Draft202012Validator(read(FORMAT)).is_valid(suite)


def test_every_id_is_the_only_one_of_its_name() -> None:
    twice = [name for name, times in Counter(case["id"] for case in cases()).items() if times > 1]
    assert twice == []


def test_no_two_cases_ask_the_same() -> None:
    asked: dict[str, str] = {}
    alike = []
    for file in FILES:
        suite = json.loads(file.read_text(encoding="utf-8"), parse_float=str)
        words = ("schema", "as_of", "uses", "tables", "data", "others", "expression", "rule", "value_of")
        for case in suite["cases"]:
            about = [file.name, *(case.get(word) for word in words)]
            known = asked.setdefault(json.dumps(about), case["id"])
            if known != case["id"]:
                alike.append((known, case["id"]))
    assert alike == []


def test_there_are_enough_cases_of_every_sort() -> None:
    everyone = list(cases())
    assert len(everyone) >= FEWEST
    verdicts = Counter(case.get("verdict", "value" if "value" in case else "refused") for case in everyone)
    few = {"pass": 100, "fail": 100, "cannot_assess": 50, "not_applicable": 15, "value": 50, "refused": 25}
    assert {name: verdicts[name] for name in few if verdicts[name] < few[name]} == {}
    tags = Counter(case.get("rounding") for case in everyone)
    assert tags["agrees only within rounding"] >= 30
    assert tags["possible, but unlikely"] >= 3


def test_pointers_lead_to_the_data_or_just_beyond_it() -> None:
    """A pointer names a value that is there, or the first step that is not."""
    astray = []
    for case in cases():
        for pointer in [*case.get("findings", ()), *case.get("missing", ()), *case.get("value", {}).get("unknown", ())]:
            steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
            if not all(step_into(case["data"], steps[:n]) is not None for n in range(len(steps))):
                astray.append((case["id"], pointer))
    assert astray == []


def step_into(data: Any, steps: list[str]) -> Any:
    """What stands at a path, or None."""
    for step in steps:
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict):
            data = data.get(step)
        else:
            return None
    return data


def test_a_failed_equality_of_figures_is_beyond_its_slack() -> None:
    checked = 0
    for case in cases():
        expression = case.get("expression", "")
        if {"difference", "slack"} <= case.keys() and re.search(r" = ", expression) and "within" not in expression:
            assert abs(Fraction(case["difference"])) > Fraction(case["slack"]), case["id"]
            checked += 1
    assert checked >= 20


def test_digits_of_figures_matter() -> None:
    """Some case has a zero at the end of a decimal, which a reader of binary floats would lose."""
    text = "".join(file.read_text(encoding="utf-8") for file in FILES)
    assert json.loads("[1.20]", parse_float=Decimal)[0].as_tuple().exponent == -2
    assert re.search(r'"data": [^\n]*\d\.\d*0[,}\]]', text)


def test_the_manual_speaks_of_every_word_of_the_format() -> None:
    manual = (FOLDER / "README.md").read_text(encoding="utf-8")
    known = read(FORMAT)
    words = [*known["properties"], *known["$defs"]["case"]["properties"]]
    words += [word for form in known["$defs"]["value"]["oneOf"] for word in form["properties"]]
    assert [word for word in words if f"`{word}`" not in manual] == []
