"""The validator that decides and the one that explains give one answer, whatever the schema and the data."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planlint.bind.formats import FORMATS
from planlint.bind.patterns import PatternRefused, found_in, translate
from planlint.bind.validators import fast_validator, prepare, slow_validator

DIGITS = st.integers(-(10**39), 10**39) | st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda d: len(d.as_tuple().digits) <= 40 and abs(d.adjusted()) <= 40
)
SMALL = st.integers(-3, 12) | st.sampled_from([Decimal(n) / 10 for n in range(-5, 25)])
FIGURES = SMALL | DIGITS
WORDS = st.sampled_from(
    ["", "a", "b", "ab", "2017/18", "2017-06-30", "é", "e\u0301", "Ⅷ", "٣", "💷", "a\n", " ", "R12"]
)
TEXTS = WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SCALARS = st.none() | st.booleans() | FIGURES | TEXTS
KEYS = st.sampled_from(["a", "b", "ab", "2017/18", "é"])
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | TEXTS, inner, max_size=4), max_leaves=12
)
PATTERNS = st.sampled_from(
    [
        *("^a", "b$", r"^\d+$", r"^\w+$", r"\s", r"^[^\d-]*$", r"^\p{Letter}$", r"\P{Lu}", ".", "^.{1,2}$", "[a&&b[-]"),
        *("(?i)^AB?$", r"^R\d{1,3}$", r"\u00e9", "^(a|ab)+$", r"[\w.]", "{", "a{,2}", "[é-ü]"),
    ]
)
TYPES = st.sampled_from(["number", "integer", "string", "boolean", "null", "object", "array"])
SIZES = st.integers(0, 4)
LEAVES = st.one_of(
    st.fixed_dictionaries({"type": TYPES}),
    st.fixed_dictionaries({}, optional={"minimum": FIGURES, "maximum": FIGURES}),
    st.fixed_dictionaries({}, optional={"exclusiveMinimum": FIGURES, "exclusiveMaximum": FIGURES}),
    st.fixed_dictionaries({"multipleOf": FIGURES.filter(lambda n: n > 0)}),
    st.fixed_dictionaries({"enum": st.lists(DATA, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"const": DATA}),
    st.fixed_dictionaries({"pattern": PATTERNS}),
    st.fixed_dictionaries({"format": st.sampled_from(sorted(FORMATS))}),
    st.fixed_dictionaries({}, optional={"minLength": SIZES, "maxLength": SIZES, "uniqueItems": st.booleans()}),
    st.fixed_dictionaries({}, optional={"minItems": SIZES, "maxItems": SIZES, "minProperties": SIZES}),
    st.fixed_dictionaries({"required": st.lists(KEYS, unique=True, max_size=2)}),
    st.booleans(),
)


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.dictionaries(KEYS, inner, max_size=3)
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries(
            {}, optional={"properties": named, "additionalProperties": inner, "patternProperties": patterned(inner)}
        ),
        st.fixed_dictionaries({"allOf": some, "unevaluatedProperties": inner}, optional={"properties": named}),
        st.fixed_dictionaries({"propertyNames": inner}),
        st.fixed_dictionaries({}, optional={"items": inner, "prefixItems": some, "contains": inner}),
        st.fixed_dictionaries({"contains": inner, "minContains": SIZES}, optional={"unevaluatedItems": inner}),
        st.fixed_dictionaries({}, optional={"anyOf": some, "oneOf": some, "not": inner}),
        st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner}),
        st.fixed_dictionaries({"dependentSchemas": named}),
        st.fixed_dictionaries({"dependentRequired": st.dictionaries(KEYS, st.lists(KEYS, unique=True, max_size=2))}),
    )


def patterned(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(PATTERNS, inner, max_size=2)


SCHEMAS = st.recursive(LEAVES, larger, max_leaves=6)


@settings(max_examples=600, deadline=None)
@given(schema=SCHEMAS, data=st.lists(DATA, min_size=1, max_size=4))
@example(schema={"multipleOf": Decimal("0.01")}, data=[Decimal("19.99"), Decimal("19.999")])
@example(schema={"multipleOf": Decimal("1E-40")}, data=[Decimal("1E+40"), 10**39])
@example(schema={"maximum": 10**39}, data=[10**39 + 1, 10**39])
@example(schema={"enum": [1, False]}, data=[Decimal("1.0"), True, 0, False])
@example(schema={"uniqueItems": True}, data=[[1, True], [1, Decimal("1.0")], [{"a": 1}, {"a": Decimal("1.00")}]])
@example(schema={"type": "integer"}, data=[Decimal("1.0"), Decimal("1E+30"), True, 10**39])
@example(schema={"maxLength": 1}, data=["💷", "e\u0301"])
def test_they_agree_on_random_schemas_and_data(schema: Any, data: list[Any]) -> None:
    ready = prepare(schema)
    fast, slow = fast_validator(ready), slow_validator(ready)
    for one in data:
        assert fast.is_valid(one) is slow.is_valid(one), (schema, one)


@settings(max_examples=500, deadline=None)
@given(pattern=st.text("ab01.-^$[]()\\|*+?{},dws&~:xpL é", max_size=10), text=TEXTS)
def test_a_pattern_means_one_thing_to_both_engines_or_is_refused(pattern: str, text: str) -> None:
    try:
        ready = translate(pattern)
    except PatternRefused:
        return
    assert fast_validator({"pattern": ready}).is_valid(text) is found_in(ready, text)


@pytest.mark.parametrize(
    ("pattern", "matches", "not_matches"),
    [
        (r"^\d{4}$", "2017", "٢٠١٧"),
        (r"^[A-Z]{3}$", "ABC", "ABC\n"),
        (r"^\p{Letter}+$", "né", "n3"),
        (r"^\p{Script=Greek}$", "α", "a"),
        (r"^[\w.-]+$", "a.b-c", "a b"),
        (r"^.$", "\r", "\n"),
        (r"^[\d-x]$", "-", "y"),
        (r"(?i)^yes$", "YES", "no"),
        (r"^(a+)+$", "a" * 50, "a" * 50_000 + "!"),
    ],
)
def test_what_patterns_mean(pattern: str, matches: str, not_matches: str) -> None:
    ready = prepare({"pattern": pattern})
    for validator in (fast_validator(ready), slow_validator(ready)):
        assert validator.is_valid(matches)
        assert not validator.is_valid(not_matches)


def test_a_broken_character_is_no_match_and_no_crash() -> None:
    assert not slow_validator(prepare({"pattern": "^a$"})).is_valid("\ud800")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", ["2016-02-29", "0001-01-01"], ["2017-02-29", "2017-6-1", "01/06/2017", "2017-06-01 ", "0000-01-01"]),
        ("month", ["2017-06"], ["2017-13", "2017-6", "June 2017"]),
        ("financial-year", ["2017/18", "2017-18", "17/18", "2017 to 2018"], ["2017", "2017/19", "2017-06"]),
        ("duration", ["90 days", "1 month"], ["P3M", "soon", "-1 days"]),
        ("email", ["pmo@trust.example.org"], ["pmo", "a@b", "a b@example.org"]),
        ("uuid", ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567"]),
        ("ipv4", ["192.0.2.1"], ["192.0.2.256", "1.2.3"]),
    ],
)
def test_formats_are_checked_by_both(name: str, good: list[str], bad: list[str]) -> None:
    for validator in (fast_validator({"format": name}), slow_validator({"format": name})):
        assert [text for text in good if not validator.is_valid(text)] == []
        assert [text for text in bad if validator.is_valid(text)] == []
        assert validator.is_valid(7)


def test_deciding_does_not_import_the_explaining_library() -> None:
    import subprocess

    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^a"}}}
    program = (
        "import sys; from planlint.bind import bind, load_kinds; from planlint.model import Document, Place\n"
        f"kind = load_kinds({{'a.schema.json': {json.dumps(schema).encode()!r}}})['a']\n"
        "bound = bind(Document('a.json', {'a': 'ab'}, '', lambda path: Place('a.json')), kind)\n"
        "assert not bound.faults; print('jsonschema' in sys.modules, 'jsonschema_rs' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
