"""A change of a rule, small enough that a test should notice it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planlint.lang import ast
from planlint.lang.quoting import shortened as short
from planlint.lang.quoting import start_of as start
from planlint.lang.spelling import spell
from planlint.records import dataclass, replace

__all__ = ["Change", "Inside", "became", "inside", "left_out", "short", "start", "without"]

Inside = Callable[[ast.Expr, Callable[[ast.Expr], Any]], "Iterator[Change]"]
"""The changes of an expression, put in the place that it stands in."""


@dataclass(frozen=True, slots=True)
class Change:
    """`new` stands where the changed thing stood; `was` and `now` are what an author would see, at `pos`.

    `now` is empty where something was left out.
    """

    new: Any
    was: str
    now: str
    pos: ast.Pos

    @property
    def words(self) -> str:
        """`every year` became `some year`, as people and acceptances say it."""
        return f"`{self.was}` became `{self.now}`" if self.now else f"`{self.was}` was left out"


def became(old: ast.Expr, new: ast.Expr) -> Change:
    """An expression changed into another."""
    return Change(new, short(spell(old)), short(spell(new)), start(old))


def left_out(new: Any, what: str, pos: ast.Pos) -> Change:
    return Change(new, short(what), "", pos)


# ---------------------------------------------------------------------- places in a tree


def inside(expr: ast.Expr, put: Callable[[ast.Expr], Any]) -> Iterator[tuple[ast.Expr, Callable[[ast.Expr], Any]]]:
    """Every expression in one, itself first, each with what gives the whole when another stands in its place."""
    yield expr, put
    for name in type(expr).__dataclass_fields__:
        if name not in ("pos", "depth"):
            yield from _held(getattr(expr, name), _field(expr, name, put))


def _held(value: object, put: Callable[[Any], Any]) -> Iterator[tuple[ast.Expr, Callable[[ast.Expr], Any]]]:
    if isinstance(value, ast.Expr):
        yield from inside(value, put)
    elif isinstance(value, tuple):
        for n, part in enumerate(value):
            yield from _held(part, _element(value, n, put))


def _field(expr: ast.Expr, name: str, put: Callable[[ast.Expr], Any]) -> Callable[[Any], Any]:
    return lambda value: put(replace(expr, **{name: value}))


def _element(value: tuple[Any, ...], n: int, put: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda part: put((*value[:n], part, *value[n + 1 :]))


def without(parts: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    return (*parts[:n], *parts[n + 1 :])
