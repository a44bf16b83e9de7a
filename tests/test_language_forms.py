"""Expressions written out again, and the one form of all that means the same."""

from __future__ import annotations

from typing import Any

import pytest

from planlint import packs
from planlint.lang import ast
from planlint.lang.canon import Canon
from planlint.lang.parse import parse_expression
from planlint.lang.spelling import spell
from planlint.lang.walk import walk


def parsed(text: str) -> Any:
    expr, problem = parse_expression(text, "it")
    assert problem is None, str(problem)
    return expr


def same(one: Any, other: Any) -> bool:
    if isinstance(one, ast.Expr):
        slots = [slot for slot in type(one).__dataclass_fields__ if slot not in ("pos", "depth")]
        return type(one) is type(other) and all(same(getattr(one, slot), getattr(other, slot)) for slot in slots)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def test_every_expression_of_the_built_in_rules_is_read_again_as_it_was() -> None:
    seen = 0
    for file in packs.load().files.values():
        wholes = [(rule.when, *(one.part for one in rule.obligations)) for rule in file.rules]
        steps = [
            tuple(getattr(step, slot, None) for slot in ("source", "where", "part"))
            for rule in file.rules
            for step in rule.steps
        ]
        for expr in walk((*wholes, *steps)):
            if not (isinstance(expr, ast.Aggregate) and expr.word == "distinct"):
                assert same(expr, parsed(spell(expr))), spell(expr)
                seen += 1
    assert seen > 1000


@pytest.mark.parametrize(
    "text",
    [
        "not (a is b and c is d)",
        "(a is b or c is d) and e is f",
        "a - (b - c)",
        "a / (b * c)",
        "-(a + b) * 2",
        "-a + b",
        "(if a is b then c is d) or e is f",
        "(sum of x.v for x in xs where x.k is 1) = total",
        "every x in xs where x.a is 1, at least one, has x.b is 2 or x.c is 3",
        "(every x in xs, if any, has x.b is 2) or x.c is 3",
        "count of (distinct x.k for x in xs where x.v > 0) is 2",
        'a mentions any of words and b mentions "say ""x"""',
        "(a if given else 0) + b if given else -1 > £1.5m",
        "days from start of p to end of next year of y <= 28",
        "working days from a to b between 1 and 2",
        "xs has no repeated (a.b, c) and xs covers ys by k and xs is in order by a.b",
        "d not before 2017-04-01 and d + 3 months falls in 2017/18",
        "not not a is not given",
    ],
)
def test_brackets_stand_where_they_are_needed(text: str) -> None:
    assert same(parsed(spell(parsed(text))), parsed(text)), spell(parsed(text))


def form(text: str) -> object:
    return Canon({}).condition(parsed(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a < b", "b > a"),
        ("a + b = c", "c - b = a"),
        ("2 * a <= b", "a <= b / 2"),
        ("not a < b", "a >= b"),
        ("count of xs > 0", "count of xs >= 1"),
        ("count of xs > 0", "not count of xs < 1"),
        ("count of x in xs >= 1", "count of xs >= 1"),
        ("a between b and c", "a >= b and c >= a"),
        ("if a is b then c is d", "c is d or a is not b"),
        ("not (a is b and c is given)", "c is not given or not b is a"),
        ("d before e", "e after d"),
        ("no x in xs where x.k is 1", "at most 0 y in xs where y.k is 1"),
        ("not (some x in xs where x.k is 1)", "no x in xs where 1 is x.k"),
        ('a is one of ["x", "y"]', 'a is one of ["y", "x", "x"]'),
        ('a is one of ["x"]', 'a is "x"'),
        ("£1k < a", "a > £1000"),
    ],
)
def test_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a < b", "a <= b"),
        ("a > 0", "a >= 1"),
        ("a = b", "a + c - c = b"),
        ("a = b", "a is b"),
        ("not a = b", "a = b"),
        ("a = b within 1", "a = b"),
        ("every x in xs, if any, has x.k is 1", "every x in xs, at least one, has x.k is 1"),
        ("some x in xs where x.k is 1", "some x in ys where x.k is 1"),
        ('a is like "x"', 'a is "x"'),
        ("d before e", "d not after e"),
        ("a / b = 1", "b / a = 1"),
    ],
)
def test_another_form(one: str, other: str) -> None:
    assert form(one) != form(other)
