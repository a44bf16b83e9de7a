"""One form for all ways of writing a thing: two expressions of one canonical form always mean the same.

The converse does not hold. Names that a rule binds are numbered, `let` and `define` are put in, negation is pushed
down, figures are linear combinations. A figure that cancels out leaves its name behind, since it may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.records import dataclass, fields

Form = tuple[Any, ...]
"""A nested tuple of words, numbers and values; hashable."""

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DATES = {"before": "<", "after": ">", "not_before": ">=", "not_after": "<="}


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of coefficients times forms, and a constant in base units. `whole` if it can only be a whole number."""

    terms: Mapping[Form, Fraction]
    constant: Fraction
    whole: bool = False

    def plus(self, other: Linear, by: Fraction = Fraction(1)) -> Linear:
        terms = dict(self.terms)
        for form, coefficient in other.terms.items():
            terms[form] = terms.get(form, Fraction(0)) + by * coefficient
        whole = self.whole and other.whole and by.denominator == 1
        return Linear(terms, self.constant + by * other.constant, whole)

    def times(self, by: Fraction) -> Linear:
        terms = {form: by * coefficient for form, coefficient in self.terms.items()}
        return Linear(terms, by * self.constant, self.whole and by.denominator == 1)

    @property
    def form(self) -> Form:
        return ("linear", self.constant, *sorted(self.terms.items(), key=repr))


@dataclass(frozen=True, slots=True)
class _Closure:
    part: ast.Expr
    scope: Mapping[str, _Closure | Form]


