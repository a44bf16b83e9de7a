"""The quick ways of reading answer as the readers that explain do, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.bind.prune import is_blank
from planlint.limits import LIMITS, Limits
from planlint.readers.faults import Refused
from planlint.readers.json import read_closely
from planlint.readers.json_quick import has_blanks, read_ordinary
from planlint.readers.text import decode
from tests.test_readers_attacks import corpus  # noqa: F401  a fixture
from tests.test_readers_json import DOCUMENT, as_json


def answered(content: bytes, limits: Limits = LIMITS) -> bool:
    """Whether the quick way answers; that it does so rightly is asserted."""
    try:
        text = decode(content, limits)
    except Refused:
        return False
    data = read_ordinary(content, text, limits)
    if data is None:
        return False
    closely = read_closely(text, "plan.json", "", limits)
    assert closely.faults == ()
    assert repr(data) == repr(closely.data)
    assert has_blanks(content, text) or not any(map(is_blank, values(data)))
    return True


def values(data: Any) -> Iterator[Any]:
    yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from values(one)


def files(folder: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in sorted(folder.rglob("*.json")))


def test_the_suite_of_json(shared: Path) -> None:
    assert sum(map(answered, files(shared / "suites" / "jsontestsuite"))) >= 5
    assert sum(answered(b'{"a": ' + one + b"}") for one in files(shared / "suites" / "jsontestsuite")) >= 30


def test_hostile_json(corpus: Path) -> None:  # noqa: F811
    assert sum(map(answered, files(corpus))) >= 1, "an ordinary one among them"


def test_what_the_project_holds(root: Path, shared: Path) -> None:
    for folder in (root / "schemas", root / "docs", shared / "domain", shared / "suites" / "json-schema" / "tests"):
        for content in files(folder):
            answered(content)
    assert all(map(answered, files(root / "schemas")))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1.10, "b": "x: y", "c": [{"id": "A"}, {"id": "B"}]}',
        '{"2016/17": -0.4, "text": "a \\"quoted\\" word\\n\\u00a3"}',
        '\ufeff{"a": {}}',
        '{ "a" : 1 }',
        '{"a": 1e5, "b": -1.5E-3, "c": 0.0, "d": 2495435.10, "e": -0.0}',
        "{}",
    ],
)
def test_what_is_ordinary_is_read_quickly(text: str) -> None:
    assert answered(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": {"b": [{"c" : 1, "c": 2}]}}',
        '{"a": 1, "\\u0061": 2}',
        '{"a:": 1, "b": ":", "b": 2}',
        '{"a": -0}',
        '{"a": 1e41}',
        '{"a": 0e-50}',
        '{"a": 0.00000000000000000000000000000001e41}',
        '{"a": 10000000000000000000000000000000e-41}',
        '{"a": 12345678901234567890123456789012345678901}',
        '{"a": 0.1234567890123456789012345678901234567890123}',
        '{"a": "\\u200b"}',
        '{"a": "\u202e"}',
        '{"Id": 1, "id": 2}',
        '[{"a": 1}]',
        '{"a": [{"id": "I-1"}, {"id": "i-1"}]}',
        '{"a": NaN}',
        '{"a": 1}}',
        '{"a": "\\ud800"}',
        "[" * 65 + "]" * 65,
        '{"a":' * 65 + "1" + "}" * 65,
    ],
)
def test_what_is_odd_is_left_to_the_reader_that_explains(text: str) -> None:
    assert not answered(text.encode("utf-8", "surrogatepass"))


def test_limits_that_are_moved_are_kept() -> None:
    text = '{"a": {"b": [1, 2, 3]}, "c": "some text", "d": 123456.7}'
    assert answered(text.encode())
    for moved in (Limits(depth=2), Limits(values=7), Limits(text_characters=8), Limits(number_digits=6)):
        assert not answered(text.encode(), moved)


@pytest.mark.parametrize("blank", ["null", '""', '"  "', '"\\t"', '"\\u0020"', '"\u00a0"', '"\u3000 "'])
def test_a_blank_is_never_overlooked(blank: str) -> None:
    assert answered(f'{{"a": {blank}}}'.encode())
    assert answered(f'{{"b":[1,{blank}],"c":"x"}}'.encode())


@given(DOCUMENT, st.data())
@settings(max_examples=200, deadline=None)
def test_any_document(value: Any, data: st.DataObject) -> None:
    answered(as_json({"a": value}, data).encode())
    answered(json.dumps({"a": str(value), "b": [str(value)]}).encode())


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,45})(\.[0-9]{1,45})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
@settings(max_examples=400, deadline=None)
def test_any_figure(figure: str) -> None:
    answered(f'{{"a": {figure}}}'.encode())
    answered(f'{{"a": {figure}, "b": [{figure}]}}'.encode(), Limits(number_digits=9, number_exponent=7))


@given(st.text(alphabet='{}[]":,\\ abid01.-eEu\u00a0\u200b', max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text(text: str) -> None:
    content = ('{"id": ' + text).encode()
    try:
        answered(content)
    except Refused as refused:
        raise AssertionError(text) from refused
