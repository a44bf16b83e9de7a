"""Functions of the language. A function is one decorated function here: its annotations are its type, its
docstring its manual, its doctest its test."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from planlint.lang.figures import Figure, constant, scale
from planlint.lang.held import Held, Items, Missing, Worth
from planlint.values import parse_unit

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9£])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    takes: tuple[str, ...]
    gives: str
    apply: Callable[..., Worth]
    manual: str


FUNCTIONS: dict[str, Function] = {}


def function(takes: str, gives: str) -> Callable[[Callable[..., Worth]], Callable[..., Worth]]:
    """Make a function known to the language. `takes` and `gives` are `figure`, `text`, `count` or `texts`."""

    def known(body: Callable[..., Worth]) -> Callable[..., Worth]:
        manual = (body.__doc__ or "").strip().splitlines()[0]
        FUNCTIONS[body.__name__.rstrip("_")] = Function(
            body.__name__.rstrip("_"), tuple(takes.split()), gives, body, manual
        )
        return body

    return known


@function("figure", "figure")
def abs_(x: Any) -> Worth:
    """The size of a figure without its sign."""
    if not isinstance(x, Figure):
        return Missing((), "unreadable")
    if x.low >= 0:
        return replace(x, path=None)
    if x.high <= 0:
        return scale(x, Fraction(-1))
    value = abs(x.value)
    return replace(
        x,
        value=value,
        terms={},
        below=-value,
        above=max(-x.low, x.high) - value,
        ratio=None,
        path=None,
    )


@function("text", "count")
def words(t: Any) -> Worth:
    """How many words a text has.

    >>> str(words(Held("We won't close beds.")).value)
    '4'
    """
    if not isinstance(t, Held) or not isinstance(t.value, str):
        return Missing((), "unreadable")
    return constant(len(_WORD.findall(t.value)), parse_unit("count") or constant(0).unit)


@function("text", "texts")
def sentences(t: Any) -> Worth:
    """The sentences of a text.

    >>> len(sentences(Held("It cost £3.2m. Why? Nobody knows")).values)
    3
    """
    if not isinstance(t, Held) or not isinstance(t.value, str):
        return Missing((), "unreadable")
    parts = [part.strip() for part in _END.split(t.value)]
    return Items(tuple(Held(part, t.path) for part in parts if part), t.path)
