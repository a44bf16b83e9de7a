"""JSON: strictly the standard, figures with their digits, every value with its place."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.limits import Limits
from planlint.model import Document, ReadFault, Unreadable, Value
from planlint.model import Path as ValuePath
from planlint.readers import read

TEXT = st.text(max_size=8)
FIGURE = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12)
SCALAR = st.none() | st.booleans() | st.integers(-(10**39), 10**39) | FIGURE | TEXT
DOCUMENT: st.SearchStrategy[Any] = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)
SPACE = st.sampled_from(["", " ", "\n", "\r\n", "\t", "\r", "  \n "])


def as_json(value: Any, space: st.DataObject | None = None) -> str:
    """A value as JSON text, with the spacing of `space` between its parts."""

    def gap() -> str:
        return "" if space is None else space.draw(SPACE)

    if isinstance(value, dict):
        members = (f"{gap()}{json.dumps(k)}{gap()}:{gap()}{as_json(v, space)}{gap()}" for k, v in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(gap() + as_json(one, space) + gap() for one in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=space is None)


def paths(value: Any, path: ValuePath = ()) -> list[tuple[ValuePath, Any]]:
    inner = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [(path, value), *(found for step, one in inner for found in paths(one, (*path, step)))]


def offset(text: str, line: int | None, column: int | None) -> int:
    """The offset of a place, counted as an editor does."""
    assert line is not None
    assert column is not None
    rows_and_breaks = re.split("(\r\n|\r|\n)", text)
    return sum(map(len, rows_and_breaks[: 2 * (line - 1)])) + column - 1


def document(text: str | bytes, limits: Limits | None = None) -> Document:
    content = text.encode() if isinstance(text, str) else text
    read_as = read(content, "plan.json", limits or Limits())
    assert isinstance(read_as, Document), read_as
    return read_as


def refused(text: str | bytes, limits: Limits | None = None) -> ReadFault:
    content = text.encode() if isinstance(text, str) else text
    read_as = read(content, "plan.json", limits or Limits())
    assert isinstance(read_as, Unreadable), read_as
    return read_as.fault


def same(one: Value, two: Value) -> bool:
    """Equal, and of the same types: `1` is not `True`, and a figure keeps its digits."""
    return repr(one) == repr(two)


@given(DOCUMENT, st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_what_is_read(value: Any, data: st.DataObject) -> None:
    text = as_json(value, data) or " "
    if text.strip():
        assert same(document(text).data, value)


@given(DOCUMENT, st.data())
@settings(max_examples=150, deadline=None)
def test_every_path_has_the_place_where_its_value_is_written(value: Any, data: st.DataObject) -> None:
    text = as_json(value, data)
    read_as, decoder = document(text), json.JSONDecoder(parse_float=Decimal)
    for path, expected in paths(value):
        place = read_as.locate(path)
        at = offset(text, place.line, place.column)
        found, end = decoder.raw_decode(text, at)
        if path and isinstance(path[-1], str) and isinstance(expected, list | dict):
            assert found == path[-1]
            after = text.index(":", end) + 1
            found, _ = decoder.raw_decode(text, after + len(text[after:]) - len(text[after:].lstrip()))
        assert same(found, expected)


def test_a_path_that_is_not_there_has_the_place_of_its_nearest_ancestor() -> None:
    read_as = document('{\n  "plan": {"id": "P-1",\n    "items": [{"id": 1}, [2]]}\n}')
    places = {
        (): (1, 1),
        ("x",): (1, 1),
        ("plan", 0): (2, 3),
        ("plan", "x", 3): (2, 3),
        ("plan", "id", "x"): (2, 18),
        ("plan", "items", 9): (3, 5),
        ("plan", "items", 0): (3, 15),
        ("plan", "items", 1, 0): (3, 27),
    }
    assert {path: (read_as.locate(path).line, read_as.locate(path).column) for path in places} == places


@pytest.mark.parametrize("written", ["1.10", "-0.50", "0.1", "123456789012345678901234567890", "-0", "1e3", "2.5E-7"])
def test_figures_keep_their_digits(written: str) -> None:
    data = document(f"[{written}]").data
    assert isinstance(data, list)
    (value,) = data
    assert not isinstance(value, float)
    assert value == Decimal(written)
    assert str(value) == str(Decimal(written))


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1" * 40, True), ("1" * 41, False), ("1e40", True), ("1e41", False), ("1e-41", False), ("0." + "1" * 40, False)],
)
def test_figures_have_a_range(written: str, kept: bool) -> None:
    read_as = document(f'{{"a": {written}}}')
    assert bool(read_as.faults) is not kept
    assert isinstance(read_as.data, dict)
    assert isinstance(read_as.data["a"], str) is not kept


SYNTAX = """\
[1,]  READ-SYNTAX 1:3 there is a comma too many
{"a": 1,}  READ-SYNTAX 1:8 there is a comma too many
[1, 2  READ-SYNTAX 1:6 the file ends before the last map or list is closed
{"a" 1}  READ-SYNTAX 1:6 a colon after the key is expected, and there is 1}
{a: 1}  READ-SYNTAX 1:2 a key in double quotes is expected, and there is a:
['a']  READ-SYNTAX 1:2 there is a single quote
[1 2]  READ-SYNTAX 1:4 a comma or a closing bracket is expected, and there is 2]
{} {}  READ-SYNTAX 1:4 there is more after the end of the plan
[1] // end  READ-SYNTAX 1:5 there is a comment
["a]  READ-SYNTAX 1:2 a text is opened and never closed, from the quote
[01]  READ-SYNTAX 1:3 a comma or a closing bracket is expected, and there is 1]
[NaN]  READ-NOT-FINITE 1:2 NaN is not JSON, and not a figure that can be checked.
["NaN", -Infinity]  READ-NOT-FINITE 1:9 -Infinity is not JSON, and not a figure that can be checked.
{"a":1,"\\u0061":2}  READ-DUPLICATE-KEY 1:8 The key a is given twice in one map, and it cannot be told which is meant.
"""


@pytest.mark.parametrize("line", SYNTAX.splitlines(), ids=lambda line: line.split("  READ-")[0])
def test_what_is_wrong_is_said_in_plain_words(line: str) -> None:
    text, _, rest = line.partition("  READ-")
    fault = refused(text)
    said = fault.message.removeprefix("The file is not JSON: ")
    said = said.removesuffix(f" at line {fault.line}, column {fault.column}.")
    assert f"{fault.code} {fault.line}:{fault.column} {said}" == "READ-" + rest
    assert fault.fix


def test_the_json_test_suite(shared: Path) -> None:
    folder = shared / "suites" / "jsontestsuite" / "test_parsing"
    problems = []
    allowed = {"READ-NUMBER", "READ-CONTROL"}
    for path in sorted(folder.glob("*.json")):
        read_as = read(path.read_bytes(), path.name)
        codes = [read_as.fault.code] if isinstance(read_as, Unreadable) else [one.code for one in read_as.faults]
        if path.name.startswith("n_") and isinstance(read_as, Document):
            problems.append(f"{path.name} is read")
        if path.name.startswith("y_"):
            if isinstance(read_as, Unreadable) and codes != ["READ-DUPLICATE-KEY"]:
                problems.append(f"{path.name}: {codes}")
            if isinstance(read_as, Document) and not allowed.issuperset(codes):
                problems.append(f"{path.name}: {codes}")
    assert problems == []
    assert len(list(folder.glob("*.json"))) > 300


def test_half_a_character_is_replaced_so_that_every_report_can_be_written() -> None:
    read_as = document('{"a\\ud800": ["\\udc00x", "\\ud83d\\ude00"]}')
    assert read_as.data == {"a\ufffd": ["\ufffdx", "😀"]}
    assert [(fault.code, fault.path) for fault in read_as.faults] == [
        ("READ-SURROGATE", ("a\ufffd",)),
        ("READ-SURROGATE", ("a\ufffd", 0)),
    ]
    assert read_as.locate(("a\ufffd", 0)).column == 14
    assert refused('{"\\ud800": 1, "\\ud801": 2}').code == "READ-DUPLICATE-KEY"


@pytest.mark.parametrize(
    ("text", "limits", "option"),
    [
        ("[[1]]", Limits(depth=1), "--limit-depth"),
        ("[1, [], {}]", Limits(values=3), "--limit-values"),
        ('["aaaa"]', Limits(text_characters=3), "--limit-text-characters"),
        ("[1]", Limits(file_bytes=2), "--limit-file-bytes"),
    ],
)
def test_a_limit_is_named_with_its_option(text: str, limits: Limits, option: str) -> None:
    assert option in refused(text, limits).message


@pytest.mark.parametrize("text", ['["[[[[", "\\"[[", "\\\\", []]', "[1, [], {}]"])
def test_a_document_just_within_its_limits_is_read(text: str) -> None:
    assert not document(text, Limits(depth=2, values=5)).faults


def test_many_faults_are_counted_and_not_all_listed() -> None:
    read_as = document("[" + ",".join(["1e99"] * 50) + "]", Limits(findings_per_rule=5))
    assert [fault.line for fault in read_as.faults] == [1] * 5 + [None]
    assert read_as.faults[-1].message.startswith("45 more like READ-NUMBER")
