"""YAML read line by line is what libyaml makes of it, or is left to libyaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planlint.bind.prune import is_blank
from planlint.limits import LIMITS, Limits
from planlint.readers.faults import Refused
from planlint.readers.text import decode
from planlint.readers.yaml_document import read_closely
from planlint.readers.yaml_quick import read_ordinary
from tests.test_readers_attacks import corpus  # noqa: F401  a fixture
from tests.test_readers_quick import values


def answered(text: str, limits: Limits = LIMITS) -> bool:
    """Whether the quick way answers; that it does so rightly is asserted."""
    found = read_ordinary(text, limits)
    if found is None:
        return False
    data, blank = found
    try:
        closely = read_closely(text, "plan.yaml", "", limits)
    except Refused as refused:
        raise AssertionError((text, refused.fault)) from refused
    assert closely.faults == ()
    assert repr(data) == repr(closely.data)
    assert blank or not any(map(is_blank, values(data)))
    return True


def test_hostile_yaml(corpus: Path) -> None:  # noqa: F811
    told = 0
    for file in sorted(corpus.rglob("*.y*ml")):
        try:
            text = decode(file.read_bytes(), LIMITS)
        except Refused:
            continue
        told += answered(text)
    assert told >= 1, "an ordinary one among them"


def test_what_the_project_holds(root: Path) -> None:
    files = [*(root / "fixtures").rglob("*.yaml"), *(root / "rules").rglob("*.yaml"), *(root / "tests").rglob("*.yaml")]
    assert len(files) > 20
    for file in files:
        text = file.read_text(encoding="utf-8")
        answered(text)
        if isinstance(data := yaml.load(text, yaml.CSafeLoader), dict):
            for width in (30, 100):
                dumped = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=width)
                answered(dumped)
                answered(dumped.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: -1.50\nc: some text\nd: true\n",
        "a:\n- x\n- w: 1\n  z: it's\nb:\n    - 2\nc: {}\nd: []\n",
        "plan:\n  2016/17:\n    spend: 12.5\n  'on': 'it''s: so'\n",
        "a: \"text: with a colon\"\n# a comment\n\nb: text that\n  goes on\n  and on\nc: 'quoted\n  and folded'\n",
        "a: 27 new wards\nb: 2016-08-08\nc:\nd: null\n",
        "a: née\n",
        "a: x \nb: w",
    ],
)
def test_what_is_ordinary_is_read_quickly(text: str) -> None:
    assert answered(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a: yes\n", "a: 012\n", "a: 12:30\n", "a: 1_000\n", "a: ~x: y\n", "a: 2016-02-30\n"),
        *("yes: 1\n", "1: a\n", "null: a\n", "a: 1\na: 2\n", "a: 1\n'a': 2\n", "version: 1.10\n", "Id: 1\nid: 2\n"),
        *("a: b: c\n", "a: [1]\n", "a: {b: 1}\n", "a: |\n  x\n", "a: &x 1\n", "a: *x\n", "a: !!str 1\n", "<<: 1\n"),
        *("--- \na: 1\n", "a: 1\n---\nb: 2\n", "%YAML 1.2\n---\na: 1\n", "- a\n", "text\n", "a: \t1\n", "a: 'x\n"),
        *("a: 1\n  b: 2\n", "a:\n  b: 1\n c: 2\n", "a: x\nb\n", "a: 'x' y\n", "a: @x\n", "a: x # y\n", "a: x #y\n"),
        *(
            "a: x\n\n  y\n",
            "a: x\n  # y\n  z\n",
            "- a: 1\n b: 2\n",
            "a: \x0bx\n",
            "a: \u200bx\n",
            "? a\n: b\n",
            "a: -0\n",
        ),
        'a: "\\x41"\n',
        "".join(" " * n + "a:\n" for n in range(70)),
        "a: " + "9" * 41 + "\n",
    ],
)
def test_what_is_odd_is_left_to_libyaml(text: str) -> None:
    assert not answered(text)


def test_limits_that_are_moved_are_kept() -> None:
    text = "a:\n  b:\n  - 123456.7\nc: some text\n"
    assert answered(text)
    for moved in (Limits(depth=2), Limits(values=3), Limits(text_characters=8), Limits(number_digits=6)):
        assert not answered(text, moved)


KEYS = ("a", "b", "id", "2016/17", "'q'", '"d"', "on", "12", "a b", "a:b", "é", "", "- x", "a'b", "version")
VALUES = (
    *("", "x", "two words", "it's", "12", "1.10", "-0", "-3", "+4", "1e3", ".5", "yes", "null", "~", "true", "2016/17"),
    *("2016-08-08", "2016-13-01", "12:30", "'q'", "'it''s'", "'a: b'", "'open", "ends'", '"d"', '"open', 'ends"', "[]"),
    *("{}", "[1]", "- x", "-", "-x", "a: b", "a:", "x #y", "x # y", "#c", "# c", "|", ">-", "&a x", "*a", "!t", "%x"),
    *(
        "@x",
        "`x",
        "?",
        "? x",
        ":",
        ": x",
        ",",
        "x ",
        "  x",
        "---",
        "...",
        "=",
        "<<",
        "é",
        "\u00a0",
        "(x)",
        "£3m",
        "x'y'",
    ),
)
LINES = st.builds(
    lambda column, dash, key, value: " " * column + dash + (f"{key}: {value}" if key is not None else value),
    st.sampled_from((0, 0, 0, 2, 2, 4, 1, 3)),
    st.sampled_from(("", "", "", "- ", "-   ", "- - ")),
    st.none() | st.sampled_from(KEYS),
    st.sampled_from(VALUES),
)


@given(st.lists(LINES, max_size=6))
@settings(max_examples=500, deadline=None)
@example(["a: 'it", "  x' 'y'"])
@example(["a:", "- x", "  y", "b: 1"])
@example(["a: x", "  'y'"])
def test_any_lines(lines: list[str]) -> None:
    answered("\n".join(["key: value", *lines]) + "\n")
    answered("\n".join(lines))


TEXT = st.text(alphabet="ab: -'\"#\n,[]{}&*!|>%@`019.yesé\u00a0\\", max_size=12)
SCALAR: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-99, 99) | TEXT


@given(
    st.dictionaries(
        TEXT,
        st.recursive(
            SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=12
        ),
        max_size=4,
    ),
    st.sampled_from((20, 80)),
)
@settings(max_examples=300, deadline=None)
def test_any_document_that_is_dumped(data: Any, width: int) -> None:
    answered(yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=width))
