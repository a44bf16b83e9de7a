"""Changes of what is compared: figures and their steps, years and dates, ends of periods, aggregates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.lang.spelling import SIDE, TERM, TIGHT, spell
from planlint.lang.types_of import Typed
from planlint.records import replace
from planlint.rule_mutation.change import Change, became, left_out, short, start, without
from planlint.shape import FigureShape, RecordShape
from planlint.values import Duration, FinancialYear, Month, decimal_text

_AGGREGATES = {
    "sum": ("max", "mean", "count"),
    "max": ("min", "sum"),
    "min": ("max", "sum"),
    "mean": ("sum", "max"),
}
_WORDS = {"next year": "previous year", "previous year": "next year", "start": "end", "end": "start"}


def number(expr: ast.Number, typed: Typed) -> Iterator[Change]:
    """One unit of its last digit more and less, and twice as much."""
    places = len(expr.written.partition(".")[2].rstrip("%bnkm"))
    step = Fraction(1, 10**places)
    values = dict.fromkeys((expr.value - step, expr.value + step, expr.value * 2))
    for value in values:
        if value >= 0 and value != expr.value:
            yield became(expr, figure(expr, value))


def figure(expr: ast.Number, value: Fraction) -> ast.Number:
    """A figure of another value, written as the first is."""
    head = "£" if expr.unit.name.startswith("£") else ""
    tail = expr.unit.name.removeprefix("£")
    return replace(expr, value=value, written=f"{head}{decimal_text(value)}{tail}")


def step_of(shape: object) -> Fraction | None:
    """The rounding step of a field of the schema, in base units."""
    if isinstance(shape, FigureShape) and shape.step and shape.unit_field is None:
        return shape.step * shape.unit.scale
    return None


def bounds(expr: ast.Compare, typed: Typed) -> Iterator[Change]:
    """A bound of zero moved by one step of the figures that it is compared with: `£0` alone does not say its step."""
    for name, other in (("left", expr.right), ("right", expr.left)):
        bound = getattr(expr, name)
        if isinstance(bound, ast.Number) and not bound.value:
            steps = [step_of(shape) for one in inner(other) if (shape := typed.of(one)) is not None]
            known = [step for step in steps if step]
            if known:
                near = figure(bound, max(known) / bound.unit.scale)
                for new in (near, ast.Negate(near, pos=bound.pos, depth=2)):
                    changed: Any = {name: new}
                    yield became(expr, replace(expr, **changed))


def inner(expr: ast.Expr) -> Iterator[ast.Expr]:
    """Every expression in one, itself included."""
    yield expr
    for name in type(expr).__dataclass_fields__:
        if name not in ("pos", "depth"):
            yield from _inner(getattr(expr, name))


def _inner(value: object) -> Iterator[ast.Expr]:
    if isinstance(value, ast.Expr):
        yield from inner(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _inner(part)


def constant(expr: ast.Constant, typed: Typed) -> Iterator[Change]:
    """A year, month, day or length of time, one earlier and one later; `yes` and `no`."""
    for value in _near(expr.value):
        yield became(expr, replace(expr, value=value))


def _near(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, FinancialYear | Month):
        yield value.shift(-1)
        yield value.shift(1)
    elif isinstance(value, date):
        yield value - timedelta(days=1)
        yield value + timedelta(days=1)
    elif isinstance(value, Duration):
        for count in dict.fromkeys((value.count - 1, value.count + 1, value.count * 2)):
            if count >= 0 and count != value.count:
                yield Duration(count, value.unit)


def itself(expr: ast.Name, typed: Typed) -> Iterator[Change]:
    """The submission itself in the place of another of its kind, such as the previous one."""
    if expr.name in typed.own:
        yield became(expr, replace(expr, name=typed.own[expr.name]))


def field(expr: ast.Field, typed: Typed) -> Iterator[Change]:
    """The other end of a period."""
    base = typed.of(expr.base)
    if isinstance(base, RecordShape) and base.period is not None and expr.name in base.period:
        other = base.period[1 - base.period.index(expr.name)]
        yield became(expr, replace(expr, name=other))


def prefix(expr: ast.Prefix, typed: Typed) -> Iterator[Change]:
    if expr.word in _WORDS:
        yield became(expr, replace(expr, word=_WORDS[expr.word]))
    if expr.word in ("next year", "previous year"):
        yield left_out(expr.part, f"{expr.word} of in front of {spell(expr.part, TIGHT)}", expr.pos)


def span(expr: ast.Span, typed: Typed) -> Iterator[Change]:
    yield became(expr, replace(expr, working=not expr.working))


def sum_(expr: ast.Sum, typed: Typed) -> Iterator[Change]:
    for n, (sign, term) in enumerate(expr.terms):
        word = "+" if sign > 0 else "-"
        if n:
            flipped = (*expr.terms[:n], (-sign, term), *expr.terms[n + 1 :])
            part = short(spell(term, TERM))
            other = "-" if sign > 0 else "+"
            yield Change(replace(expr, terms=flipped), f"{word} {part}", f"{other} {part}", start(term))
        rest = without(expr.terms, n)
        if len(rest) == 1 and rest[0][0] > 0:
            yield left_out(rest[0][1], _term(n, word, term), start(term))
        elif rest[0][0] > 0:
            yield left_out(replace(expr, terms=rest), _term(n, word, term), start(term))


def _term(n: int, word: str, term: ast.Expr) -> str:
    return f"{word} {spell(term, TERM)}" if n else f"{spell(term, TERM)} at the start"


def product(expr: ast.Product, typed: Typed) -> Iterator[Change]:
    for n, (op, factor) in enumerate(expr.factors):
        if n:
            part, other = short(spell(factor, TIGHT)), "/" if op == "*" else "*"
            swapped = (*expr.factors[:n], (other, factor), *expr.factors[n + 1 :])
            yield Change(replace(expr, factors=swapped), f"{op} {part}", f"{other} {part}", start(factor))
            rest = without(expr.factors, n)
            new = rest[0][1] if len(rest) == 1 else replace(expr, factors=rest)
            yield left_out(new, f"{op} {part}", start(factor))


def negate(expr: ast.Negate, typed: Typed) -> Iterator[Change]:
    yield left_out(expr.part, f"- in front of {spell(expr.part, TIGHT)}", expr.pos)


def call(expr: ast.Call, typed: Typed) -> Iterator[Change]:
    if expr.name == "abs":
        yield left_out(expr.arguments[0], f"abs round {spell(expr.arguments[0])}", expr.pos)


def list_of(expr: ast.ListOf, typed: Typed) -> Iterator[Change]:
    for n, item in enumerate(expr.items):
        if len(expr.items) > 1:
            yield left_out(replace(expr, items=without(expr.items, n)), f"{spell(item)} in {spell(expr)}", start(item))


def if_given(expr: ast.IfGiven, typed: Typed) -> Iterator[Change]:
    yield left_out(expr.part, f"if given else {spell(expr.default)}", expr.pos)


def aggregate(expr: ast.Aggregate, typed: Typed) -> Iterator[Change]:
    for word in _AGGREGATES.get(expr.word, ()):
        part = None if word == "count" else expr.part
        new = replace(expr, word=word, part=part)
        words = [short(spell(one, SIDE).strip("()")) for one in (expr, new)]
        yield Change(new, words[0], words[1], expr.pos)
    if expr.where is not None:
        yield left_out(replace(expr, where=None), f"where {spell(expr.where)}", start(expr.where))


VALUES: dict[type[ast.Expr], tuple[Callable[[Any, Typed], Iterator[Change]], ...]] = {
    ast.Number: (number,),
    ast.Compare: (bounds,),
    ast.Constant: (constant,),
    ast.Name: (itself,),
    ast.Field: (field,),
    ast.Prefix: (prefix,),
    ast.Span: (span,),
    ast.Sum: (sum_,),
    ast.Product: (product,),
    ast.Negate: (negate,),
    ast.Call: (call,),
    ast.ListOf: (list_of,),
    ast.IfGiven: (if_given,),
    ast.Aggregate: (aggregate,),
}
