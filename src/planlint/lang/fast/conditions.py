"""Conditions in code, negation pushed down to the comparisons as the interpreter does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.lang.fast.arithmetic import add, upper
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.paths import SORTS
from planlint.lang.fast.symbols import Linear, Listed, Node, Row, Scalar, Symbol, Truth
from planlint.lang.fast.texts import Texts
from planlint.lang.held import normal
from planlint.lang.logic import DATES, OPPOSITE, TURNED
from planlint.records import replace
from planlint.shape import ListShape, MapShape, RecordShape, Shape

MINUS = Fraction(-1)


class Conditions(Texts):
    """Adds to `Times` the truth of conditions."""

    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        found = self.later(expr)
        if found is not None:
            with self.among(found.names):
                return self.truth(found.part, positive)
        method = TRUTH.get(type(expr))
        if method is not None:
            return method(self, expr, positive)  # type: ignore[no-any-return]
        worth = self.worth(expr)
        if not isinstance(worth, Scalar) or worth.sort != "yes_no":
            raise Unsupported("a condition that is no condition")
        return Truth(f"{worth.code} is {positive}")

    # ------------------------------------------------------------------ logic
    def joined(self, parts: list[tuple[ast.Expr, bool]], every: bool) -> Truth:
        """*and* (`every`) or *or* of parts, each as it stands or its opposite; once decided, the rest is skipped."""
        out = self.out
        first = self.truth(*parts[0])
        if len(parts) == 1:
            return first
        name = out.let("b", first.code)
        test = name if every else f"not {name}" if first.crisp else f"{name} != 7"
        with out.block(f"if {test}:"):
            self.suppose(first.if_true if every else first.if_false)
            rest = Truth("True")
            with out.or_slow():
                rest = self.joined(parts[1:], every)
            if first.crisp and rest.crisp:
                out.line(f"{name} = {rest.code}")
            else:
                out.line(f"{name} = {Truth(name, first.crisp).bits} {'&' if every else '|'} {rest.bits}")
        if first.crisp and not rest.crisp:
            # What the first part alone decided is not a number yet.
            out.line(f"if {name} is True or {name} is False: {name} = 7 if {name} else 0")
        if_true = first.if_true | rest.if_true if every else frozenset()
        if_false = frozenset() if every else first.if_false | rest.if_false
        return Truth(name, first.crisp and rest.crisp, if_true, if_false)

    def and_(self, expr: ast.And, positive: bool) -> Truth:
        return self.joined([(part, positive) for part in expr.parts], positive)

    def or_(self, expr: ast.Or, positive: bool) -> Truth:
        return self.joined([(part, positive) for part in expr.parts], not positive)

    def not_(self, expr: ast.Not, positive: bool) -> Truth:
        return self.truth(expr.part, not positive)

    def if_then(self, expr: ast.IfThen, positive: bool) -> Truth:
        return self.joined([(expr.condition, not positive), (expr.then, positive)], not positive)

    # ------------------------------------------------------------------ figures
    def compare(self, expr: ast.Compare, positive: bool) -> Truth:
        if expr.within is not None:
            return self.within(expr, positive)
        return self.compare_parts(expr.op if positive else OPPOSITE[expr.op], expr.left, expr.right)

    def compare_parts(self, op: str, left: ast.Expr, right: ast.Expr) -> Truth:
        for one, other, turned in ((left, right, op), (right, left, TURNED[op])):
            size, names = self.opened(one)
            if isinstance(size, ast.Call) and size.name == "abs":
                with self.among(names):
                    inner = self.figure(size.arguments[0])
                return self.sizes(turned, inner, self.figure(other))
        return self.figures(op, self.figure(left), self.figure(right))

    def sizes(self, op: str, inner: Linear, bound: Linear) -> Truth:
        above = self.figures(op, inner, bound)
        below = self.figures(TURNED[op], inner, bound.scaled(MINUS))
        if above.crisp and below.crisp:
            return Truth(f"({above.code} {'and' if op in ('<', '<=', '!=') else 'or'} {below.code})")
        sign = "&" if op in ("<", "<=", "!=") else "|"
        return Truth(self.out.let("b", f"{above.bits} {sign} {below.bits}"), False)

    def figures(self, op: str, left: Linear, right: Linear) -> Truth:
        """A rounding-aware comparison of whole numbers: `d` is left less right, `e` how far it may be off."""
        out = self.out
        difference, flip = self.gap(left, right)
        scale = self.whole([difference])
        value = out.let("d", self.value_code(difference, scale))
        if flip is not None:
            out.line(f"if {flip} < 0: {value} = -{value}")
        if difference.exact:
            return Truth(f"({value} {'==' if op == '=' else op} 0)")
        slack = self.slack_code(difference, scale)
        state = out.fresh("b")
        if difference.loose:
            return self.roughly(op, value, slack, state)
        if op in ("=", "!="):
            out.line(f"e = {slack}")
            none, some, far = ("(5 if e else 7)", 1, 0) if op == "=" else ("(1 if e else 0)", 5, 7)
            out.line(f"{state} = {none} if not {value} else {some} if -e <= {value} <= e else {far}")
            return Truth(state, False)
        if op in (">", ">="):
            value, op = out.let("d", f"-{value}"), TURNED[op]
        out.line(f"e = {slack}")
        out.line(f"{state} = (7 if {value} {op} -e else 5) if {value} {op} 0 else (1 if {value} {op} e else 0)")
        return Truth(state, False)

    def roughly(self, op: str, value: str, slack: str, state: str) -> Truth:
        """Decided where the difference is beyond all slack; else left to the interpreter."""
        out = self.out
        out.line(f"e = {slack}")
        out.line(f"if -e <= {value} <= e: raise Slow")
        if op in ("=", "!="):
            return Truth("False" if op == "=" else "True")
        return Truth(f"({value} {op} 0)")

    def gap(self, left: Linear, right: Linear) -> tuple[Linear, str | None]:
        """Left less right, a quotient multiplied out, and the variable whose sign turns the comparison round."""
        if left.below is None and right.below is None:
            return add(left, right, -1), None
        if left.below is not None and right.below is not None:
            signs = [self.divisor(one) for one in (left.below, right.below)]
            whole = add(self.times(upper(left), right.below), self.times(upper(right), left.below), -1)
            return whole, self.out.let("d", f"1 if ({signs[0]} > 0) == ({signs[1]} > 0) else -1")
        quotient, other = (left, right) if left.below is not None else (right, left)
        below = quotient.below
        assert below is not None
        above = Linear(quotient.terms, quotient.constant, loose=quotient.loose)
        sign = self.divisor(below)
        whole = add(above, self.times(below, other), -1)
        if quotient is right:
            whole = whole.scaled(MINUS)
        return whole, sign

    def divisor(self, below: Linear) -> str:
        """A variable with the sign of a divisor, which cannot be zero."""
        out = self.out
        scale = self.whole([below])
        value = out.let("d", self.value_code(below, scale))
        if below.exact:
            out.line(f"if not {value}: raise Slow")
        else:
            out.line(f"e = {self.slack_code(below, scale)}")
            out.line(f"if -e <= {value} <= e: raise Slow")
        return value

    def within(self, expr: ast.Compare, positive: bool) -> Truth:
        assert expr.within is not None
        left, right, bound = self.figure(expr.left), self.figure(expr.right), self.figure(expr.within)
        for one in (left, right):
            if one.below is not None:
                # Whether a divisor may be zero is asked of all that it may stand for; the rest is as printed.
                self.divisor(one.below)
        left, right = exactly(left), exactly(right)
        written = self.written(expr.within)
        if written is None or bound.terms or bound.constant < 0:
            raise Unsupported("a tolerance that is worked out")
        gap, one, size = self.apart(left, right)
        limit = (size if written.unit.is_percent else one).scaled(bound.constant)
        scale = self.whole([gap, limit])
        code = f"abs({self.value_code(gap, scale)}) <= abs({self.value_code(limit, scale)})"
        return Truth(f"({code})" if positive else f"(not {code})")

    def apart(self, left: Linear, right: Linear) -> tuple[Linear, Linear, Linear]:
        """Left less right, one, and right, all three times the divisor where one of them is a quotient."""
        if left.below is None and right.below is None:
            return add(left, right, -1), Linear(constant=-MINUS), right
        if left.below is not None and right.below is not None:
            raise Unsupported("two quotients compared")
        quotient, other = (left, right) if left.below is not None else (right, left)
        below = quotient.below
        assert below is not None
        self.divisor(below)
        above, product = Linear(quotient.terms, quotient.constant), self.times(below, other)
        return add(above, product, -1), below, above if quotient is right else product

    def written(self, expr: ast.Expr) -> ast.Number | None:
        """The number that an expression stands for, if it is one: written there, or a parameter."""
        expr, _ = self.opened(expr)
        if isinstance(expr, ast.Name):
            declared = self.rule.parameters.get(expr.name, ())
            if expr.name in self.overrides:
                expr = self.overrides[expr.name]
            elif len(declared) == 1:
                expr = declared[0].value
        return expr if isinstance(expr, ast.Number) else None

    def between(self, expr: ast.Between, positive: bool) -> Truth:
        opened, _ = self.opened(expr.part)
        part = None if isinstance(opened, ast.Call) and opened.name == "abs" else self.worth(expr.part)
        ops = (">=", "<=") if positive else ("<", ">")
        ends = (expr.low, expr.high)
        if isinstance(part, Scalar):
            sides = [self.dates(op, part, self.worth(end)) for op, end in zip(ops, ends, strict=True)]
        else:
            sides = [self.compare_parts(op, expr.part, end) for op, end in zip(ops, ends, strict=True)]
        return self.both(sides) if positive else self.both(sides, "|")

    def both(self, sides: list[Truth], sign: str = "&") -> Truth:
        if all(side.crisp for side in sides):
            return Truth("(" + f" {'and' if sign == '&' else 'or'} ".join(side.code for side in sides) + ")")
        return Truth(self.out.let("b", f" {sign} ".join(side.bits for side in sides)), False)

    # ------------------------------------------------------------------ dates
    def compare_dates(self, expr: ast.CompareDates, positive: bool) -> Truth:
        op = DATES[expr.op]
        return self.dates(op if positive else OPPOSITE[op], self.worth(expr.left), self.worth(expr.right))

    def dates(self, op: str, left: Symbol, right: Symbol) -> Truth:
        if isinstance(left, Scalar) and isinstance(right, Scalar) and left.sort == right.sort:
            if left.sort not in ("date", "month", "year"):
                raise Unsupported("texts in time")
            return Truth(f"({left.code} {op} {right.code})")
        one, other = self.stretch(left), self.stretch(right)
        code = f"within({op!r}, ({one[0]}, {one[1]}), ({other[0]}, {other[1]}))"
        return Truth(self.out.let("b", code), False)

    def falls_in(self, expr: ast.FallsIn, positive: bool) -> Truth:
        part, period = self.worth(expr.part), self.worth(expr.period)
        first, last = self.stretch(period)
        ends = [Scalar("date", code, None, self.out.here) for code in (first, last)]
        ops = (">=", "<=") if positive else ("<", ">")
        sides = [self.dates(op, part, end) for op, end in zip(ops, ends, strict=True)]
        return self.both(sides, "&" if positive else "|")

    # ------------------------------------------------------------------ exact
    def is_(self, expr: ast.Is, positive: bool) -> Truth:
        positive = positive is not expr.negated
        left, right = self.worth(expr.left), self.worth(expr.right)
        if expr.word == "is":
            code = self.same(left, right)
        elif expr.word == "like":
            if not (isinstance(left, Scalar) and isinstance(right, Scalar) and left.sort == right.sort == "text"):
                raise Unsupported("`is like` of something that is no text")
            code = f"alike({left.code}) == alike({right.code})"
        else:
            code = self.member(left, right)
        return Truth(f"({code})" if positive else f"(not ({code}))")

    def same(self, left: Symbol, right: Symbol) -> str:
        if isinstance(left, Linear) and isinstance(right, Linear):
            difference, _ = self.gap(exactly(left), exactly(right))
            return f"{self.value_code(difference, self.whole([difference]))} == 0"
        if isinstance(left, Scalar) and isinstance(right, Scalar) and left.sort == right.sort:
            if left.sort == "duration":
                raise Unsupported("durations compared")
            return f"{self.compared(left)} == {self.compared(right)}"
        raise Unsupported("values of two sorts compared")

    def member(self, left: Symbol, right: Symbol) -> str:
        if isinstance(right, Listed):
            written = [one for one in right.parts if isinstance(one, Scalar) and one.literal is not None]
            if isinstance(left, Scalar) and len(written) == len(right.parts):
                if any(one.sort != left.sort for one in written):
                    raise Unsupported("values of two sorts compared")
                return f"{self.compared(left)} in {{{', '.join(one.code for one in written)}}}"
            return "(" + " or ".join(self.same(left, one) for one in right.parts) + ")"
        if not isinstance(left, Scalar) or left.sort not in ("text", "year", "month", "date"):
            raise Unsupported("a figure looked for in a list")
        if isinstance(right, Row):
            if right.sort != left.sort:
                raise Unsupported("one sort looked for in another")
            return f"{self.compared(left)} in {self.values(right)}"
        if not isinstance(right, Node):
            raise Unsupported("something looked for in what is no list")
        return f"{self.compared(left)} in {self.keys(right, left.sort)}"

    @staticmethod
    def values(row: Row) -> str:
        """What stands in a list that was worked out, as it is compared."""
        return f"{{text(one) for one in {row.code}}}" if row.sort == "text" else row.code

    def keys(self, node: Node, sort: str) -> str:
        """The set of what `is in` looks among."""
        if isinstance(node.shape, MapShape):
            if SORTS.get(type(node.shape.key)) != sort:
                raise Unsupported("one sort looked for in another")
            return node.code
        if not isinstance(node.shape, ListShape):
            raise Unsupported("something looked for in what is no list")
        item, path = node.shape.item, ()
        if node.shape.key and isinstance(item, RecordShape):
            item, path = item.fields.get(node.shape.key, Shape()), (node.shape.key,)  # type: ignore[assignment]
        if SORTS.get(type(item)) != sort:
            raise Unsupported("one sort looked for in another")
        return self.once(node.home, ("keys", node.code), f"set(entries({node.code}, {path!r}, {sort!r}))")

    def presence(self, expr: ast.Given, positive: bool) -> Truth:
        there, codes = self.given(expr.part)
        if positive is not expr.negated:
            return Truth(there, if_true=codes)
        return Truth(f"(not {there})", if_false=codes)

    # ------------------------------------------------------------------ text
    def matches(self, expr: ast.Matches, positive: bool) -> Truth:
        part = self.worth(expr.part)
        if not isinstance(part, Scalar) or part.sort != "text":
            raise Unsupported("a pattern for something that is no text")
        code = f"matches({expr.pattern!r}, {self.compared(part)})"
        return Truth(code if positive else f"(not {code})")

    def mentions(self, expr: ast.Mentions, positive: bool) -> Truth:
        part = self.worth(expr.part)
        if isinstance(expr.word, ast.Name) and expr.word.name in self.rule.lists:
            rows = self.rule.lists[expr.word.name]
            key = rows.shape.key
            named = [row.get(key) if isinstance(row, dict) and key else row for row in rows.rows]
            words = [one for one in named if isinstance(one, str)]
        elif isinstance(expr.word, ast.Text):
            words = [expr.word.value]
        else:
            raise Unsupported("words that are worked out")
        if not isinstance(part, Scalar) or part.sort != "text" or not words:
            raise Unsupported("words of something that is no text")
        code = f"mentions({self.compared(part)}, {tuple(map(normal, words))!r})"
        return Truth(code if positive else f"(not {code})")


def exactly(figure: Linear) -> Linear:
    """A figure as printed."""
    terms = tuple(replace(term, half=Fraction(0), spread=None) for term in figure.terms)
    below = exactly(figure.below) if figure.below is not None else None
    return replace(figure, terms=terms, below=below, loose=False)


TRUTH: dict[type[ast.Expr], Any] = {
    ast.And: Conditions.and_,
    ast.Or: Conditions.or_,
    ast.Not: Conditions.not_,
    ast.IfThen: Conditions.if_then,
    ast.Compare: Conditions.compare,
    ast.Between: Conditions.between,
    ast.CompareDates: Conditions.compare_dates,
    ast.FallsIn: Conditions.falls_in,
    ast.Is: Conditions.is_,
    ast.Given: Conditions.presence,
    ast.Matches: Conditions.matches,
    ast.Mentions: Conditions.mentions,
}
