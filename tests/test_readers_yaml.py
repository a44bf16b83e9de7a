"""YAML: the meaning of every scalar, what is refused and why, and where each value stands."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.limits import Limits
from planlint.model import Document, ReadFault, Unreadable
from planlint.model import Path as ValuePath
from planlint.readers import read

WORD = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cs", "Cc")), max_size=8)
SCALAR = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | WORD
TREE: st.SearchStrategy[Any] = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORD, inner, max_size=4), max_leaves=20
)


def document(text: str, limits: Limits | None = None) -> Document:
    read_as = read(text.encode(), "plan.yaml", limits or Limits())
    assert isinstance(read_as, Document), read_as
    return read_as


def refused(text: str, limits: Limits | None = None) -> ReadFault:
    read_as = read(text.encode(), "plan.yaml", limits or Limits())
    assert isinstance(read_as, Unreadable), read_as
    return read_as.fault


def value_of(plain: str) -> Any:
    data = document(f"x: {plain}\n").data
    assert isinstance(data, dict)
    return data["x"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12), ("-5", -5), ("+5", 5), ("0", 0), ("1.10", Decimal("1.10")), (".5", Decimal("0.5")), ("0x1F", 31),
        ("-0", Decimal("-0")), ("1.0e+3", Decimal("1.0e+3")), ("true", True), ("FALSE", False), ("~", None), ("", None),
        ("Null", None), ("2018/19", "2018/19"), ("2024-06-01", "2024-06-01"), ("2017-05", "2017-05"), ("tRUE", "tRUE"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"), ("1.2.3", "1.2.3"), ("09:30", "09:30"),
        ("£4.2m", "£4.2m"), ("-", ["-"]), ("95%", "95%"), ("1,234", "1,234"), ("00G", "00G"), ("nullish", "nullish"),
        ('"no"', "no"), ("'012'", "012"), ('"1e3"', "1e3"),
    ],
)  # fmt: skip
def test_a_scalar_that_all_programs_read_alike(written: str, value: Any) -> None:
    if written == "-":
        assert document("x:\n- '-'\n").data == {"x": value}
        return
    read_as = document(f"x: {written}\n")
    assert isinstance(read_as.data, dict)
    assert repr(read_as.data["x"]) == repr(value)
    assert read_as.faults == ()


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("no", "READ-AMBIGUOUS", 'Write false if that is the answer, or "no" in quotes'),
        ("Yes", "READ-AMBIGUOUS", "Write true"), ("on", "READ-AMBIGUOUS", "true"), ("OFF", "READ-AMBIGUOUS", "false"),
        ("y", "READ-AMBIGUOUS", "true"), ("n", "READ-AMBIGUOUS", "false"),
        ("012", "READ-AMBIGUOUS", '"012" in quotes if it is a code, or 12 if it is a figure'),
        ("08", "READ-AMBIGUOUS", '"08"'), ("0o17", "READ-AMBIGUOUS", '"0o17"'), ("0b1", "READ-AMBIGUOUS", '"0b1"'),
        ("-0x1F", "READ-AMBIGUOUS", "quotes"), ("12:30:00", "READ-AMBIGUOUS", '"12:30:00"'),
        ("1_000", "READ-AMBIGUOUS", "without _"), ("2018_19", "READ-AMBIGUOUS", '"2018_19"'),
        ("1e3", "READ-AMBIGUOUS", "full digits"), ("1.0e3", "READ-AMBIGUOUS", "full digits"),
        ("=", "READ-AMBIGUOUS", "="), ("<<", "READ-AMBIGUOUS", "quotes"), (".inf", "READ-NOT-FINITE", "figure"),
        ("-.INF", "READ-NOT-FINITE", "figure"), (".nan", "READ-NOT-FINITE", "figure"),
        ("1.0e+400", "READ-NUMBER", "fewer"), ("9" * 41, "READ-NUMBER", "fewer"),
        ("2024-02-31", "READ-DATE", "Correct"), ("2024-06-01 25:00:00", "READ-DATE", "Correct"),
    ],
)  # fmt: skip
def test_a_scalar_that_programs_read_differently_stays_text_and_is_reported(written: str, code: str, said: str) -> None:
    read_as = document(f"plan:\n  x: {written}\n")
    (fault,) = read_as.faults
    assert read_as.data == {"plan": {"x": written}}
    assert (fault.code, fault.line, fault.column, fault.path) == (code, 2, 6, ("plan", "x"))
    assert said in fault.fix


def test_a_version_that_ends_in_nought_is_text_but_a_figure_is_a_figure() -> None:
    read_as = document("version: 1.10\nods_code: 2.50\namount: 1.10\nitems: [1.10]\n")
    assert read_as.data == {
        "version": "1.10",
        "ods_code": "2.50",
        "amount": Decimal("1.10"),
        "items": [Decimal("1.10")],
    }
    assert [(fault.code, fault.path) for fault in read_as.faults] == [
        ("READ-AMBIGUOUS", ("version",)),
        ("READ-AMBIGUOUS", ("ods_code",)),
    ]


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("plan:\n  2018: 1\n", "READ-KEY", (2, 3), 'Write it in quotes: "2018":'),
        ("plan:\n  true: 1\n", "READ-KEY", (2, 3), '"true":'),
        ("plan:\n  ~: 1\n", "READ-KEY", (2, 3), '"~":'),
        ("? # nothing\n: 1\n", "READ-KEY", (1, 2), "Give the key"),
        ("? [a]\n: 1\n", "READ-KEY", (1, 3), "as text"),
        ("a: &a b\n*a : 1\n", "READ-KEY", (2, 1), "out as text"),
        ("a: 1\nb: 2\na: 3\n", "READ-DUPLICATE-KEY", (3, 1), "Keep one"),
        ('a: 1\n"\\x61": 3\n', "READ-DUPLICATE-KEY", (2, 1), "Keep one"),
        ("plan:\n  <<: {a: 1}\n", "READ-MERGE", (2, 3), "Write the keys out"),
        ("a: !x 1\n", "READ-TAG", (1, 4), "Delete the tag"),
        ("a: !!str 1\n", "READ-TAG", (1, 4), "Delete the tag"),
        ("# c\n%YAML 1.2\n---\na: 1\n", "READ-DIRECTIVE", (2, 1), "Delete the lines"),
        ("a: 1\n---\nb: 2\n", "READ-DOCUMENTS", (2, 1), "one plan"),
        ("a: 1\n...\n# c\n\nb: 2\n", "READ-DOCUMENTS", (5, 1), "one plan"),
        ("a: &x 1\nb: &x 2\n", "READ-ALIAS", (2, 4), "name of its own"),
        ("a: *x\n", "READ-ALIAS", (1, 4), "quotes"),
        ("a: &x [*x]\n", "READ-ALIAS", (1, 8), "Write out"),
        ("a:\n\tb: 1\n", "READ-TAB", (2, 1), "spaces"),
        ("a:\n  b: 1\n  \tc: 1\n", "READ-TAB", (3, 3), "spaces"),
        ("# only\n--- # comments\n", "READ-EMPTY", (1, 1), "Send the file"),
        ("---\n", "READ-EMPTY", (1, 1), "Send the file"),
        ("a: b: c\n", "READ-SYNTAX", (1, 5), "colon in it in quotes"),
        ("a: [1, 2\n", "READ-SYNTAX", (2, 1), "closing ]"),
        ('a: "x\nb: 1\n', "READ-SYNTAX", (3, 1), "closing quote"),
        ("a: @x\n", "READ-SYNTAX", (1, 4), "quotes"),
        ("- a\nb: 1\n", "READ-SYNTAX", (2, 1), "dash"),
        ("a: 'it's'\n", "READ-SYNTAX", (1, 8), "doubled"),
        ('a: "\\q"\n', "READ-SYNTAX", (1, 5), "single quotes"),
        ("a: - b\n", "READ-SYNTAX", (1, 4), "next line"),
        ("a: x\x07y\n", "READ-CONTROL", (1, 5), "Delete it"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, code: str, place: tuple[int, int], said: str) -> None:
    fault = refused(text)
    assert (fault.code, (fault.line, fault.column)) == (code, place), fault.message
    assert said in fault.fix


def test_what_surrounds_a_document_is_no_second_one() -> None:
    assert document("# before\n---\na: 1\n... # after\n\n# the end").data == {"a": 1}


def test_a_key_that_programs_read_differently_is_text_and_reported() -> None:
    read_as = document("no: 1\n12:30: 2\ny: 3\n2017-05: 4\n2018/19: 5\n")
    assert read_as.data == {"no": 1, "12:30": 2, "y": 3, "2017-05": 4, "2018/19": 5}
    assert [fault.path for fault in read_as.faults] == [("no",), ("12:30",)]


def test_an_alias_is_a_copy_and_has_its_place() -> None:
    read_as = document("base: &b\n  x: 1\n  y: [2]\nplan: *b\nnumber: &n 7\nsame: *n\n")
    assert read_as.data == {"base": {"x": 1, "y": [2]}, "plan": {"x": 1, "y": [2]}, "number": 7, "same": 7}
    assert isinstance(read_as.data, dict)
    assert read_as.data["base"] is not read_as.data["plan"]
    places = map(read_as.locate, [("plan",), ("plan", "x"), ("same",), ("plan", "z")])
    assert [(place.line, place.column) for place in places] == [(4, 1), (2, 6), (6, 7), (4, 1)]


@pytest.mark.parametrize(
    ("text", "limits", "option"),
    [
        ("[[1]]", Limits(depth=1), "--limit-depth"),
        ("[1, [], {}]", Limits(values=3), "--limit-values"),
        ("- aaaa", Limits(text_characters=3), "--limit-text-characters"),
        ("- &a 1\n- &b 2\n", Limits(anchors=1), "--limit-anchors"),
        ("- &a [1, 2]\n- *a\n", Limits(alias_values=2), "--limit-alias-values"),
    ],
)
def test_a_limit_is_named_with_its_option(text: str, limits: Limits, option: str) -> None:
    assert option in refused(text, limits).message


def test_only_real_line_ends_count() -> None:
    read_as = document('a: "x\u2028y\x85z"\nb: 1\r\nc: # \u2029 d: 2\r  e: no\n')
    assert read_as.data == {"a": "x\u2028y\x85z", "b": 1, "c": {"e": "no"}}
    assert [(fault.line, fault.column) for fault in read_as.faults] == [(4, 6)]
    assert str(read_as.locate(("c", "e"))) == "plan.yaml:4:6"


def test_without_libyaml_it_says_so_instead_of_reading_otherwise() -> None:
    script = "import yaml; yaml.__with_libyaml__ = False; import planlint.readers.yaml_document"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "This is a fault of the installation: install a wheel of PyYAML" in done.stderr


def paths(value: Any, path: ValuePath = ()) -> list[tuple[ValuePath, Any]]:
    inner = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [(path, value), *(found for step, one in inner for found in paths(one, (*path, step)))]


def dumped(tree: Any, flow: bool) -> str:
    text = yaml.dump(tree, Dumper=yaml.CSafeDumper, default_flow_style=flow, width=10**6, sort_keys=False)
    assert isinstance(text, str)
    return text


@given(TREE, st.booleans())
@settings(max_examples=200, deadline=None)
def test_it_reads_what_another_reader_reads(tree: Any, flow: bool) -> None:
    text = dumped(tree, flow)
    read_as = document(text)
    assert read_as.data == tree == yaml.load(text, Loader=yaml.CSafeLoader)
    assert {fault.code for fault in read_as.faults} <= {"READ-AMBIGUOUS", "READ-CONFUSABLE", "READ-HIDDEN", "READ-DATE"}


@given(TREE, st.booleans())
@settings(max_examples=200, deadline=None)
def test_every_path_has_the_place_where_its_value_is_written(tree: Any, flow: bool) -> None:
    text = dumped(tree, flow)
    read_as, rows = document(text), text.split("\n")
    for path, expected in paths(tree):
        place = read_as.locate(path)
        assert place.line is not None
        assert place.column is not None
        rest = rows[place.line - 1][place.column - 1 :]
        keyed = bool(path) and isinstance(path[-1], str) and isinstance(expected, list | dict)
        if keyed or isinstance(expected, str):
            tokens = yaml.scan(("[" if flow else "") + rest + "\n", Loader=yaml.CSafeLoader)
            first = next(token for token in tokens if isinstance(token, yaml.ScalarToken))
            assert first.value == (path[-1] if keyed else expected)
        elif not isinstance(expected, list | dict):
            assert rest.startswith({"True": "true", "False": "false", "None": "null"}.get(str(expected), str(expected)))
        elif flow or not expected:
            assert rest[0] == ("{" if isinstance(expected, dict) else "[")


@given(TREE)
@settings(max_examples=100, deadline=None)
def test_json_without_escapes_means_the_same_as_yaml(tree: Any) -> None:
    text = json.dumps(tree, ensure_ascii=False)
    as_json = read(text.encode(), "plan.json")
    as_yaml = read(text.encode(), "plan.yaml")
    assert isinstance(as_json, Document)
    if isinstance(as_yaml, Document):
        assert as_json.data == as_yaml.data
        for path, _ in paths(tree):
            assert (as_json.locate(path).line, as_json.locate(path).column) == (
                as_yaml.locate(path).line,
                as_yaml.locate(path).column,
            )
