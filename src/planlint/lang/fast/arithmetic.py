"""Figures in code: linear in their cells, over whole numbers, with their slack beside them.

Every coefficient is known when the code is written, so both sides of a comparison are multiplied by one whole number
and the code adds and multiplies the digits as they were read: nothing is divided and nothing is rounded.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from planlint.lang import ast
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.paths import WORTH
from planlint.lang.fast.presence import Presence
from planlint.lang.fast.symbols import Linear, Pieces, Scalar, Symbol, Term, Truth, path_code
from planlint.records import replace
from planlint.values import Duration, decimal_text

ONE = Fraction(1)


class Arithmetic(Presence, ABC):
    """Adds to `Presence` figures. Conditions come from the class built on it."""

    @abstractmethod
    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        """Code for the truth of an expression, or of its opposite where `positive` is False."""

    def figure(self, expr: ast.Expr) -> Linear:
        worth = self.worth(expr)
        if not isinstance(worth, Linear):
            raise Unsupported("something other than a figure where one is wanted")
        return worth

    # ------------------------------------------------------------------ arithmetic
    def negate(self, expr: ast.Negate) -> Symbol:
        return self.figure(expr.part).scaled(-ONE)

    def sum(self, expr: ast.Sum) -> Symbol:
        total = self.worth(expr.terms[0][1])
        for sign, term in expr.terms[1:]:
            worth = self.worth(term)
            if isinstance(total, Scalar):
                total = self.moved(total, worth, sign)
            elif isinstance(total, Linear) and isinstance(worth, Linear):
                total = add(total, worth, sign)
            else:
                raise Unsupported("a sum of things that are no figures")
        return total

    def moved(self, held: Scalar, by: Symbol, sign: int) -> Symbol:
        if held.sort != "date" or not isinstance(by, Scalar) or not isinstance(by.literal, Duration):
            raise Unsupported("a month or year moved")
        code = self.out.let("d", f"moved({held.code}, {by.literal.count}, {by.literal.unit!r}, {sign})")
        return Scalar("date", code, held.path, self.out.here)

    def product(self, expr: ast.Product) -> Symbol:
        total = self.figure(expr.factors[0][1])
        for op, factor in expr.factors[1:]:
            worth = self.figure(factor)
            total = self.times(total, worth) if op == "*" else self.over(total, worth)
        return total

    def times(self, left: Linear, right: Linear) -> Linear:
        """The product, where one side is exact."""
        for one, other in ((right, left), (left, right)):
            if one.exact and not one.terms:
                return other.scaled(one.constant)
            if one.exact:
                scale = self.whole([one])
                factor = self.out.let("f", self.value_code(one, scale))
                terms = tuple(
                    replace(term, factors=(*term.factors, factor), coefficient=term.coefficient / scale)
                    for term in other.terms
                )
                if other.constant:
                    terms += (Term(factor, other.constant / scale, self.out.here),)
                return Linear(terms, below=other.below, loose=other.loose)
        if left.below is None and right.below is None:
            return self.rounded(left, right)
        above = self.times(upper(left), upper(right))
        belows = [one.below for one in (left, right) if one.below is not None]
        return replace(above, below=self.times(*belows) if len(belows) == 2 else belows[0])

    def rounded(self, left: Linear, right: Linear) -> Linear:
        """The product of two rounded figures. Its slack is no less than the true one, and may be more."""
        out = self.out
        values, slacks, scale = [], [], ONE
        for one in (left, right):
            by = self.whole([one])
            values.append(out.let("d", self.value_code(one, by)))
            slacks.append(out.let("w", self.slack_code(one, by)))
            scale *= by
        (a, b), (v, w) = values, slacks
        spread = out.let("w", f"abs({a}) * {w} + abs({b}) * {v} + {v} * {w}")
        cells = tuple(cell for one in (left, right) for term in one.terms if not term.exact for cell in term.cells)
        term = Term(out.let("d", f"{a} * {b}"), 1 / scale, out.here, (), Fraction(0), spread, cells)
        return Linear((term,), loose=True)

    @abstractmethod
    def divisor(self, below: Linear) -> str:
        """A variable with the sign of a divisor, which cannot be zero."""

    def over(self, above: Linear, below: Linear) -> Linear:
        if below.below is None and not below.terms:
            if not below.constant:
                raise Unsupported("a divisor that is always zero")
            return above.scaled(1 / below.constant)
        if above.below is None and below.below is None:
            return replace(above, below=below, path=None)
        # (A / B) / (C / D) is (A * D) / (B * C), where none of the three that divide may be zero.
        left, right = upper(above), upper(below)
        if below.below is not None:
            self.divisor(below.below)
            left = self.times(left, below.below)
        if above.below is not None:
            right = self.times(above.below, right)
        return replace(left, below=right, path=None)

    # ------------------------------------------------------------------ code
    def whole(self, figures: Iterable[Linear]) -> Fraction:
        """By what to multiply so that coefficients in the code are small whole numbers, and all else ends in digits."""
        figures = list(figures)
        by = [term.coefficient for figure in figures for term in figure.terms]
        scale = Fraction(lcm(*(one.denominator for one in by)), gcd(*(one.numerator for one in by)) or 1) if by else ONE
        rest = [figure.constant for figure in figures]
        rest += [term.coefficient * term.half for figure in figures for term in figure.terms]
        scale *= lcm(*(endless((one * scale).denominator) for one in rest))
        return scale

    def value_code(self, figure: Linear, scale: Fraction) -> str:
        """`scale` times the printed value."""
        pieces = [self.multiplied(term.coefficient * scale, (*term.factors, term.value)) for term in figure.terms]
        if figure.constant or not pieces:
            pieces.append(self.number_code(figure.constant * scale))
        return " + ".join(pieces).replace("+ -", "- ")

    def slack_code(self, figure: Linear, scale: Fraction) -> str:
        """`scale` times how far the true value may lie from the printed one."""
        pieces = []
        fixed = Fraction(0)
        for term in figure.terms:
            by = abs(term.coefficient) * scale
            sizes = tuple(f"abs({one})" for one in term.factors)
            if term.spread is not None:
                pieces.append(self.multiplied(by, (*sizes, term.spread)))
            elif term.half and sizes:
                pieces.append(self.multiplied(by * term.half, sizes))
            else:
                fixed += by * term.half
        if fixed or not pieces:
            pieces.append(self.number_code(fixed))
        return " + ".join(pieces)

    def number_code(self, value: Fraction) -> str:
        """A number whose digits end, exactly."""
        if value.denominator == 1:
            return str(value.numerator)
        return self.out.constant(f"Decimal({decimal_text(value)!r})")

    def multiplied(self, coefficient: Fraction, factors: tuple[str, ...]) -> str:
        if abs(coefficient) == 1 and factors:
            return ("-" if coefficient < 0 else "") + " * ".join(factors)
        return " * ".join((self.number_code(coefficient), *factors))

    def call(self, expr: ast.Call) -> Symbol:
        if expr.name == "words":
            part = self.worth(expr.arguments[0])
            if isinstance(part, Scalar) and part.sort == "text":
                return Linear((Term(self.out.let("c", f"words({part.code})"), ONE, self.out.here),))
        raise Unsupported(f"`{expr.name}()`")

    def if_given(self, expr: ast.IfGiven) -> Symbol:
        """A cell, or what stands for it where it is not given."""
        default = self.worth(expr.default)
        there, codes = self.given(expr.part)
        if isinstance(default, Scalar):
            return self.scalar_if_given(expr, there, codes, default)
        out = self.out
        if not isinstance(default, Linear) or default.below is not None:
            raise Unsupported("a default that is no figure, date or text")
        value, spread = out.let("v", "0"), out.let("w", "0")
        home = out.here
        with out.block(f"if {there}:"):
            self.suppose(codes)
            part = self.figure(expr.part)
            if part.below is not None:
                raise Unsupported("a default for a quotient")
            scale = self.whole([part, default])
            out.line(f"{value} = {self.value_code(part, scale)}")
            if not part.exact:
                out.line(f"{spread} = {self.slack_code(part, scale)}")
        if default.terms or default.constant:
            with out.block("else:"):
                out.line(f"{value} = {self.value_code(default, scale)}")
                if not default.exact:
                    out.line(f"{spread} = {self.slack_code(default, scale)}")
        cells = tuple(cell for term in (*part.terms, *default.terms) for cell in term.cells)
        exact = part.exact and default.exact
        term = Term(value, 1 / scale, home, (), Fraction(0), None if exact else spread, cells)
        return Linear((term,), loose=part.loose or default.loose)

    def scalar_if_given(self, expr: ast.IfGiven, there: str, codes: frozenset[str], default: Scalar) -> Symbol:
        """A date, text, year, month or yes or no, or what stands for it; the path is that of what was taken."""
        out = self.out
        value, place = out.let("v", default.code), out.let("p", path_code(default.path or ()))
        with out.block(f"if {there}:"):
            self.suppose(codes)
            part = self.worth(expr.part)
            if not isinstance(part, Scalar) or part.sort != default.sort or part.sort == "duration":
                raise Unsupported("a default of another sort")
            out.line(f"{value} = {part.code}")
            out.line(f"{place} = {path_code(part.path or ())}")
        known = part.path is not None and default.path is not None
        return Scalar(default.sort, value, (f"*{place}",) if known else None, out.here)


def upper(figure: Linear) -> Linear:
    """A quotient without its divisor."""
    return replace(figure, below=None, path=None)


def endless(denominator: int) -> int:
    """What is left of a denominator once its twos and fives are gone: 1 where the digits end."""
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator


def add(left: Linear, right: Linear, sign: int = 1) -> Linear:
    """The sum or difference; equal cells come together in one term."""
    if left.below is not None or right.below is not None:
        raise Unsupported("a sum with a quotient")
    terms: dict[Any, Term] = {}
    for by, figure in ((1, left), (sign, right)):
        for term in figure.terms:
            key = (term.value, term.factors)
            before = terms[key].coefficient if key in terms else Fraction(0)
            terms[key] = replace(term, coefficient=before + by * term.coefficient)
    kept = tuple(term for term in terms.values() if term.coefficient)
    loose = left.loose or right.loose or clashes([(term, term.cells) for term in kept])
    return Linear(kept, left.constant + sign * right.constant, loose=loose)


def clashes(terms: list[tuple[Term, tuple[Pieces, ...]]]) -> bool:
    """Whether two terms might be about one cell and cancel, so that their slack together is less than its sum."""
    for n, (one, cells) in enumerate(terms):
        for other, others in terms[n + 1 :]:
            if one.exact or other.exact:
                continue
            same_sign = (one.coefficient > 0) == (other.coefficient > 0) and not one.factors and not other.factors
            if not same_sign and any(may_be(a, b) for a in cells for b in others):
                return True
    return False


def may_be(one: Pieces, other: Pieces) -> bool:
    """Whether two patterns may be one cell."""
    if len(one) != len(other):
        return False
    return all(a == b or not (a.startswith("'") and b.startswith("'")) for a, b in zip(one, other, strict=True))


WORTH.update(
    {
        ast.Negate: Arithmetic.negate,
        ast.Sum: Arithmetic.sum,
        ast.Product: Arithmetic.product,
        ast.Call: Arithmetic.call,
        ast.IfGiven: Arithmetic.if_given,
    }
)
