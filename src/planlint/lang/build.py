"""Parsed text → `planlint.lang.ast`, construct by construct, while the parser runs.

Each method is named after a production of `grammar.lark` and gets what stands in it. A construct that the grammar
allows and the language does not is `Refused` here, with its place.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from lark import Token, Tree
from lark.tree import Meta

from planlint.lang import ast
from planlint.lang.words import RESERVED
from planlint.limits import LIMITS
from planlint.values import PERCENT, PLAIN, parse_date, parse_duration, parse_month, parse_unit, parse_year


class Refused(Exception):
    """A construct that cannot be used: where, why, and what to write instead."""

    def __init__(self, pos: ast.Pos, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.pos, self.message, self.hint = pos, message, hint


def position(meta: Meta | Token) -> ast.Pos:
    end = meta.end_column if meta.end_line == meta.line else None
    return ast.Pos(meta.line or 1, meta.column or 1, max(1, (end or meta.column or 1) - (meta.column or 1)))


def _deep(pos: ast.Pos, *parts: ast.Expr | None) -> int:
    depth = 1 + max((part.depth for part in parts if part is not None), default=0)
    if depth > LIMITS.rule_depth:
        raise Refused(pos, f"This is nested more than {LIMITS.rule_depth} deep.", "Name parts of it with `let`.")
    return depth


def _chained(left: ast.Expr, pos: ast.Pos) -> bool:
    """Whether a chain goes on without a bracket: then both begin at one place."""
    return left.pos.line == pos.line and left.pos.column == pos.column


def _text(token: Token) -> str:
    return str(token)[1:-1].replace('""', '"')


def _name(token: Token) -> str:
    if str(token) in RESERVED:
        raise Refused(
            position(token), f"`{token}` is a word of the language and cannot be a name.", "Choose another name."
        )
    return str(token)


class ExpressionBuilder:
    """Gives the node of each production from where it stands and the nodes of its parts."""

    def build(self, tree: Any) -> Any:
        """The node of a whole parse tree. Goes from the leaves up without recursion, so depth costs no stack."""
        if not isinstance(tree, Tree):
            return tree
        built: dict[int, Any] = {}
        for branch in tree.iter_subtrees():
            parts = [built[id(part)] if isinstance(part, Tree) else part for part in branch.children]
            built[id(branch)] = getattr(self, str(branch.data))(branch.meta, parts)
        return built[id(tree)]

    # -------------------------------------------------------------- constants
    def text(self, meta: Meta, parts: list[Any]) -> ast.Text:
        return ast.Text(_text(parts[0]), pos=position(meta))

    def number(self, meta: Meta, parts: list[Any]) -> ast.Number:
        return self._figure(meta, str(parts[0]), "", str(parts[0]))

    def percent(self, meta: Meta, parts: list[Any]) -> ast.Number:
        written = str(parts[0])
        pos = position(meta)
        return ast.Number(self._digits(pos, written[:-1]), PERCENT, written, pos=pos)

    def money(self, meta: Meta, parts: list[Any]) -> ast.Number:
        written = str(parts[0])
        digits = written[1:].rstrip("bnkm")
        return self._figure(meta, digits, "£" + written[1 + len(digits) :], written)

    def _figure(self, meta: Meta, digits: str, unit: str, written: str) -> ast.Number:
        pos = position(meta)
        return ast.Number(self._digits(pos, digits), parse_unit(unit) or PLAIN, written, pos=pos)

    def _digits(self, pos: ast.Pos, digits: str) -> Fraction:
        if len(digits.replace(".", "")) > LIMITS.number_digits:
            raise Refused(pos, f"This number has more than {LIMITS.number_digits} digits.")
        return Fraction(digits)

    def date(self, meta: Meta, parts: list[Any]) -> ast.Constant:
        return self._constant(meta, parse_date(str(parts[0])), f"`{parts[0]}` is not a day of the calendar.")

    def month(self, meta: Meta, parts: list[Any]) -> ast.Constant:
        return self._constant(meta, parse_month(str(parts[0])), f"`{parts[0]}` is not a month.")

    def year(self, meta: Meta, parts: list[Any]) -> ast.Constant:
        return self._constant(meta, self._year(parts[0]), "")

    def duration(self, meta: Meta, parts: list[Any]) -> ast.Constant:
        return self._constant(meta, parse_duration(" ".join(str(parts[0]).split())), "")

    def yes(self, meta: Meta, parts: list[Any]) -> ast.Constant:
        return self._constant(meta, True, "")

    def no_(self, meta: Meta, parts: list[Any]) -> ast.Constant:
        return self._constant(meta, False, "")

    def _constant(self, meta: Meta, value: Any, message: str) -> ast.Constant:
        pos = position(meta)
        if value is None:
            raise Refused(pos, message)
        return ast.Constant(value, pos=pos)

    def _year(self, token: Token) -> Any:
        year = parse_year(str(token))
        if year is None:
            raise Refused(
                position(token), f"`{token}` is not a financial year.", "The second year follows the first: 2017/18."
            )
        return year

    # -------------------------------------------------------------- paths and figures
    def name(self, meta: Meta, parts: list[Any]) -> ast.Name:
        return ast.Name(_name(parts[0]), pos=position(meta))

    def field(self, meta: Meta, parts: list[Any]) -> ast.Field:
        pos = position(parts[1])
        return ast.Field(parts[0], str(parts[1]), pos=pos, depth=_deep(pos, parts[0]))

    def index(self, meta: Meta, parts: list[Any]) -> ast.Index:
        pos = position(meta)
        return ast.Index(parts[0], parts[1], pos=pos, depth=_deep(pos, parts[0], parts[1]))

    def arguments(self, meta: Meta, parts: list[Any]) -> tuple[ast.Expr, ...]:
        return tuple(parts)

    def call(self, meta: Meta, parts: list[Any]) -> ast.Call:
        pos = position(parts[0])
        arguments = parts[1] or ()
        return ast.Call(str(parts[0]), arguments, pos=pos, depth=_deep(pos, *arguments))

    def bracket(self, meta: Meta, parts: list[Any]) -> ast.Expr:
        return parts[0]  # type: ignore[no-any-return]

    def list_of(self, meta: Meta, parts: list[Any]) -> ast.ListOf:
        pos, items = position(meta), tuple(part for part in parts if part is not None)
        return ast.ListOf(items, pos=pos, depth=_deep(pos, *items))

    def negate(self, meta: Meta, parts: list[Any]) -> ast.Negate:
        pos = position(meta)
        return ast.Negate(parts[0], pos=pos, depth=_deep(pos, parts[0]))

    def plus(self, meta: Meta, parts: list[Any]) -> ast.Sum:
        return self._sum(meta, parts, 1)

    def minus(self, meta: Meta, parts: list[Any]) -> ast.Sum:
        return self._sum(meta, parts, -1)

    def _sum(self, meta: Meta, parts: list[Any], sign: int) -> ast.Sum:
        pos, (left, right) = position(meta), parts
        chained = isinstance(left, ast.Sum) and _chained(left, pos)
        terms = left.terms if chained else ((1, left),)
        terms = (*terms, (sign, right))
        self._not_too_long(pos, terms)
        return ast.Sum(terms, pos=pos, depth=_deep(pos, *(term for _, term in terms)))

    def times_(self, meta: Meta, parts: list[Any]) -> ast.Product:
        return self._product(meta, parts, "*")

    def divide(self, meta: Meta, parts: list[Any]) -> ast.Product:
        return self._product(meta, parts, "/")

    def _product(self, meta: Meta, parts: list[Any], op: str) -> ast.Product:
        pos, (left, right) = position(meta), parts
        chained = isinstance(left, ast.Product) and _chained(left, pos)
        factors = (*(left.factors if chained else (("*", left),)), (op, right))
        self._not_too_long(pos, factors)
        return ast.Product(factors, pos=pos, depth=_deep(pos, *(factor for _, factor in factors)))

    def _not_too_long(self, pos: ast.Pos, parts: tuple[Any, ...]) -> None:
        if len(parts) > 500:
            raise Refused(pos, "This has more than 500 parts.", "Use a list and `sum of`, or several rules.")

    def if_given(self, meta: Meta, parts: list[Any]) -> ast.IfGiven:
        pos = position(meta)
        part, default = parts[0], parts[-1]
        return ast.IfGiven(part, default, pos=pos, depth=_deep(pos, part, default))

    def prefix(self, meta: Meta, parts: list[Any]) -> ast.Prefix:
        pos = position(meta)
        word = " ".join(str(parts[0]).split()[:-1])
        return ast.Prefix(word, parts[1], pos=pos, depth=_deep(pos, parts[1]))

    def count_of(self, meta: Meta, parts: list[Any]) -> ast.Prefix:
        pos = position(meta)
        return ast.Prefix("count", parts[-1], pos=pos, depth=_deep(pos, parts[-1]))

    def days_from(self, meta: Meta, parts: list[Any]) -> ast.Span:
        pos = position(meta)
        start, end = [part for part in parts if isinstance(part, ast.Expr)]
        return ast.Span(False, start, end, pos=pos, depth=_deep(pos, start, end))

    def working_days_from(self, meta: Meta, parts: list[Any]) -> ast.Span:
        span = self.days_from(meta, parts)
        span.working = True
        return span

    # -------------------------------------------------------------- collections
    def aggregate_c(self, meta: Meta, parts: list[Any]) -> ast.Expr:
        if isinstance(parts[0], ast.Expr):
            return parts[0]
        return self._aggregate(meta, parts)

    aggregate_o = aggregate_c

    def _aggregate(self, meta: Meta, parts: list[Any]) -> ast.Aggregate:
        pos = position(meta)
        word = str(parts[0]).split()[0]
        exprs = [part for part in parts if isinstance(part, ast.Expr)]
        name = _name(next(part for part in parts if isinstance(part, Token) and part.type == "NAME"))
        part, source = exprs[0], exprs[1]
        where = exprs[2] if len(exprs) > 2 else None
        return ast.Aggregate(word, part, name, source, where, pos=pos, depth=_deep(pos, *exprs))

    def count_where(self, meta: Meta, parts: list[Any]) -> ast.Aggregate:
        pos = position(meta)
        exprs = [part for part in parts if isinstance(part, ast.Expr)]
        name = _name(next(part for part in parts if isinstance(part, Token) and part.type == "NAME"))
        where = exprs[1] if len(exprs) > 1 else None
        return ast.Aggregate("count", None, name, exprs[0], where, pos=pos, depth=_deep(pos, *exprs))

    def distinct(self, meta: Meta, parts: list[Any]) -> ast.Aggregate:
        return self._aggregate(meta, parts)

    # -------------------------------------------------------------- comparisons
    def compare(self, meta: Meta, parts: list[Any]) -> ast.Compare:
        pos, (left, op, right) = position(meta), parts
        return ast.Compare(str(op), left, right, pos=pos, depth=_deep(pos, left, right))

    def compare_within(self, meta: Meta, parts: list[Any]) -> ast.Compare:
        pos = position(meta)
        left, right, within = [part for part in parts if isinstance(part, ast.Expr)]
        op = next(part for part in parts if isinstance(part, Token) and part.type == "FIGURE_OP")
        if op != "=":
            raise Refused(position(op), f"`within` goes with `=`, not with `{op}`.", "Write `A = B within £50k`.")
        return ast.Compare("=", left, right, within, pos=pos, depth=_deep(pos, left, right, within))

    def between(self, meta: Meta, parts: list[Any]) -> ast.Between:
        pos = position(meta)
        part, low, high = [one for one in parts if isinstance(one, ast.Expr)]
        return ast.Between(part, low, high, pos=pos, depth=_deep(pos, part, low, high))

    def before(self, meta: Meta, parts: list[Any]) -> str:
        return "before"

    def after(self, meta: Meta, parts: list[Any]) -> str:
        return "after"

    def not_before(self, meta: Meta, parts: list[Any]) -> str:
        return "not_before"

    def not_after(self, meta: Meta, parts: list[Any]) -> str:
        return "not_after"

    def compare_dates(self, meta: Meta, parts: list[Any]) -> ast.CompareDates:
        pos, (left, op, right) = position(meta), parts
        return ast.CompareDates(op, left, right, pos=pos, depth=_deep(pos, left, right))

    def falls_in(self, meta: Meta, parts: list[Any]) -> ast.FallsIn:
        pos = position(meta)
        part, period = [one for one in parts if isinstance(one, ast.Expr)]
        return ast.FallsIn(part, period, pos=pos, depth=_deep(pos, part, period))

    def is_(self, meta: Meta, parts: list[Any]) -> ast.Is:
        return self._is(meta, parts, "is")

    def is_like(self, meta: Meta, parts: list[Any]) -> ast.Is:
        return self._is(meta, parts, "like")

    def is_one_of(self, meta: Meta, parts: list[Any]) -> ast.Is:
        return self._is(meta, parts, "one_of")

    def is_in(self, meta: Meta, parts: list[Any]) -> ast.Is:
        return self._is(meta, parts, "in")

    def _is(self, meta: Meta, parts: list[Any], word: Any) -> ast.Is:
        pos = position(meta)
        left, right = [part for part in parts if isinstance(part, ast.Expr)]
        negated = any(isinstance(part, Token) and part.type == "NOT" for part in parts)
        return ast.Is(word, negated, left, right, pos=pos, depth=_deep(pos, left, right))

    def is_given(self, meta: Meta, parts: list[Any]) -> ast.Given:
        pos = position(meta)
        negated = any(isinstance(part, Token) and part.type == "NOT" for part in parts)
        return ast.Given(parts[0], negated, pos=pos, depth=_deep(pos, parts[0]))

    def matches(self, meta: Meta, parts: list[Any]) -> ast.Matches:
        pos = position(meta)
        return ast.Matches(parts[0], _text(parts[-1]), pos=pos, depth=_deep(pos, parts[0]))

    def mentions(self, meta: Meta, parts: list[Any]) -> ast.Mentions:
        pos = position(meta)
        return ast.Mentions(
            parts[0], ast.Text(_text(parts[-1]), pos=position(parts[-1])), pos=pos, depth=_deep(pos, parts[0])
        )

    def mentions_any(self, meta: Meta, parts: list[Any]) -> ast.Mentions:
        pos = position(meta)
        word = ast.Name(_name(parts[-1]), pos=position(parts[-1]))
        return ast.Mentions(parts[0], word, pos=pos, depth=_deep(pos, parts[0]))

    def steps(self, meta: Meta, parts: list[Any]) -> tuple[str, ...]:
        return tuple(str(part) for part in parts)

    def key_paths(self, meta: Meta, parts: list[Any]) -> tuple[tuple[str, ...], ...]:
        return tuple(parts)

    def no_repeated(self, meta: Meta, parts: list[Any]) -> ast.NoRepeated:
        pos = position(meta)
        return ast.NoRepeated(parts[0], parts[-1], pos=pos, depth=_deep(pos, parts[0]))

    def covers(self, meta: Meta, parts: list[Any]) -> ast.Covers:
        pos = position(meta)
        part, wanted = [one for one in parts if isinstance(one, ast.Expr)]
        by = next((one for one in parts if isinstance(one, tuple)), None)
        return ast.Covers(part, wanted, by, pos=pos, depth=_deep(pos, part, wanted))

    def in_order(self, meta: Meta, parts: list[Any]) -> ast.InOrder:
        pos = position(meta)
        return ast.InOrder(parts[0], parts[-1], pos=pos, depth=_deep(pos, parts[0]))

    def adds_up(self, meta: Meta, parts: list[Any]) -> ast.AddsUp:
        return ast.AddsUp(self._table(meta, parts), pos=position(meta))

    def reconciles(self, meta: Meta, parts: list[Any]) -> ast.Reconciles:
        return ast.Reconciles(self._table(meta, parts), pos=position(meta))

    def _table(self, meta: Meta, parts: list[Any]) -> str:
        part, word = parts
        if not isinstance(part, ast.Name):
            raise Refused(
                position(meta),
                f"`{word}` is said of a table that is declared in this file.",
                "Declare it with `table NAME is PATH`, and write its name here.",
            )
        return part.name

    # -------------------------------------------------------------- quantifiers and logic
    def some(self, meta: Meta, parts: list[Any]) -> tuple[str, int]:
        return "some", 1

    def no(self, meta: Meta, parts: list[Any]) -> tuple[str, int]:
        return "no", 0

    def exactly(self, meta: Meta, parts: list[Any]) -> tuple[str, int]:
        return "exactly", self._count(parts[-1])

    def at_least(self, meta: Meta, parts: list[Any]) -> tuple[str, int]:
        return "at_least", self._count(parts[-1])

    def at_most(self, meta: Meta, parts: list[Any]) -> tuple[str, int]:
        return "at_most", self._count(parts[-1])

    def _count(self, token: Token) -> int:
        return int(self._digits(position(token), str(token)))

    def if_any(self, meta: Meta, parts: list[Any]) -> str:
        return "if_any"

    def at_least_one(self, meta: Meta, parts: list[Any]) -> str:
        return "at_least_one"

    def quantified(self, meta: Meta, parts: list[Any]) -> ast.Quantified:
        pos = position(meta)
        (word, number), name = parts[0], _name(parts[1])
        exprs = [part for part in parts[2:] if isinstance(part, ast.Expr)]
        where = exprs[1] if len(exprs) > 1 else None
        return ast.Quantified(word, number, name, exprs[0], where, pos=pos, depth=_deep(pos, *exprs))

    def every(self, meta: Meta, parts: list[Any]) -> ast.Quantified:
        pos = position(meta)
        name = _name(next(part for part in parts if isinstance(part, Token) and part.type == "NAME"))
        exprs = [part for part in parts if isinstance(part, ast.Expr)]
        empty = next((part for part in parts if type(part) is str), None)
        if empty is None:
            raise Refused(
                pos,
                "`every` does not say what an empty list means.",
                "Write `every x in XS, if any, has …` or `every x in XS, at least one, has …`.",
            )
        where = exprs[1] if len(exprs) > 2 else None
        depth = _deep(pos, *exprs)
        return ast.Quantified("every", 0, name, exprs[0], where, exprs[-1], empty, pos=pos, depth=depth)  # type: ignore[arg-type]

    def not_(self, meta: Meta, parts: list[Any]) -> ast.Not:
        pos = position(meta)
        return ast.Not(parts[-1], pos=pos, depth=_deep(pos, parts[-1]))

    def and_(self, meta: Meta, parts: list[Any]) -> ast.And:
        pos = position(meta)
        left, right = [part for part in parts if isinstance(part, ast.Expr)]
        both = (*(left.parts if isinstance(left, ast.And) and _chained(left, pos) else (left,)), right)
        self._not_too_long(pos, both)
        return ast.And(both, pos=pos, depth=_deep(pos, *both))

    def or_(self, meta: Meta, parts: list[Any]) -> ast.Or:
        pos = position(meta)
        left, right = [part for part in parts if isinstance(part, ast.Expr)]
        both = (*(left.parts if isinstance(left, ast.Or) and _chained(left, pos) else (left,)), right)
        self._not_too_long(pos, both)
        return ast.Or(both, pos=pos, depth=_deep(pos, *both))

    def if_then(self, meta: Meta, parts: list[Any]) -> ast.IfThen:
        pos = position(meta)
        condition, then = [part for part in parts if isinstance(part, ast.Expr)]
        return ast.IfThen(condition, then, pos=pos, depth=_deep(pos, condition, then))
