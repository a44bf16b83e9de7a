"""What an expression is while code is being written: where its value stands, of which type, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from planlint.lang import ast
from planlint.lang.fast.code import Block
from planlint.records import dataclass, replace
from planlint.shape import Shape

Pieces = tuple[str, ...]
"""A path as pieces of code, one a step: `'budget'`, `i3`. `*p4` is a variable that holds the whole of it."""


@dataclass(frozen=True, eq=False)
class Node:
    """A record, list or map in variable `code`. `path` is None where it is a list of the pack's.

    `home` is the block from which on it is known, `up` what it stands in, `key` the key of an item.
    """

    code: str
    shape: Shape
    path: Pieces | None
    home: Block
    up: Node | None = None
    key: Symbol | None = None


@dataclass(frozen=True, eq=False)
class Scalar:
    """A value that is no figure. `sort` is text, yes_no, year, month, date or duration.

    `sure`: every sound submission has it.

    Years are held in their canonical spelling, months and dates as written: each sorts as its text does.
    """

    sort: str
    code: str
    path: Pieces | None
    home: Block
    literal: object = None
    sure: bool = False


@dataclass(frozen=True, eq=False)
class Row:
    """A list that was worked out: scalars of one sort in the tuple `code`. `stem` is the map they are the keys of, and
    `places` a tuple of as many paths."""

    sort: str
    code: str
    path: Pieces | None
    home: Block
    stem: Pieces | None = None
    places: str | None = None


@dataclass(frozen=True, eq=False)
class Listed:
    """A list written in the rule."""

    parts: tuple[Symbol, ...]


@dataclass(frozen=True)
class Term:
    """`coefficient` · `factors` · `value`. The rounding of `value` lies within `half`, or `spread` where that is code.

    `factors` are exact. `cells` are the patterns of the cells it stands for, `*` for a step that varies.
    """

    value: str
    coefficient: Fraction
    home: Block
    factors: tuple[str, ...] = ()
    half: Fraction = Fraction(0)
    spread: str | None = None
    cells: tuple[Pieces, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.half and self.spread is None


@dataclass(frozen=True, eq=False)
class Linear:
    """A figure that is linear in printed cells, in base units.

    `below` is set for a quotient, of which this is the upper part. `path` is where it stands, if it is a cell itself.
    `loose`: the slack worked out here may be more than the true one.
    """

    terms: tuple[Term, ...] = ()
    constant: Fraction = Fraction(0)
    below: Linear | None = None
    path: Pieces | None = None
    loose: bool = False

    @property
    def exact(self) -> bool:
        return self.below is None and all(term.exact for term in self.terms)

    def scaled(self, by: Fraction) -> Linear:
        terms = tuple(replace(term, coefficient=term.coefficient * by) for term in self.terms) if by else ()
        return replace(self, terms=terms, constant=self.constant * by, path=None)


@dataclass(frozen=True, eq=False)
class Later:
    """An expression that a name stands for, with the names it was written among."""

    part: ast.Expr
    names: Names


Symbol = Node | Scalar | Row | Listed | Linear
Names = Mapping[str, "Symbol | Later"]


@dataclass(frozen=True)
class Truth:
    """A condition in a variable or atom `code`. Crisp: true or false. Else a number of three bits: 1 it holds with
    the benefit of the doubt that rounding gives, 2 without it, 4 as printed."""

    code: str
    crisp: bool = True
    if_true: frozenset[str] = frozenset()
    """Variables that are given where it is true."""
    if_false: frozenset[str] = frozenset()

    @property
    def bits(self) -> str:
        return f"(7 if {self.code} else 0)" if self.crisp else self.code


@dataclass(frozen=True)
class Broken:
    """Where a false condition points: code for a list of paths, a path, or a variable that holds one.

    None of them: the innermost item. `unknown`: only the interpreter can say.
    """

    listed: str | None = None
    path: Pieces | None = None
    variable: str | None = None
    unknown: bool = False


def path_code(path: Pieces) -> str:
    return f"({', '.join(path)}{',' if len(path) == 1 else ''})"
