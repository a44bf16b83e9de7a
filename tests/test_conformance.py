"""The reference interpreter against the conformance suite: every case of `tests/conformance/*.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from planlint.bind import Kind, bind, load_kinds
from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.figures import Figure
from planlint.lang.held import Held, Items, Missing, Node, Worth
from planlint.lang.judge import Judgement, judge
from planlint.lang.lists import CodeList
from planlint.lang.logic import Logic
from planlint.lang.parse import parse_file
from planlint.lang.reading import Reader
from planlint.lang.resolve import check
from planlint.model import Document, Place, Verdict, is_elsewhere, pointer
from planlint.model import Path as Where
from planlint.received import Received, Sent
from planlint.shape import DateShape, FigureShape, ListShape, RecordShape, TextShape
from planlint.values import FiscalCalendar, decimal_text, parse_date

FOLDER = Path(__file__).parent / "conformance"


def cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.json")):
        if file.name == "case.schema.json":
            continue
        text = file.read_text(encoding="utf-8")
        suite, plain = json.loads(text, parse_float=Decimal), json.loads(text)
        for case, same in zip(suite["cases"], plain["cases"], strict=True):
            whole = {**{k: suite[k] for k in suite if k != "cases"}, **case}
            whole["schema"] = same.get("schema", plain.get("schema"))
            whole["kinds"] = plain.get("kinds", {})
            yield pytest.param(whole, id=case["id"])


def code_list(name: str, rows: list[dict[str, Any]]) -> CodeList:
    columns: dict[str, Any] = {}
    for column in rows[0]:
        values = [row.get(column) for row in rows]
        if all(isinstance(one, int | Decimal) for one in values):
            columns[column] = FigureShape()
        else:
            dated = all(isinstance(one, str) and parse_date(one) for one in values)
            columns[column] = DateShape() if dated else TextShape()
    key = "code" if "code" in columns else next(iter(columns))
    return CodeList(name, ListShape("", RecordShape("", columns), key), list(rows))


def load(case: dict[str, Any]) -> tuple[Mapping[str, Kind], tuple[CheckedRule, ...], list[str]]:
    """The kinds and the rule of a case, or the problems with it."""
    schemas = {"case": case["schema"], **case.get("kinds", {})}
    kinds = load_kinds({f"{name}.schema.json": json.dumps(schema).encode() for name, schema in schemas.items()})
    kind = kinds["case"]
    lines = ["rules for case as it"]
    lines += [f'uses list "{name}" as {name}' for name in case.get("lists", {})]
    lines += [
        f"parameter {name} is {value}"
        if " from " not in name
        else f"parameter {name.split()[0]} is {value} from {name.split()[2]}"
        for name, value in case.get("parameters", {}).items()
    ]
    lines += [*case.get("uses", []), *case.get("defines", []), *case.get("tables", [])]
    if "value_of" in case:
        lines.append(f"define the_value as ({case['value_of']})")
    body = case.get("rule") or "must " + case.get("expression", "it is given")
    lines += [f'rule CASE-1 "{case["id"]}"', body]
    file, problems = parse_file("\n".join(lines) + "\n", "case.rules")
    if file is None:
        return kinds, (), [str(problem) for problem in problems]
    fiscal = FiscalCalendar(file.fiscal[0].month, file.fiscal[0].day) if file.fiscal else FiscalCalendar()
    lists = {name: code_list(name, rows) for name, rows in case.get("lists", {}).items()}
    shapes = {name: one.shape for name, one in kinds.items()}
    rules, problems = check(file, "case", kind.shape, lists, fiscal, shapes)
    return kinds, rules, [str(problem) for problem in problems]


def document(data: Any, name: str = "case.json", digest: str = "sha256:0") -> Document:
    def locate(path: Where) -> Place:
        return Place(name, 1, 1)

    return Document(name, data, digest, locate)


@pytest.mark.parametrize("case", list(cases()))
def test_a_case_of_the_language(case: dict[str, Any]) -> None:
    kinds, rules, problems = load(case)
    if "refused" in case:
        assert problems, f"should be refused: {case['why']}"
        text = "\n".join(problems).lower()
        assert [word for word in case["refused"] if word.lower() not in text] == [], text
        return
    assert problems == []
    kind = kinds["case"]
    bound = bind(document(case.get("data", {})), kind)
    as_of = date.fromisoformat(case.get("as_of", "2017-08-09"))
    if "value_of" in case:
        evaluator = Logic(rules[0], Reader(bound.data, kind.shape), as_of, {}, 1_000_000)
        evaluator.scope = dict(evaluator.globals)
        worth = evaluator.worth(ast.Name("the_value", pos=ast.Pos(1, 1, 1)))
        assert said(worth, case["value"]) == case["value"], case["why"]
        return
    received = Received(frozenset(kinds), as_of)
    received.add(bound)
    for one in case.get("others", ()):
        other = document(one["data"], one["name"], f"sha256:{json.dumps(one['data'], default=str)}")
        received.add(bind(other, kinds[one.get("kind", "case")]), previous=one.get("previous", False))
    beside, several = received.beside(rules[0], bound)
    judgement = judge(rules[0], bound.data, as_of=as_of, parameters={}, values=1_000, beside=beside)
    told = against(judgement, case, bound.raw_path) | together(judgement, case, received, several)
    assert told == {key: case[key] for key in (*_TOLD, *_TOGETHER) if key in case}, case["why"]


_TOLD = ("verdict", "counts", "findings", "missing", "rounding", "difference", "slack", "messages")
_TOGETHER = ("related", "elsewhere", "clash", "reason")


def together(
    judgement: Judgement, case: dict[str, Any], received: Received, several: dict[str, tuple[Sent, ...]]
) -> dict[str, Any]:
    """What came of other submissions, in the words of the case."""
    places = [received.locate(path) for note in judgement.notes for path in note.related if is_elsewhere(path)]
    whole: dict[str, Any] = {
        "related": list(dict.fromkeys(f"{place.source}#{pointer(path)}" for path, place in places)),
        "elsewhere": all(note.elsewhere for note in judgement.notes if note.verdict is Verdict.CANNOT_ASSESS),
        "clash": [one.read.name for some in several.values() for one in some],
        "reason": judgement.reason or "",
    }
    told = {key: whole[key] for key in _TOGETHER if key in case}
    for key in ("related", "clash"):
        if key in told and sorted(told[key]) == sorted(case[key]):
            told[key] = case[key]
    if "reason" in told and case["reason"] in told["reason"]:
        told["reason"] = case["reason"]
    return told


def against(judgement: Judgement, case: dict[str, Any], raw: Any) -> dict[str, Any]:
    """What came of a rule, in the words of the case: only what the case speaks of."""
    failures = [note for note in judgement.notes if note.verdict is Verdict.FAIL]
    unknown = [note for note in judgement.notes if note.verdict is Verdict.CANNOT_ASSESS]
    rounded = [note.rounding for note in judgement.notes if note.verdict is Verdict.PASS]
    if judgement.verdict is Verdict.NOT_APPLICABLE and "within rounding" in (judgement.reason or ""):
        rounded = ["agrees only within rounding"]
    counts = judgement.counts
    whole: dict[str, Any] = {
        "verdict": judgement.verdict.value,
        "counts": {
            "pass": counts.passed,
            "fail": counts.failed,
            "not_applicable": counts.not_applicable,
            "cannot_assess": counts.cannot_assess,
        },
        "findings": list(
            dict.fromkeys(
                pointer(path) for path in _as_in_file([raw(note.path) for note in failures], case.get("data"))
            )
        ),
        "missing": list(dict.fromkeys(pointer(raw(path)) for note in unknown for path in note.missing)),
        "rounding": max(rounded, default=""),
        "difference": next((note.difference for note in [*failures, *judgement.notes]), None),
        "slack": next((note.slack for note in [*failures, *judgement.notes]), None),
        "messages": [note.message for note in failures],
    }
    told: dict[str, Any] = {key: whole[key] for key in _TOLD if key in case}
    for key in ("difference", "slack"):
        if key in told and told[key] is not None and told[key] == decimal_text(Fraction(str(case[key]))):
            told[key] = case[key]
    if "missing" in told and sorted(told["missing"]) == sorted(case["missing"]):
        told["missing"] = case["missing"]
    return told


def _as_in_file(paths: list[Where], data: Any) -> list[Where]:
    """Places in the order of the submission."""

    def order(path: Where) -> list[int]:
        at, found = data, []
        for step in path:
            if isinstance(at, dict):
                found.append(list(at).index(step) if step in at else len(at))
                at = at.get(step)
            else:
                found.append(step if isinstance(step, int) else 0)
                at = at[step] if isinstance(at, list) and isinstance(step, int) and step < len(at) else None
        return found

    return sorted(paths, key=order)


def said(worth: Worth, wanted: dict[str, Any]) -> dict[str, Any]:
    """A value in the words of the suite."""
    if isinstance(worth, Missing):
        paths = [pointer(path) for path in worth.paths] if worth.why != "zero" else []
        return {"unknown": wanted["unknown"] if sorted(paths) == sorted(wanted.get("unknown", [])) else paths}
    if isinstance(worth, Figure):
        dims = worth.dims
        unit = " / ".join([name for name, power in dims if power > 0] + [name for name, power in dims if power < 0])
        if "range" in wanted:
            low, high = str(worth.low), str(worth.high)
            same = [Fraction(one) for one in wanted["range"]] == [worth.low, worth.high]
            return {"range": wanted["range"] if same else [low, high], "unit": unit}
        same = "figure" in wanted and Fraction(str(wanted["figure"])) == worth.value
        told: dict[str, Any] = {"figure": wanted["figure"] if same else str(worth.value)}
        return {**told, "unit": unit} if "unit" in wanted else told
    if isinstance(worth, Held):
        return _held(worth)
    if isinstance(worth, Items):
        wants = wanted.get("list", [])
        padded = [*wants, *[{}] * len(worth.values)]
        return {"list": [said(one, want) for one, want in zip(worth.values, padded, strict=False)]}
    assert isinstance(worth, Node)
    return {"node": pointer(worth.path)}


def _held(worth: Held) -> dict[str, Any]:
    name = type(worth.value).__name__
    words = {"str": "text", "bool": "yes_no", "date": "date", "Month": "month", "FinancialYear": "year"}
    value: Any = worth.value if isinstance(worth.value, bool) else str(worth.value)
    return {words.get(name, "duration"): value}
