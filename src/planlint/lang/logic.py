"""What a condition says: the truth of an expression, negation pushed down to its comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

from planlint.lang import ast
from planlint.lang.calendars import days_of, period_of, stretches
from planlint.lang.evaluate import Evaluator
from planlint.lang.figures import Figure, gap, scale
from planlint.lang.held import Bound, Held, Items, Missing, Node, Worth, merge, normal, place, plain
from planlint.lang.truth import FALSE, TRUE, Truth, both, counted, decide, either, exactly, unknown
from planlint.shape import ListShape, MapShape

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
DATES: dict[str, str] = {"before": "<", "after": ">", "not_before": ">=", "not_after": "<="}


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> Any:
    """A regular expression in linear time; raises `re2.error` for one that RE2 refuses."""
    import re2  # here, since few rules ask for a pattern

    options = re2.Options()
    options.log_errors = False
    return re2.compile(re.sub(r"\\p\{Letter\}", r"\\p{L}", pattern), options)


@lru_cache(maxsize=2048)
def whole_word(text: str) -> Any:
    import re2

    words = r"\s+".join(re2.escape(part) for part in text.split())
    return compiled(r"(?i)(?:^|[^\pL\pN_])" + words + r"(?:$|[^\pL\pN_])")


class Logic(Evaluator):
    """Adds to `Evaluator` the truth of conditions."""

    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        """The truth of an expression, or of its opposite where `positive` is False."""
        self.spend()
        found = self.later(expr)
        if found is not None:
            with self.among(found.scope):
                return self.truth(found.part, positive)
        method = _TRUTH.get(type(expr))
        if method is not None:
            return method(self, expr, positive)  # type: ignore[no-any-return]
        worth = self.worth(expr)
        if isinstance(worth, Missing):
            return unknown(worth)
        return exactly(isinstance(worth, Held) and worth.value is True, positive)

    # ------------------------------------------------------------------ logic
    def and_(self, expr: ast.And, positive: bool) -> Truth:
        return (both if positive else either)([self.truth(part, positive) for part in expr.parts])

    def or_(self, expr: ast.Or, positive: bool) -> Truth:
        return (either if positive else both)([self.truth(part, positive) for part in expr.parts])

    def not_(self, expr: ast.Not, positive: bool) -> Truth:
        return self.truth(expr.part, not positive)

    def if_then(self, expr: ast.IfThen, positive: bool) -> Truth:
        parts = [self.truth(expr.condition, not positive), self.truth(expr.then, positive)]
        return either(parts) if positive else both(parts)

    # ------------------------------------------------------------------ figures
    def compare(self, expr: ast.Compare, positive: bool) -> Truth:
        if expr.within is not None:
            return self.within(expr, positive)
        return self.compare_parts(expr.op if positive else OPPOSITE[expr.op], expr.left, expr.right)

    def compare_parts(self, op: str, left: ast.Expr, right: ast.Expr) -> Truth:
        for one, other, turned in ((left, right, op), (right, left, TURNED[op])):
            size, scope = self.opened(one)
            if isinstance(size, ast.Call) and size.name == "abs":
                with self.among(scope):
                    inner = self.worth(size.arguments[0])
                return self.sizes(turned, inner, self.worth(other))
        return self.figures(op, self.worth(left), self.worth(right))

    def sizes(self, op: str, inner: Worth, bound: Worth) -> Truth:
        """`abs(x) <= y` is `-y <= x and x <= y`; the others likewise."""
        if isinstance(inner, Missing) or isinstance(bound, Missing) or not isinstance(bound, Figure):
            return self.figures(op, inner, bound)
        below = scale(bound, Fraction(-1))
        mirrored = TURNED[op]
        parts = [self.figures(op, inner, bound), self.figures(mirrored, inner, below)]
        return both(parts) if op in ("<", "<=", "!=") else either(parts)

    def figures(self, op: str, left: Worth, right: Worth) -> Truth:
        """A rounding-aware comparison."""
        gaps = [one for one in (left, right) if isinstance(one, Missing)]
        if gaps:
            return unknown(merge(*gaps))
        if not isinstance(left, Figure) or not isinstance(right, Figure):
            return unknown(Missing((), "unreadable"))
        difference, sign = gap(left, right)
        if sign < 0:
            op = TURNED[op]
        low, high, value = difference.low, difference.high, difference.value
        match op:
            case "=":
                return decide(low <= 0 <= high, not low == high == 0, value == 0)
            case "!=":
                return decide(not low == high == 0, low <= 0 <= high, value != 0)
            case "<":
                return decide(low < 0, high >= 0, value < 0)
            case "<=":
                return decide(low <= 0, high > 0, value <= 0)
            case ">":
                return decide(high > 0, low <= 0, value > 0)
            case _:
                return decide(high >= 0, low < 0, value >= 0)

    def within(self, expr: ast.Compare, positive: bool) -> Truth:
        """A fixed tolerance on the printed figures; a percentage is of the right-hand side."""
        assert expr.within is not None
        left, right, bound = self.worth(expr.left), self.worth(expr.right), self.worth(expr.within)
        gaps = [one for one in (left, right, bound) if isinstance(one, Missing)]
        if gaps:
            return unknown(merge(*gaps))
        if not (isinstance(left, Figure) and isinstance(right, Figure) and isinstance(bound, Figure)):
            return unknown(Missing((), "unreadable"))
        limit = bound.value * abs(right.value) if bound.unit.is_percent else bound.value
        return exactly(abs(left.value - right.value) <= limit, positive)

    def between(self, expr: ast.Between, positive: bool) -> Truth:
        part, low, high = self.worth(expr.part), self.worth(expr.low), self.worth(expr.high)
        if isinstance(part, Held) or isinstance(low, Held) or isinstance(high, Held):
            parts = [
                self.dates(">=" if positive else "<", part, low),
                self.dates("<=" if positive else ">", part, high),
            ]
        else:
            parts = [
                self.compare_parts(">=" if positive else "<", expr.part, expr.low),
                self.compare_parts("<=" if positive else ">", expr.part, expr.high),
            ]
        return both(parts) if positive else either(parts)

    # ------------------------------------------------------------------ dates
    def compare_dates(self, expr: ast.CompareDates, positive: bool) -> Truth:
        op = DATES[expr.op]
        return self.dates(op if positive else OPPOSITE[op], self.worth(expr.left), self.worth(expr.right))

    def dates(self, op: str, left: Worth, right: Worth) -> Truth:
        """Dates, months and years in time; a month stands for any of its days next to a date."""
        gaps = [one for one in (left, right) if isinstance(one, Missing)]
        if gaps:
            return unknown(merge(*gaps))
        if isinstance(left, Held) and isinstance(right, Held) and type(left.value) is type(right.value):
            a: Any = left.value
            b: Any = right.value
            return exactly({"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[op])
        one, other = days_of(left, self.reader, self.calendar), days_of(right, self.reader, self.calendar)
        if isinstance(one, Missing) or isinstance(other, Missing):
            return unknown(merge(*[days for days in (one, other) if isinstance(days, Missing)]))
        can, sure = stretches(op, one, other)
        return decide(can, not sure, can)

    def falls_in(self, expr: ast.FallsIn, positive: bool) -> Truth:
        part, period = self.worth(expr.part), self.worth(expr.period)
        ends = period_of(period, self.reader) if isinstance(period, Node) else None
        first, last = ends or (period, period)
        sides = [
            self.dates(">=" if positive else "<", part, self.edge(first, 0)),
            self.dates("<=" if positive else ">", part, self.edge(last, 1)),
        ]
        return both(sides) if positive else either(sides)

    def edge(self, worth: Worth, end: int) -> Worth:
        """The first (0) or last (1) day of a date, month or year; what is missing is noted."""
        days = days_of(worth, self.reader, self.calendar)
        return self.trace.note(days) if isinstance(days, Missing) else Held(days[end], place(worth))

    # ------------------------------------------------------------------ exact
    def is_(self, expr: ast.Is, positive: bool) -> Truth:
        positive = positive is not expr.negated
        left, right = self.worth(expr.left), self.worth(expr.right)
        if isinstance(left, Missing):
            return unknown(merge(left, right) if isinstance(right, Missing) else left)
        if isinstance(right, Missing):
            return unknown(right)
        if expr.word == "is":
            return exactly(self.same(left, right), positive)
        if expr.word == "like":
            return exactly(alike(left) == alike(right), positive)
        members = self.members(right)
        if plain(left) in members:
            return exactly(True, positive)
        gaps = [one for one in members.values() if isinstance(one, Missing)]
        return unknown(merge(*gaps)) if gaps else exactly(False, positive)

    def same(self, left: Worth, right: Worth) -> bool:
        if isinstance(left, Held) and isinstance(right, Held) and type(left.value) is not type(right.value):
            one = days_of(left, self.reader, self.calendar)
            return not isinstance(one, Missing) and one == days_of(right, self.reader, self.calendar)
        return bool(plain(left) == plain(right))

    def members(self, worth: Worth) -> dict[Any, Worth]:
        """What `is in` looks among: the items, or the keys of a list of records or of a map."""
        if isinstance(worth, Items):
            return {plain(one): one for one in worth.values}
        items = self.reader.items(worth)
        if isinstance(items, Missing) or not isinstance(worth, Node):
            return {}
        keyed = isinstance(worth.shape, MapShape) or (isinstance(worth.shape, ListShape) and worth.shape.key)
        found = [(item.key if keyed else item.worth) for item in items]
        return {plain(one): one for one in found if one is not None}

    def given(self, expr: ast.Given, positive: bool) -> Truth:
        with self.tracing() as trace:
            worth = self.worth(expr.part)
        self.trace.reads.update(trace.reads)
        absent = isinstance(worth, Missing) and worth.why == "missing"
        if absent and not self.has_figure(expr.part):
            self.trace.missing.update(trace.missing)
        return exactly(not absent, positive is not expr.negated)

    def has_figure(self, part: ast.Expr) -> bool:
        """Whether it is the reason of a cell that is asked for, and the cell holds a figure: nothing is missing."""
        if not isinstance(part, ast.Prefix) or part.word != "reason":
            return False
        with self.tracing():
            return not isinstance(self.worth(part.part), Missing)

    # ------------------------------------------------------------------ text
    def matches(self, expr: ast.Matches, positive: bool) -> Truth:
        return self._on_text(expr.part, lambda text: bool(compiled(expr.pattern).search(text)), positive)

    def mentions(self, expr: ast.Mentions, positive: bool) -> Truth:
        worth = self.worth(expr.word)
        members = {plain(worth): worth} if isinstance(worth, Held) else self.members(worth)
        words = [one.value for one in members.values() if isinstance(one, Held) and isinstance(one.value, str)]
        return self._on_text(expr.part, lambda text: any(whole_word(normal(w)).search(text) for w in words), positive)

    def _on_text(self, part: ast.Expr, says: Callable[[str], bool], positive: bool) -> Truth:
        worth = self.worth(part)
        if isinstance(worth, Missing):
            return unknown(worth)
        if not isinstance(worth, Held) or not isinstance(worth.value, str):
            return unknown(Missing((worth.path,) if worth.path is not None else (), "unreadable"))
        self.spend(len(worth.value) // 1000)
        return exactly(says(normal(worth.value)), positive)

    # ------------------------------------------------------------------ lists
    def no_repeated(self, expr: ast.NoRepeated, positive: bool) -> Truth:
        """Whether all keys differ; one with a part missing is unknown only where the other parts are the same."""
        items = self.items(expr.part)
        if isinstance(items, Missing):
            return unknown(items)
        whole, partial = self.keys_of(items, expr.paths)
        if len(set(whole.values())) < len(whole):
            return exactly(False, positive)
        keys = [*whole.values(), *(key for key, _ in partial)]
        gaps = [gap for n, (key, gap) in enumerate(partial) if self.may_repeat(key, len(whole) + n, keys)]
        return unknown(merge(*gaps)) if gaps else exactly(True, positive)

    def may_repeat(self, key: tuple[Any, ...], at: int, keys: list[tuple[Any, ...]]) -> bool:
        """Whether a key with parts missing (None) could be that of another item."""
        self.spend(len(keys))
        return any(
            n != at and all(a is None or b is None or a == b for a, b in zip(key, other, strict=True))
            for n, other in enumerate(keys)
        )

    def keys_of(
        self, items: list[Bound], paths: tuple[tuple[str, ...], ...]
    ) -> tuple[dict[int, tuple[Any, ...]], list[tuple[tuple[Any, ...], Missing]]]:
        """The key of each item by its position; of the others what there is of it, and what was missing."""
        whole: dict[int, tuple[Any, ...]] = {}
        partial = []
        for n, item in enumerate(items):
            worths = [self.step(item.worth, path) for path in paths]
            missing = [worth for worth in worths if isinstance(worth, Missing)]
            key = tuple(None if isinstance(worth, Missing) else plain(worth) for worth in worths)
            if missing:
                partial.append((key, merge(*missing)))
            else:
                whole[n] = key
        return whole, partial

    def step(self, worth: Worth, path: tuple[str, ...]) -> Worth:
        for name in path:
            worth = self.reader.field(worth, name)
        return self.trace.note(worth)

    def covers(self, expr: ast.Covers, positive: bool) -> Truth:
        absent, gaps = self.uncovered(expr)
        if isinstance(absent, Missing):
            return unknown(absent)
        if absent and gaps:
            return unknown(merge(*gaps))
        return exactly(not absent, positive)

    def uncovered(self, expr: ast.Covers) -> tuple[list[Worth] | Missing, list[Missing]]:
        """The entries that are not covered, and what was missing among those that might cover them."""
        items, wanted = self.items(expr.part), self.items(expr.wanted)
        if isinstance(items, Missing):
            return items, []
        if isinstance(wanted, Missing):
            return wanted, []
        have = [self.entry(item, expr.by) for item in items]
        keys = {plain(one) for one in have if not isinstance(one, Missing)}
        want = [self.wanted_entry(item, expr.by) for item in wanted]
        unread = [one for one in want if isinstance(one, Missing)]
        if unread:
            return merge(*unread), []
        return [one for one in want if plain(one) not in keys], [one for one in have if isinstance(one, Missing)]

    def entry(self, item: Bound, by: tuple[str, ...] | None) -> Worth:
        if by is not None:
            return self.step(item.worth, by)
        return item.key if isinstance(item.worth, Node) and item.key is not None else item.worth

    def wanted_entry(self, item: Bound, by: tuple[str, ...] | None) -> Worth:
        """An entry's key: of a code list its own, of the submission's records the same path, else itself."""
        if isinstance(item.worth, Node) and item.worth.own and by is not None:
            return self.step(item.worth, by)
        return item.key if isinstance(item.worth, Node) and item.key is not None else item.worth

    def in_order(self, expr: ast.InOrder, positive: bool) -> Truth:
        items = self.items(expr.part)
        if isinstance(items, Missing):
            return unknown(items)
        worths = [self.step(item.worth, expr.path) for item in items]
        known = [worth for worth in worths if not isinstance(worth, Missing)]
        gaps = [worth for worth in worths if isinstance(worth, Missing)]
        truth = both([self.not_after(a, b) for a, b in pairwise(known)])
        if truth.value is True and gaps and len(worths) > 1:
            return unknown(merge(*gaps))
        return truth if positive or truth.value is None else exactly(truth.value, False)

    def not_after(self, one: Worth, other: Worth) -> Truth:
        if isinstance(one, Figure) or isinstance(other, Figure):
            return self.figures("<=", one, other)
        if isinstance(one, Held) and isinstance(other, Held) and isinstance(one.value, str):
            return exactly(normal(one.value) <= normal(str(other.value)))
        return self.dates("<=", one, other)

    # ------------------------------------------------------------------ quantifiers
    def quantified(self, expr: ast.Quantified, positive: bool) -> Truth:
        items = self.items(expr.source)
        if isinstance(items, Missing):
            return unknown(items)
        if expr.word == "every":
            return self.every(expr, items, positive)
        truths = [self.on_item(expr, item, expr.where, True) for item in items]
        low, high = {
            "some": (1, None),
            "no": (None, 0),
            "exactly": (expr.number, expr.number),
            "at_least": (expr.number, None),
            "at_most": (None, expr.number),
        }[expr.word]
        if positive:
            return counted(truths, low, high)
        if low is not None and high is not None:
            return either([counted(truths, None, low - 1), counted(truths, high + 1, None)])
        return counted(truths, None, low - 1) if low is not None else counted(truths, (high or 0) + 1, None)

    def on_item(self, expr: ast.Quantified, item: Bound, part: ast.Expr | None, positive: bool) -> Truth:
        if part is None:
            return TRUE if positive else FALSE
        with self.naming(**{expr.name: item}):
            return self.truth(part, positive)

    def every(self, expr: ast.Quantified, items: list[Bound], positive: bool) -> Truth:
        parts = []
        for item in items:
            out = self.on_item(expr, item, expr.where, not positive)
            holds = self.on_item(expr, item, expr.condition, positive)
            parts.append(either([out, holds]) if positive else both([out, holds]))
        whole = both(parts) if positive else either(parts)
        if expr.empty == "if_any":
            return whole
        inside = [self.on_item(expr, item, expr.where, True) for item in items]
        if positive:
            return both([whole, counted(inside, 1, None)])
        return either([whole, counted(inside, None, 0)])


def alike(worth: Worth) -> Any:
    """A text without its case and spacing."""
    value = plain(worth)
    return "".join(value.split()).casefold() if isinstance(value, str) else value


_TRUTH: dict[type[ast.Expr], Any] = {
    ast.And: Logic.and_,
    ast.Or: Logic.or_,
    ast.Not: Logic.not_,
    ast.IfThen: Logic.if_then,
    ast.Compare: Logic.compare,
    ast.Between: Logic.between,
    ast.CompareDates: Logic.compare_dates,
    ast.FallsIn: Logic.falls_in,
    ast.Is: Logic.is_,
    ast.Given: Logic.given,
    ast.Matches: Logic.matches,
    ast.Mentions: Logic.mentions,
    ast.NoRepeated: Logic.no_repeated,
    ast.Covers: Logic.covers,
    ast.InOrder: Logic.in_order,
    ast.Quantified: Logic.quantified,
}
