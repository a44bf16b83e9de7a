"""Hostile YAML and JSON files: each has the safe outcome that its manifest asks for, in bounded time and memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from planlint.model import Document, Unreadable, Value, pointer
from planlint.readers import known_suffixes, read

CLASSES = ("yaml", "json", "enc", "empty")
CODES = {
    "input.yaml.alias-expansion": "READ-ALIAS",
    "input.yaml.recursive-alias": "READ-ALIAS",
    "input.yaml.anchors": "READ-ALIAS",
    "input.yaml.merge-key": "READ-MERGE",
    "input.yaml.multiple-documents": "READ-DOCUMENTS",
    "input.yaml.directive": "READ-DIRECTIVE",
    "input.yaml.tag": "READ-TAG",
    "input.yaml.ambiguous-scalar": "READ-AMBIGUOUS",
    "input.too-deep": "READ-DEPTH",
    "input.non-string-key": "READ-KEY",
    "input.number-out-of-range": "READ-NUMBER",
    "input.not-finite": "READ-NOT-FINITE",
    "input.duplicate-key": "READ-DUPLICATE-KEY",
    "input.lone-surrogate": "READ-SURROGATE",
    "input.control-character": "READ-CONTROL",
    "input.confusable-id": "READ-CONFUSABLE",
    "input.encoding": "READ-ENCODING",
    "input.empty": "READ-EMPTY",
    "input.json.syntax": "READ-SYNTAX",
}
"""What the manifest calls a finding, and what it is here. Codes that name several things in one are not listed."""


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attacks")
    script = shared / "attacks" / "make_attacks.py"
    subprocess.run(
        [sys.executable, str(script), "--no-big", "--only", "[yje]*", "--out", str(folder)],
        check=True,
        capture_output=True,
    )
    return folder


def cases(corpus: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    for case in json.loads((corpus / "manifest.json").read_text())["cases"]:
        for file in case["files"]:
            if case["klass"] in CLASSES and Path(file).suffix in (".yaml", ".json"):
                yield case, corpus / case["name"] / file


def fault_codes(read_as: Document | Unreadable) -> set[str]:
    return {read_as.fault.code} if isinstance(read_as, Unreadable) else {fault.code for fault in read_as.faults}


def at(data: Value, where: str) -> Value:
    for step in where.split("/")[1:]:
        data = cast(dict[str, Value], data)[step]
    return data


def wrong_with(case: dict[str, Any], read_as: Document | Unreadable) -> str | None:
    """What is not as the manifest has it, or None."""
    expect, codes = case["expect"], fault_codes(read_as)
    left_to_others = str(expect["finding"]).split(".")[0] in ("schema", "date")
    if (expect["outcome"] == "reject") != isinstance(read_as, Unreadable):
        return f"{expect['outcome']}, but {type(read_as).__name__}"
    if expect["outcome"] == "findings" and not codes and not left_to_others:
        return "no fault"
    if expect["outcome"] == "accept" and codes:
        return f"faults {codes}"
    if codes and CODES.get(expect["finding"], next(iter(codes))) not in codes:
        return f"{expect['finding']}, but {codes}"
    for where, value in expect["value"].items():
        if isinstance(read_as, Document) and at(read_as.data, where) != value:
            return f"{where} is {at(read_as.data, where)!r}"
    return None


def test_every_hostile_file_has_its_safe_outcome(corpus: Path) -> None:
    problems, seen = [], 0
    for case, path in cases(corpus):
        seen += 1
        content = path.read_bytes()
        began = time.perf_counter()
        read_as = read(content, path.name)
        took = time.perf_counter() - began
        if problem := wrong_with(case, read_as):
            problems.append((case["name"], problem))
        if took > case["expect"]["max_seconds"]:
            problems.append((case["name"], f"{took:.1f} s"))
    assert problems == []
    assert seen > 60


def test_hostile_files_end_no_process_and_stay_within_memory(corpus: Path) -> None:
    """The C parser can overflow its stack: all of them are read by one process with 500 MB, which must survive."""
    files = [str(path) for _, path in cases(corpus)]
    script = (
        "import sys; from pathlib import Path; from planlint.readers import read\n"
        "for name in sys.argv[1:]: print(type(read(Path(name).read_bytes(), name)).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *files],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (500 * 2**20, 500 * 2**20)),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.split()) == len(files)


def test_numbers_out_of_range_stay_text_and_short(corpus: Path) -> None:
    huge = read((corpus / "json-huge-int" / "plan.json").read_bytes(), "plan.json")
    assert isinstance(huge, Document)
    kept = at(huge.data, "/plan/budget")
    assert isinstance(kept, str)
    assert len(kept) == 201
    hexadecimal = read((corpus / "yaml-huge-hex" / "plan.yaml").read_bytes(), "plan.yaml")
    assert isinstance(hexadecimal, Document)
    assert isinstance(at(hexadecimal.data, "/plan/budget2"), str)


def test_the_version_is_shown_as_written(corpus: Path) -> None:
    read_as = read((corpus / "yaml-version-float" / "plan.yaml").read_bytes(), "plan.yaml")
    assert isinstance(read_as, Document)
    assert at(read_as.data, "/plan/version") == "1.10"
    assert "1.10" in read_as.faults[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("".join(" " * i + "a:\n" for i in range(1500)), "READ-DEPTH"),
        ("".join(f"- &a{i} x\n" for i in range(20_000)), "READ-ALIAS"),
        ("".join(f"%TAG !b{i}! x\n" for i in range(100_000)) + "---\na: 1\n", "READ-DIRECTIVE"),
        ("a: 1\n...\n" + "".join(f"%TAG !b{i}! x\n" for i in range(100_000)) + "---\na: 1\n", "READ-DOCUMENTS"),
        ("[" * 1_000_000, "READ-DEPTH"),
        ("? " * 100_000, "READ-KEY"),
        ("c0: &c0 [x]\n" + "".join(f"c{i}: &c{i} [*c{i - 1}]\n" for i in range(1, 70)), "READ-DEPTH"),
    ],
    ids=["block maps", "anchors", "directives", "directives later", "flow lists", "complex keys", "alias depth"],
)
def test_what_makes_a_yaml_parser_slow_is_refused_at_once(text: str, code: str) -> None:
    began = time.perf_counter()
    read_as = read(text.encode(), "plan.yaml")
    assert isinstance(read_as, Unreadable)
    assert read_as.fault.code == code
    assert time.perf_counter() - began < 5


def test_a_deep_alias_is_refused_where_its_contents_would_be_too_deep() -> None:
    deep = "[" * 40 + "]" * 40
    read_as = read(f"a: &a {deep}\nb: {'[' * 40}*a{']' * 40}\n".encode(), "plan.yaml")
    assert isinstance(read_as, Unreadable)
    assert read_as.fault.code == "READ-DEPTH"


def test_all_formats_are_found_by_walking() -> None:
    assert {".yaml", ".yml", ".json"} <= set(known_suffixes())


def test_the_pointer_of_a_fault_leads_to_the_value() -> None:
    read_as = read(b'{"plan": {"a/b": [1, 1e99]}}', "plan.json")
    assert isinstance(read_as, Document)
    (fault,) = read_as.faults
    assert pointer(fault.path) == "/plan/a~1b/1"
    assert (fault.line, fault.column) == (1, 22)
    assert read_as.data == {"plan": {"a/b": [1, "1e99"]}}
    assert Decimal("1e99") not in cast(Any, read_as.data)["plan"]["a/b"]
