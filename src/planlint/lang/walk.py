"""Going through a tree: every expression in one, and every name that it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planlint.lang import ast


def walk(expr: Any) -> Iterator[ast.Expr]:
    """Every expression in an expression, or in a tuple of them, itself included."""
    todo = [expr]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Expr):
            yield one
            todo.extend(getattr(one, slot) for slot in type(one).__dataclass_fields__ if slot not in ("pos", "depth"))
        elif isinstance(one, tuple):
            todo.extend(one)


def names_in(parts: Iterable[Any], defines: Mapping[str, ast.Define]) -> set[str]:
    """Every name that some expressions come to, through the named expressions that they use."""
    found: set[str] = set()
    todo = list(parts)
    while todo:
        for one in walk(todo.pop()):
            if isinstance(one, ast.Name | ast.Call) and one.name not in found:
                found.add(one.name)
                if one.name in defines:
                    todo.append(defines[one.name].part)
    return found


def expressions_of(rule: ast.Rule) -> Iterator[ast.Expr]:
    """Every expression that stands in a rule by itself, those in its messages too."""
    if rule.when is not None:
        yield rule.when
    for step in rule.steps:
        yield step.part if isinstance(step, ast.Let) else step.source
        if isinstance(step, ast.ForEach) and step.where is not None:
            yield step.where
    for one in rule.obligations:
        yield one.part
        if one.at is not None:
            yield one.at
        for message in (one.say, one.fix):
            for piece in message.pieces if message else ():
                if not isinstance(piece, str):
                    yield piece
