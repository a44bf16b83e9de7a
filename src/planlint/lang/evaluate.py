"""What an expression is worth. Together with `logic` this is the definition of the language, written to be read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.lang.calendars import days_between, moved, part_of_calendar, working_days, years_and_months
from planlint.lang.checked import CheckedRule
from planlint.lang.figures import Figure, add, constant, divide, multiply, scale, widen
from planlint.lang.functions import FUNCTIONS
from planlint.lang.held import Bound, Held, Items, Missing, Node, Worth, merge, plain, shape_at, span
from planlint.lang.reading import Reader
from planlint.lang.truth import Truth
from planlint.model import Origin, Path
from planlint.records import dataclass, field, replace
from planlint.shape import FigureShape
from planlint.values import Duration, FinancialYear, parse_unit

COUNT = parse_unit("count")
LETTERS_PER_STEP = 10
"""Reading a text costs a step for so many of its letters, so that a budget of steps bounds that too."""


class Spent(Exception):
    """A rule has used up its budget of steps, or met something too large; the text says which, where not the steps."""


@dataclass(slots=True)
class Trace:
    """What was read on the way: places with their values, and places that were missing, in order."""

    reads: dict[Path, Worth] = field(default_factory=dict)
    missing: dict[Path, Missing] = field(default_factory=dict)

    def note(self, worth: Worth) -> Worth:
        if isinstance(worth, Missing):
            for path in worth.paths:
                self.missing.setdefault(path, worth)
        elif isinstance(worth, Figure | Held) and worth.path is not None:
            self.reads.setdefault(worth.path, worth)
        return worth


@dataclass(slots=True)
class Later:
    """An expression that a name stands for, with the names it was written among."""

    part: ast.Expr
    scope: dict[str, Bound | Later]


class Evaluator(ABC):
    """Expressions of one rule on one submission. `truth` comes from `planlint.lang.logic.Logic`."""

    def __init__(
        self, rule: CheckedRule, reader: Reader, as_of: date, parameters: Mapping[str, ast.Expr], budget: int
    ) -> None:
        self.rule, self.reader, self.as_of, self.budget = rule, reader, as_of, budget
        self.calendar = rule.calendar
        self.trace = Trace()
        self.used: dict[str, tuple[ast.Expr, str]] = {}
        self.overrides = parameters
        self.scope: dict[str, Bound | Later] = {}
        self.globals: dict[str, Bound | Later] = {rule.root: Bound(reader.root())} if rule.root else {}

    @abstractmethod
    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        """The truth of an expression, or of its opposite where `positive` is False."""

    # ------------------------------------------------------------------ names and steps
    def spend(self, steps: int = 1) -> None:
        self.budget -= steps
        if self.budget < 0:
            raise Spent

    @contextmanager
    def naming(self, **names: Bound | Later) -> Iterator[None]:
        before = self.scope
        self.scope = {**before, **names}
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def among(self, scope: dict[str, Bound | Later]) -> Iterator[None]:
        before = self.scope
        self.scope = scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def tracing(self) -> Iterator[Trace]:
        before = self.trace
        self.trace = Trace()
        try:
            yield self.trace
        finally:
            self.trace = before

    def later(self, expr: ast.Expr) -> Later | None:
        """What a name or a call of a named expression stands for, if it stands for an expression."""
        if isinstance(expr, ast.Name):
            found = self.scope.get(expr.name)
            if isinstance(found, Later):
                return found
            define = self.rule.defines.get(expr.name) if found is None else None
            return Later(define.part, {}) if define else None
        if isinstance(expr, ast.Call) and expr.name in self.rule.defines:
            define = self.rule.defines[expr.name]
            names = zip(define.names, expr.arguments, strict=False)
            return Later(define.part, {name: Later(part, self.scope) for name, part in names})
        return None

    def opened(self, expr: ast.Expr) -> tuple[ast.Expr, dict[str, Bound | Later]]:
        """The expression behind names that stand for one, and the names it is written among."""
        scope = self.scope
        for _ in range(100):
            with self.among(scope):
                found = self.later(expr)
            if found is None:
                break
            expr, scope = found.part, found.scope
        return expr, scope

    # ------------------------------------------------------------------ worth
    def worth(self, expr: ast.Expr) -> Worth:
        """The value of an expression; what is missing is noted in the trace."""
        self.spend()
        found = self.later(expr)
        if found is not None:
            with self.among(found.scope):
                return self.worth(found.part)
        method = _WORTH.get(type(expr))
        if method is None:
            truth = self.truth(expr)
            return (truth.missing or Missing(())) if truth.value is None else Held(truth.value)
        return self.trace.note(method(self, expr))

    def text(self, expr: ast.Text) -> Worth:
        return Held(expr.value)

    def number(self, expr: ast.Number) -> Worth:
        return constant(expr.value * expr.unit.scale, expr.unit, bare=not expr.unit.name)

    def constant(self, expr: ast.Constant) -> Worth:
        return Held(expr.value)

    def list_of(self, expr: ast.ListOf) -> Worth:
        return Items(tuple(self.worth(item) for item in expr.items))

    def name(self, expr: ast.Name) -> Worth:
        found = self.scope.get(expr.name) or self.globals.get(expr.name)
        if isinstance(found, Bound):
            return found.worth
        if expr.name in self.rule.lists:
            code_list = self.rule.lists[expr.name]
            return Node(code_list.rows, (), code_list.shape, own=False)
        if expr.name == "as_of":
            return Held(self.as_of)
        if expr.name in self.overrides or expr.name in self.rule.parameters:
            return self.parameter(expr.name)
        return Missing(())

    def parameter(self, name: str) -> Worth:
        """A threshold: as overridden, else the latest declaration whose year has come."""
        if name in self.overrides:
            part, origin = self.overrides[name], "set for this run"
        else:
            declared = self.rule.parameters[name]
            year = self.year()
            reached = [one for one in declared if one.start is None or one.start <= year]
            chosen = max(reached or declared[:1], key=lambda one: one.start.start if one.start else 0)
            part, origin = chosen.value, f"{self.rule.source}:{chosen.pos.line}"
        self.used[name] = (part, origin)
        with self.among({}):
            return self.worth(part)

    def stated_year(self) -> FinancialYear | Missing | None:
        """The submission's financial year (`x-year`), or what is missing of it; None where the kind has none."""
        if self.rule.shape.year is None:
            return None
        worth: Worth = self.reader.root()
        for step in self.rule.shape.year.split("."):
            worth = self.reader.field(worth, step)
        if isinstance(worth, Missing):
            return worth
        days = span(worth.value, self.calendar) if isinstance(worth, Held) else None
        return self.calendar.year_of(days[0]) if days else Missing(())

    def year(self) -> FinancialYear:
        """The submission's financial year, else that of the run's date."""
        stated = self.stated_year()
        return stated if isinstance(stated, FinancialYear) else self.calendar.year_of(self.as_of)

    def field(self, expr: ast.Field) -> Worth:
        return self.reader.field(self.worth(expr.base), expr.name)

    def index(self, expr: ast.Index) -> Worth:
        return self.reader.index(self.worth(expr.base), self.worth(expr.key))

    def call(self, expr: ast.Call) -> Worth:
        arguments = [self.worth(part) for part in expr.arguments]
        gaps = [one for one in arguments if isinstance(one, Missing)]
        if gaps:
            return merge(*gaps)
        self.spend(sum(map(_letters, arguments)) // LETTERS_PER_STEP)
        return FUNCTIONS[expr.name].apply(*arguments)

    def negate(self, expr: ast.Negate) -> Worth:
        worth = self.worth(expr.part)
        return scale(worth, Fraction(-1)) if isinstance(worth, Figure) else _no_figure(worth)

    def sum(self, expr: ast.Sum) -> Worth:
        worths = [(sign, self.worth(term)) for sign, term in expr.terms]
        gaps = [worth for _, worth in worths if isinstance(worth, Missing)]
        if gaps:
            return merge(*gaps)
        total = worths[0][1]
        for sign, worth in worths[1:]:
            if isinstance(total, Figure) and isinstance(worth, Figure):
                total = add(total, worth, sign)
            elif isinstance(total, Held) and isinstance(worth, Held) and isinstance(worth.value, Duration):
                total = moved(total, worth.value, sign, self.calendar)
            else:
                return _no_figure(total)
        return total

    def product(self, expr: ast.Product) -> Worth:
        worths = [(op, self.worth(factor)) for op, factor in expr.factors]
        gaps = [worth for _, worth in worths if isinstance(worth, Missing)]
        if gaps:
            return merge(*gaps)
        total = worths[0][1]
        for op, worth in worths[1:]:
            if not isinstance(total, Figure) or not isinstance(worth, Figure):
                return _no_figure(total)
            if op == "*":
                total = multiply(total, worth)
                continue
            quotient = divide(total, worth)
            if quotient is None:
                return Missing(tuple(worth.cells), "zero")
            total = quotient
        return total

    def if_given(self, expr: ast.IfGiven) -> Worth:
        with self.tracing() as trace:
            worth = self.worth(expr.part)
        absent = isinstance(worth, Missing) and worth.why == "missing"
        self.trace.reads.update(trace.reads)
        if absent:
            return self.worth(expr.default)
        self.trace.missing.update(trace.missing)
        return worth

    def prefix(self, expr: ast.Prefix) -> Worth:
        if expr.word == "key":
            return self.key_of(expr.part)
        if expr.word == "reason":
            return self.reason_of(expr.part)
        worth = self.worth(expr.part)
        if isinstance(worth, Missing):
            return worth
        if expr.word == "count":
            items = self.reader.items(worth)
            path = worth.path if isinstance(worth, Node | Items) else None
            if isinstance(items, Missing):
                return items
            return replace(constant(len(items), COUNT), path=path) if COUNT else Missing(())
        if expr.word == "texts":
            return self.reader.texts(worth)
        if expr.word in ("years", "months"):
            return years_and_months(expr.word, worth, self.reader, self.calendar)
        return part_of_calendar(expr.word, worth, self.reader, self.calendar)

    def key_of(self, expr: ast.Expr) -> Worth:
        if isinstance(expr, ast.Name):
            found = self.scope.get(expr.name)
            if isinstance(found, Bound) and found.key is not None:
                return found.key
        worth = self.worth(expr)
        if isinstance(worth, Missing):
            return worth
        path = worth.path
        return Held(str(path[-1]), path) if path and type(path[-1]) is not Origin else Missing(())

    def reason_of(self, expr: ast.Expr) -> Worth:
        with self.tracing() as trace:
            worth = self.worth(expr)
        if isinstance(worth, Missing):
            if worth.reason is not None:
                return Held(worth.reason, worth.paths[0])
            self.trace.missing.update(trace.missing)
            return worth
        return Missing((worth.path,) if worth.path is not None else ())

    def span(self, expr: ast.Span) -> Worth:
        start, end = self.worth(expr.start), self.worth(expr.end)
        gaps = [one for one in (start, end) if isinstance(one, Missing)]
        if gaps:
            return merge(*gaps)
        if not expr.working:
            return days_between(start, end, self.calendar)
        return working_days(start, end, self.holidays(), self.calendar)

    def holidays(self) -> frozenset[date]:
        found = self.rule.lists.get("holidays")
        if found is None:
            return frozenset()
        rows = self.reader.items(Node(found.rows, (), found.shape, own=False))
        keys = [] if isinstance(rows, Missing) else [row.key for row in rows]
        return frozenset(key.value for key in keys if isinstance(key, Held) and isinstance(key.value, date))

    # ------------------------------------------------------------------ collections
    def items(self, source: ast.Expr) -> list[Bound] | Missing:
        """The items of a collection; a collection that is not given is missing, never empty."""
        worth = self.worth(source)
        items = self.reader.items(worth)
        if isinstance(items, Missing):
            self.trace.note(items)
        else:
            self.spend(len(items))
        return items

    def chosen(self, expr: Any) -> list[tuple[Bound, Truth | None]] | Missing:
        """The items that `where` leaves in, each with its truth (None without `where`)."""
        items = self.items(expr.source)
        if isinstance(items, Missing) or expr.where is None:
            return items if isinstance(items, Missing) else [(item, None) for item in items]
        left: list[tuple[Bound, Truth | None]] = []
        gaps: list[Missing] = []
        for item in items:
            with self.naming(**{expr.name: item}):
                truth = self.truth(expr.where)
            if truth.value is None:
                gaps.append(truth.missing or Missing(()))
            elif truth.value or truth.printed:
                left.append((item, truth))
        return merge(*gaps) if gaps else left

    def aggregate(self, expr: ast.Aggregate) -> Worth:
        chosen = self.chosen(expr)
        if isinstance(chosen, Missing):
            return chosen
        if expr.part is None:
            return self._total([(constant(1, COUNT) if COUNT else constant(1), truth) for _, truth in chosen])
        parts: list[tuple[Worth, Truth | None]] = []
        for item, truth in chosen:
            with self.naming(**{expr.name: item}):
                parts.append((self.worth(expr.part), truth))
        gaps = [worth for worth, _ in parts if isinstance(worth, Missing)]
        if gaps:
            return merge(*gaps)
        if expr.word == "distinct":
            return Items(tuple({plain(worth): worth for worth, _ in parts}.values()))
        if expr.word == "sum":
            return self._total(parts) if parts else self._nothing(expr)
        if not parts:
            return Missing(())
        if any(truth is not None and truth.undecided for _, truth in parts):
            return self._range([worth for worth, _ in parts])
        worths = [worth for worth, _ in parts]
        if expr.word == "mean":
            total = self._total(parts)
            return scale(total, Fraction(1, len(parts))) if isinstance(total, Figure) else total
        return _extreme(worths, max if expr.word == "max" else min, self.calendar)

    def _total(self, parts: list[tuple[Worth, Truth | None]]) -> Worth:
        """The sum; an item that an undecided `where` may leave out makes a range."""
        total: Figure | None = None
        for worth, truth in parts:
            if not isinstance(worth, Figure):
                return _no_figure(worth)
            if truth is not None and truth.undecided and not truth.printed:
                base = total or replace(worth, value=Fraction(0), terms={}, below=Fraction(0), above=Fraction(0))
                total = widen(replace(base, path=None), worth)
                continue
            total = add(total, worth) if total is not None else replace(worth, path=None)
            if truth is not None and truth.undecided:
                total = widen(total, scale(worth, Fraction(-1)))
        return total if total is not None else constant(0, bare=True)

    def _nothing(self, expr: ast.Aggregate) -> Worth:
        """Zero, in the unit of what would have been added where that is a field of the items."""
        steps: list[str] = []
        part = expr.part
        while isinstance(part, ast.Field):
            steps.insert(0, part.name)
            part = part.base
        source = self.worth(expr.source)
        if isinstance(part, ast.Name) and part.name == expr.name and isinstance(source, Node):
            shape = shape_at(source.shape, (0, *steps))
            if isinstance(shape, FigureShape) and shape.unit.name:
                return constant(0, shape.unit)
        return constant(0, bare=True)

    def _range(self, worths: list[Worth]) -> Worth:
        """Any of several figures: what an aggregate may be when it is not decided which items belong to it."""
        figures = [one for one in worths if isinstance(one, Figure)]
        if not figures:
            return Missing(())
        first = figures[0]
        low, high = min(one.low for one in figures), max(one.high for one in figures)
        cells = {path: cell for one in figures for path, cell in one.cells.items()}
        return Figure(first.value, first.dims, first.unit, {}, low - first.value, high - first.value, cells)


def _letters(worth: Worth) -> int:
    """How much text a function is given to read."""
    if isinstance(worth, Held):
        return len(worth.value) if isinstance(worth.value, str) else 0
    if isinstance(worth, Items):
        return sum(map(_letters, worth.values))
    return sum(len(one) for one in worth.raw if isinstance(one, str)) if isinstance(worth, Node) else 0


def _no_figure(worth: Worth) -> Missing:
    if isinstance(worth, Missing):
        return worth
    path = None if isinstance(worth, Items) else worth.path
    return Missing((path,) if path is not None else (), "unreadable")


def _extreme(worths: list[Worth], pick: Callable[..., Any], calendar: Any) -> Worth:
    """The least or greatest: of figures with their rounding, of dates by their first day."""
    figures = [one for one in worths if isinstance(one, Figure)]
    if len(figures) == len(worths):
        chosen: Figure = pick(figures, key=lambda one: one.value)
        if len(figures) == 1:
            return replace(chosen, path=None)
        low, high = pick(one.low for one in figures), pick(one.high for one in figures)
        cells = {path: cell for one in figures for path, cell in one.cells.items()}
        if low == high or all(one.exact for one in figures):
            return Figure(chosen.value, chosen.dims, chosen.unit, cells=cells)
        return Figure(chosen.value, chosen.dims, chosen.unit, {}, low - chosen.value, high - chosen.value, cells)
    dated = [(span(one.value, calendar), one) for one in worths if isinstance(one, Held)]
    if len(dated) == len(worths) and all(days for days, _ in dated):
        return pick(dated, key=lambda pair: pair[0])[1]  # type: ignore[no-any-return]
    return _no_figure(worths[0])


_WORTH: dict[type[ast.Expr], Any] = {
    ast.Text: Evaluator.text,
    ast.Number: Evaluator.number,
    ast.Constant: Evaluator.constant,
    ast.ListOf: Evaluator.list_of,
    ast.Name: Evaluator.name,
    ast.Field: Evaluator.field,
    ast.Index: Evaluator.index,
    ast.Call: Evaluator.call,
    ast.Negate: Evaluator.negate,
    ast.Sum: Evaluator.sum,
    ast.Product: Evaluator.product,
    ast.IfGiven: Evaluator.if_given,
    ast.Prefix: Evaluator.prefix,
    ast.Span: Evaluator.span,
    ast.Aggregate: Evaluator.aggregate,
}