class Canon:
    """Canonical forms of expressions of a file. `whole` tells whether a path can only hold exact whole numbers."""

    def __init__(self, defines: Mapping[str, ast.Define], whole: Callable[[ast.Expr], bool] = lambda _: False) -> None:
        self.defines, self.whole = defines, whole
        self.scope: Mapping[str, _Closure | Form] = {}
        self.bound = 0

    def bind(self, *names: str) -> None:
        """Give names the next numbers, from here on."""
        for name in names:
            self.scope = {**self.scope, name: ("bound", self.bound)}
            self.bound += 1

    def let(self, name: str, part: ast.Expr) -> None:
        self.scope = {**self.scope, name: _Closure(part, self.scope)}

    # ------------------------------------------------------------------ names
    def opened(self, expr: ast.Expr) -> _Closure | None:
        """What a name or call stands for, if for an expression."""
        if isinstance(expr, ast.Name):
            found = self.scope.get(expr.name)
            if isinstance(found, _Closure):
                return found
            define = self.defines.get(expr.name) if found is None else None
            return _Closure(define.part, {}) if define is not None else None
        if isinstance(expr, ast.Call) and expr.name in self.defines:
            define = self.defines[expr.name]
            given = zip(define.names, expr.arguments, strict=False)
            return _Closure(define.part, {name: _Closure(part, self.scope) for name, part in given})
        return None

    def within(self, closure: _Closure, form: Callable[[ast.Expr], Any]) -> Any:
        before, self.scope = self.scope, closure.scope
        try:
            return form(closure.part)
        finally:
            self.scope = before

    # ------------------------------------------------------------------ values
    def value(self, expr: ast.Expr) -> Form:
        """The form of anything that is no condition."""
        closure = self.opened(expr)
        if closure is not None:
            return self.within(closure, self.value)  # type: ignore[no-any-return]
        match expr:
            case ast.Number() | ast.Sum() | ast.Negate() | ast.Product():
                linear = self.linear(expr)
                alone = [form for form, by in linear.terms.items() if by == 1]
                return alone[0] if len(linear.terms) == len(alone) == 1 and not linear.constant else linear.form
            case ast.Text(value=value) | ast.Constant(value=value):
                return ("value", type(value).__name__, value)
            case ast.Name(name=name):
                found = self.scope.get(name)
                return found if isinstance(found, tuple) else ("name", name)
            case ast.Aggregate():
                return self.collected(expr, expr.word, (expr.part,), expr.where)
        if type(expr) in _CONDITIONS:
            return self.condition(expr)
        return (type(expr).__name__, *self.parts(expr))

    def parts(self, expr: ast.Expr) -> Iterable[Any]:
        """The forms of all that stands in an expression, in order."""
        for one in fields(expr):
            if one.name not in ("pos", "depth"):
                yield self.part(getattr(expr, one.name))

    def part(self, value: object) -> Any:
        if isinstance(value, ast.Expr):
            return self.value(value)
        return tuple(map(self.part, value)) if isinstance(value, tuple) else value

    def collected(self, expr: Any, word: str, parts: Iterable[ast.Expr | None], where: ast.Expr | None) -> Form:
        """Something said of the items of a collection."""
        source = self.value(expr.source)
        before = self.scope, self.bound
        self.bind(expr.name)
        inside = tuple(self.value(part) if part is not None else None for part in parts)
        chosen = self.condition(where) if where is not None else ("true",)
        self.scope, self.bound = before
        if word == "count" and chosen == ("true",):
            return ("Prefix", "count", source)
        return ("collected", word, source, inside, chosen)

    # ------------------------------------------------------------------ figures
    def linear(self, expr: ast.Expr) -> Linear:
        closure = self.opened(expr)
        if closure is not None:
            return self.within(closure, self.linear)  # type: ignore[no-any-return]
        match expr:
            case ast.Number():
                value = expr.value * expr.unit.scale
                return Linear({}, value, value.denominator == 1)
            case ast.Negate(part=part):
                return self.linear(part).times(Fraction(-1))
            case ast.Sum(terms=terms):
                total = Linear({}, Fraction(0), True)
                for sign, term in terms:
                    total = total.plus(self.linear(term), Fraction(sign))
                return total
            case ast.Product():
                return self.product(expr)
        whole = isinstance(expr, ast.Prefix | ast.Aggregate) and expr.word == "count"
        return Linear({self.value(expr): Fraction(1)}, Fraction(0), whole or self.whole(expr))

    def product(self, expr: ast.Product) -> Linear:
        """Linear where all factors but one are constant; else a form of its own, factors in one order."""
        by = Fraction(1)
        left: list[tuple[str, Linear]] = []
        for op, factor in expr.factors:
            linear = self.linear(factor)
            if linear.terms or (op == "/" and not linear.constant):
                left.append((op, linear))
            else:
                by = by * linear.constant if op == "*" else by / linear.constant
        if not left:
            return Linear({}, by, by.denominator == 1)
        if len(left) == 1 and left[0][0] == "*":
            return left[0][1].times(by)
        form = ("product", *sorted(((op, one.form) for op, one in left), key=repr))
        return Linear({form: by}, Fraction(0))

    # ------------------------------------------------------------------ conditions
    def condition(self, expr: ast.Expr, positive: bool = True) -> Form:
        """The form of a condition, or of its opposite."""
        closure = self.opened(expr)
        if closure is not None:
            return self.within(closure, lambda part: self.condition(part, positive))  # type: ignore[no-any-return]
        write = _CONDITIONS.get(type(expr))
        if write is None:
            form = self.value(expr)
            return form if positive else ("not", form)
        return write(self, expr, positive)

    def both(self, expr: ast.And, positive: bool) -> Form:
        return joined("and" if positive else "or", [self.condition(part, positive) for part in expr.parts])

    def either(self, expr: ast.Or, positive: bool) -> Form:
        return joined("or" if positive else "and", [self.condition(part, positive) for part in expr.parts])

    def if_then(self, expr: ast.IfThen, positive: bool) -> Form:
        parts = [self.condition(expr.condition, not positive), self.condition(expr.then, positive)]
        return joined("or" if positive else "and", parts)

    def compare(self, expr: ast.Compare, positive: bool) -> Form:
        difference = self.linear(expr.left).plus(self.linear(expr.right), Fraction(-1))
        if expr.within is not None:
            form = ("within", self.linear(expr.left).form, self.linear(expr.right).form, self.value(expr.within))
            return form if positive else ("not", form)
        return self.compared(expr.op, difference, positive)

    def compared(self, op: str, difference: Linear, positive: bool = True) -> Form:
        """A comparison of a figure with zero, in lowest terms; of whole numbers never strict."""
        if not positive and op != "=":
            op, positive = _OPPOSITE[op], True
        order = sorted((form for form, by in difference.terms.items() if by), key=repr)
        lead = difference.terms[order[0]] if order else Fraction(1)
        if difference.whole and op in ("<", ">"):
            difference = difference.plus(Linear({}, Fraction(1 if op == "<" else -1), True))
            op += "="
        difference = difference.times(1 / abs(lead))
        if lead < 0:
            difference, op = difference.times(Fraction(-1)), _TURNED[op]
        form = ("figures", op, difference.form)
        return form if positive else ("not", form)

    def between(self, expr: ast.Between, positive: bool) -> Form:
        word = "and" if positive else "or"
        part, low, high = self.linear(expr.part), self.linear(expr.low), self.linear(expr.high)
        ends = [
            self.compared(">=", part.plus(low, Fraction(-1)), positive),
            self.compared("<=", part.plus(high, Fraction(-1)), positive),
        ]
        return joined(word, ends)

    def dates(self, expr: ast.CompareDates, positive: bool) -> Form:
        op = _DATES[expr.op] if positive else _OPPOSITE[_DATES[expr.op]]
        left, right = self.value(expr.left), self.value(expr.right)
        return ("dates", op, left, right) if repr(left) <= repr(right) else ("dates", _TURNED[op], right, left)

    def is_(self, expr: ast.Is, positive: bool) -> Form:
        word, sides = expr.word, [self.value(expr.left), self.value(expr.right)]
        if isinstance(expr.right, ast.ListOf) and word == "one_of":
            items = sorted({self.value(item) for item in expr.right.items}, key=repr)
            word, sides = ("is", [sides[0], items[0]]) if len(items) == 1 else (word, [sides[0], tuple(items)])
        form = ("is", word, *(sorted(sides, key=repr) if word in ("is", "like") else sides))
        return form if positive is not expr.negated else ("not", form)

    def given(self, expr: ast.Given, positive: bool) -> Form:
        form = ("given", self.value(expr.part))
        return form if positive is not expr.negated else ("not", form)

    def quantified(self, expr: ast.Quantified, positive: bool) -> Form:
        word, number = expr.word, expr.number
        if word in ("some", "no"):
            word, number = ("at_least", 1) if word == "some" else ("at_most", 0)
        if word == "exactly" and number == 0:
            word = "at_most"
        if not positive and word in ("at_least", "at_most"):
            word, number = ("at_most", number - 1) if word == "at_least" else ("at_least", number + 1)
            positive = True
        conditions = (expr.condition,) if expr.condition is not None else ()
        form = (number, expr.empty, self.collected(expr, word, conditions, expr.where))
        return ("quantified", *form) if positive else ("not", ("quantified", *form))

    def other(self, expr: ast.Expr, positive: bool) -> Form:
        form = (type(expr).__name__, *self.parts(expr))
        return form if positive else ("not", form)


def joined(word: str, parts: Iterable[Form]) -> Form:
    """A flat `and` or `or` of different parts, in one order."""
    flat: set[Form] = set()
    for part in parts:
        flat.update(part[1:] if part[0] == word else (part,))
    return next(iter(flat)) if len(flat) == 1 else (word, *sorted(flat, key=repr))


_CONDITIONS: dict[type[ast.Expr], Callable[[Canon, Any, bool], Form]] = {
    ast.And: Canon.both,
    ast.Or: Canon.either,
    ast.Not: lambda self, expr, positive: self.condition(expr.part, not positive),
    ast.IfThen: Canon.if_then,
    ast.Compare: Canon.compare,
    ast.Between: Canon.between,
    ast.CompareDates: Canon.dates,
    ast.Is: Canon.is_,
    ast.Given: Canon.given,
    ast.Quantified: Canon.quantified,
    ast.FallsIn: Canon.other,
    ast.Matches: Canon.other,
    ast.Mentions: Canon.other,
    ast.NoRepeated: Canon.other,
    ast.Covers: Canon.other,
    ast.InOrder: Canon.other,
    ast.AddsUp: Canon.other,
    ast.Reconciles: Canon.other,
}
"""How each condition is put in its form, or its opposite."""
