"""What a figure can be in any valid submission: its bounds as printed, and how far rounding reaches."""

from __future__ import annotations

from fractions import Fraction

from planlint.lang import ast
from planlint.lang.types_of import Typed
from planlint.records import dataclass
from planlint.shape import FigureShape, ListShape


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds in base units; None where there is none. `spread` is how far a true value may lie from a printed one."""

    low: Fraction | None
    high: Fraction | None
    spread: Fraction | None

    def plus(self, other: Range) -> Range:
        return Range(_sum(self.low, other.low), _sum(self.high, other.high), _sum(self.spread, other.spread))

    def times(self, by: Fraction) -> Range:
        ends = [None if end is None else end * by for end in (self.low, self.high)]
        low, high = ends if by >= 0 else reversed(ends)
        return Range(low, high, None if self.spread is None else self.spread * abs(by))

    def can(self, op: str) -> frozenset[bool]:
        """Whether a comparison with zero can be true, and whether it can be false, whatever rounding allows."""
        if op in ("<", "<="):
            return self.times(Fraction(-1)).can({"<": ">", "<=": ">="}[op])
        if op == "=":
            if self.low == self.high == 0:
                return frozenset({True})
            apart = self._below(strict=True) or self.times(Fraction(-1))._below(strict=True)
            return frozenset({False}) if apart else frozenset({True, False})
        if self.low is not None and (self.low > 0 or (self.low == 0 and op == ">=")):
            return frozenset({True})
        return frozenset({False}) if self._below(strict=op == ">=") else frozenset({True, False})

    def _below(self, *, strict: bool) -> bool:
        """Whether it lies below zero (at most at zero, if not `strict`) under any rounding."""
        if self.high is None or self.spread is None:
            return False
        top = self.high + self.spread
        return top < 0 if strict else top <= 0


ANY = Range(None, None, None)


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def range_of(expr: ast.Expr, typed: Typed) -> Range:
    """What an expression can be; names of a rule are to be opened before."""
    match expr:
        case ast.Number():
            value = expr.value * expr.unit.scale
            return Range(value, value, Fraction(0))
        case ast.Negate(part=part):
            return range_of(part, typed).times(Fraction(-1))
        case ast.Sum(terms=terms):
            total = Range(Fraction(0), Fraction(0), Fraction(0))
            for sign, term in terms:
                total = total.plus(range_of(term, typed).times(Fraction(sign)))
            return total
        case ast.Prefix(word="count", part=part):
            shape = typed.of(part)
            return Range(Fraction(shape.least if isinstance(shape, ListShape) else 0), None, Fraction(0))
        case ast.Aggregate(word="count"):
            return Range(Fraction(0), None, Fraction(0))
    return _of_field(typed.of(expr)) if isinstance(expr, ast.Field | ast.Index | ast.Name) else ANY


def _of_field(shape: object) -> Range:
    if not isinstance(shape, FigureShape) or shape.unit_field is not None:
        return ANY
    scale = shape.unit.scale
    low = shape.least * scale if shape.least is not None else None
    high = shape.most * scale if shape.most is not None else None
    return Range(low, high, shape.step * scale / 2 if shape.step is not None else None)
