"""Figures in code: linear in their cells, over whole numbers, with their slack beside them.

Every coefficient is known when the code is written, so both sides of a comparison are multiplied by one whole number
and the code adds and multiplies the digits as they were read: nothing is divided and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm
from typing import Any, TypeGuard

from planlint.lang import ast
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.paths import SORTS, WORTH, Paths, under
from planlint.lang.fast.symbols import Linear, Listed, Node, Pieces, Row, Scalar, Symbol, Term, Truth
from planlint.shape import ListShape, MapShape, RecordShape, TextShape
from planlint.values import Duration, decimal_text

ONE = Fraction(1)


class Arithmetic(Paths):
    """Adds to `Paths` figures and what is worked out over collections. Conditions come from the class built on it."""

    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        raise NotImplementedError

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
        raise Unsupported("a product of two rounded figures")

    def over(self, above: Linear, below: Linear) -> Linear:
        if above.below is not None or below.below is not None:
            raise Unsupported("a quotient of a quotient")
        if below.terms:
            return replace(above, below=below, path=None)
        if not below.constant:
            raise Unsupported("a divisor that is always zero")
        return above.scaled(1 / below.constant)

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

    # ------------------------------------------------------------------ collections
    def source(self, expr: ast.Expr) -> Node | Row | Listed:
        worth = self.worth(expr)
        if isinstance(worth, Node | Row | Listed):
            return worth
        raise Unsupported("going through something that is no collection")

    @contextmanager
    def each(self, source: Node | Row, name: str) -> Iterator[Symbol]:
        """Code for each item of a collection, with `name` bound to it."""
        out = self.out
        out.line(f"steps += len({source.code})")
        out.line("if steps > budget: raise Slow")
        if isinstance(source, Row):
            item = out.fresh("x")
            with out.block(f"for {item} in {source.code}:") as block:
                out.homes[item] = block
                path = None if source.stem is None else (*source.stem, item)
                symbol: Symbol = Scalar(source.sort, item, path, block)
                with self.naming(**{name: symbol}):
                    yield symbol
            return
        at, item = out.fresh("i"), out.fresh("x")
        over = f"{source.code}.items()" if isinstance(source.shape, MapShape) else f"enumerate({source.code})"
        with out.block(f"for {at}, {item} in {over}:") as block:
            out.homes[at] = out.homes[item] = block
            self.sure.add(item)
            symbol = self.item(source, at, item)
            with self.naming(**{name: symbol}):
                yield symbol

    def item(self, source: Node, at: str, item: str) -> Symbol:
        path = under(source.path, at)
        if isinstance(source.shape, MapShape):
            symbol = self.typed(item, source.shape.value, source, path)
            sort = SORTS.get(type(source.shape.key))
            key = Scalar(sort, at, path, self.out.here) if sort else None
            return replace(symbol, key=key) if isinstance(symbol, Node) else symbol
        if not isinstance(source.shape, ListShape):
            raise Unsupported("going through something that is no collection")
        if isinstance(source.shape.item, TextShape):
            self.out.line(f"if not {item}.strip(): raise Slow")
        return self.typed(item, source.shape.item, source, path)

    @contextmanager
    def decided(self, truth: Truth) -> Iterator[None]:
        """A block for what is so beyond rounding; what is not decided is for the interpreter."""
        if not truth.crisp:
            self.out.line(f"if {truth.code} not in (0, 7): raise Slow")
        with self.out.block(f"if {truth.code}:") if truth.code != "True" else nullcontext():
            self.suppose(truth.if_true)
            yield

    def suppose(self, codes: Iterable[str]) -> None:
        """From here on these variables are known to be given."""
        for code in codes:
            self.out.know(("given", code), True)

    def inside(self, where: ast.Expr | None) -> Any:
        """A block for the items that `where` leaves in; one that is not decided is for the interpreter."""
        truth = self.truth(where) if where is not None else Truth("True")
        return self.decided(truth)

    def aggregate(self, expr: ast.Aggregate) -> Symbol:
        source = self.source(expr.source)
        if isinstance(source, Listed):
            raise Unsupported("a sum over a list written in the rule")
        if expr.part is None and expr.where is None:
            return Linear((Term(self.out.let("c", f"len({source.code})"), ONE, self.out.here),))
        if expr.part is None:
            return self.counted(expr, source)
        if expr.word == "sum":
            return self.total(expr, source)[0]
        if expr.word == "mean":
            total, count = self.total(expr, source)
            self.out.line(f"if not {count}: raise Slow")
            return replace(total, below=Linear((Term(count, ONE, self.out.here),)))
        if expr.word in ("min", "max"):
            return self.extreme(expr, source)
        raise Unsupported(f"`{expr.word}`")

    def counted(self, expr: ast.Aggregate, source: Node | Row) -> Linear:
        count = self.out.let("c", "0")
        with self.each(source, expr.name), self.inside(expr.where):
            self.out.line(f"{count} += 1")
        return Linear((Term(count, ONE, self.out.here),))

    def total(self, expr: ast.Aggregate, source: Node | Row) -> tuple[Linear, str]:
        """The sum of a part over the items, and the variable that counts them."""
        assert expr.part is not None
        out = self.out
        total, spread, count = out.let("s", "0"), out.let("w", "0"), out.let("c", "0")
        home = out.here
        with self.each(source, expr.name) as item:
            at = out.here
            with self.inside(expr.where):
                part = self.figure(expr.part)
                if part.below is not None:
                    raise Unsupported("a sum of quotients")
                scale = self.whole([part])
                out.line(f"{total} += {self.value_code(part, scale)}")
                if not part.exact:
                    out.line(f"{spread} += {self.slack_code(part, scale)}")
                if expr.word == "mean":
                    out.line(f"{count} += 1")
            own = item.code if isinstance(item, Scalar) else item.path[-1] if not_listed(item) and item.path else ""
            loose = part.loose or clashes([(term, self.starred(term, at)) for term in part.terms])
            loose = loose or any(
                not term.exact and term.factors and not all(own in cell for cell in term.cells) for term in part.terms
            )
            cells = tuple(cell for term in part.terms for cell in self.starred(term, at) if not term.exact)
        term = Term(total, 1 / scale, home, (), Fraction(0), None if part.exact else spread, cells)
        return Linear((term,), loose=loose), count

    def starred(self, term: Term, loop: Any) -> tuple[Pieces, ...]:
        """The cells of a term with `*` for each step that changes inside a loop."""

        def piece(one: str) -> str:
            if one.startswith(("'", '"')) or one == "*":
                return one
            return "*" if loop.holds(self.out.home(one)) else one

        return tuple(tuple(map(piece, cell)) for cell in term.cells)

    def extreme(self, expr: ast.Aggregate, source: Node | Row) -> Linear:
        """The least or greatest of single cells of one step."""
        assert expr.part is not None
        out = self.out
        best = out.let("m", "None")
        sign = "<" if expr.word == "min" else ">"
        with self.each(source, expr.name), self.inside(expr.where):
            part = self.figure(expr.part)
            if part.below is not None or len(part.terms) != 1 or part.terms[0].spread or part.constant:
                raise Unsupported(f"the {expr.word} of something worked out")
            term = part.terms[0]
            if term.factors and any(not one.startswith("u") for one in term.factors):
                raise Unsupported(f"the {expr.word} of something worked out")
            value = self.multiplied(ONE, (*term.factors, term.value))
            out.line(f"if {best} is None or {value} {sign} {best}: {best} = {value}")
        out.line(f"if {best} is None: raise Slow")
        if term.factors and not term.exact:
            raise Unsupported(f"the {expr.word} of figures in a unit that is stated")
        if term.coefficient < 0:
            raise Unsupported(f"the {expr.word} of something worked out")
        cells = tuple(tuple("*" if not one.startswith("'") else one for one in cell) for cell in term.cells)
        found = Term(best, term.coefficient, out.here, (), term.half, None, cells)
        return Linear((found,), loose=not term.exact)

    def prefix(self, expr: ast.Prefix) -> Symbol:
        if expr.word == "key":
            return self.key_of(expr.part)
        if expr.word == "reason":
            code, path = self.reason(expr.part)
            self.out.line(f"if type({code}) is not str: raise Slow")
            return Scalar("text", code, path, self.out.here)
        worth = self.worth(expr.part)
        if expr.word == "count" and isinstance(worth, Node | Row):
            count = self.out.let("c", f"len({worth.code})")
            return Linear((Term(count, ONE, self.out.here),), path=worth.path)
        if expr.word in ("years", "months"):
            return self.years_and_months(expr.word, worth)
        if isinstance(worth, Scalar) and worth.sort in ("date", "year", "month"):
            return self.part_of_calendar(expr.word, worth)
        if isinstance(worth, Node) and expr.word in ("start", "end", "year"):
            return self.part_of_period(expr.word, worth)
        raise Unsupported(f"`{expr.word} of` something that is no date")

    def key_of(self, part: ast.Expr) -> Symbol:
        if isinstance(part, ast.Name):
            found = self.names.get(part.name)
            if isinstance(found, Node) and found.key is not None:
                return found.key
            up = found.up if isinstance(found, Node) else None
            if isinstance(found, Node) and up is not None and isinstance(up.shape, ListShape) and up.shape.key:
                return self.present(*self.raw_field(found, up.shape.key))
        raise Unsupported("`key of` something that is no item")

    def years_and_months(self, word: str, worth: Symbol) -> Symbol:
        sort = word[:-1]
        if isinstance(worth, Node) and isinstance(worth.shape, MapShape):
            code = self.once(worth.home, (word, worth.code), f"map_years({worth.code}, {sort!r})")
            return Row(sort, code, worth.path, self.out.here, worth.path)
        first, last = self.stretch(worth)
        path = worth.path if isinstance(worth, Node) else None
        return Row(sort, self.out.let("r", f"times.{word}({first}, {last})"), path, self.out.here)

    def stretch(self, worth: Symbol) -> tuple[str, str]:
        """Code for the first and last day of a date, month, year or period."""
        if isinstance(worth, Node):
            if not isinstance(worth.shape, RecordShape) or worth.shape.period is None:
                raise Unsupported("a record that is no period")
            ends = [self.present(*self.raw_field(worth, end)) for end in worth.shape.period]
            return self.stretch(ends[0])[0], self.stretch(ends[1])[1]
        if isinstance(worth, Scalar) and worth.sort == "date":
            return worth.code, worth.code
        if isinstance(worth, Scalar) and worth.sort in ("year", "month"):
            known = ("stretch", worth.code)
            found = self.out.find(known)
            if found is None:
                first = self.out.let("d", f"times.first({worth.sort!r}, {worth.code})")
                last = self.out.let("d", f"times.last({worth.sort!r}, {worth.code})")
                found = (first, last)
                self.out.know(known, found)
            return found  # type: ignore[no-any-return]
        raise Unsupported("days of something that is no date")

    def part_of_calendar(self, word: str, worth: Scalar) -> Symbol:
        out = self.out
        if word in ("next year", "previous year"):
            if worth.sort != "year":
                raise Unsupported(f"`{word} of` something that is no year")
            shift = 1 if word == "next year" else -1
            return Scalar("year", out.let("y", f"shifted({worth.code}, {shift})"), worth.path, out.here)
        if word in ("start", "end"):
            code = self.stretch(worth)[word == "end"]
            return Scalar("date", code, worth.path, out.here)
        if word == "year" and worth.sort == "year":
            return worth
        if worth.sort != "date":
            raise Unsupported(f"`{word} of` a month or year")
        if word == "year":
            return Scalar("year", out.let("y", f"times.year_of({worth.code})"), worth.path, out.here)
        if word == "month":
            return Scalar("month", out.let("y", f"{worth.code}[:7]"), worth.path, out.here)
        return Scalar("text", out.let("t", f"weekday({worth.code})"), worth.path, out.here)

    def part_of_period(self, word: str, period: Node) -> Symbol:
        if word == "year" and isinstance(period.shape, RecordShape) and period.shape.year:
            stated: Symbol = period
            for step in period.shape.year.split("."):
                stated = self.present(*self.raw_field(stated, step))
            if not isinstance(stated, Scalar) or stated.sort != "year":
                raise Unsupported("a year that is stated as something else")
            return stated
        first, last = self.stretch(period)
        if word != "year":
            return Scalar("date", last if word == "end" else first, None, self.out.here)
        year = self.out.let("y", f"times.year_of({first})")
        self.out.line(f"if times.year_of({last}) != {year}: raise Slow")
        return Scalar("year", year, None, self.out.here)

    def span(self, expr: ast.Span) -> Symbol:
        start, end = self.worth(expr.start), self.worth(expr.end)
        if expr.working:
            raise Unsupported("working days")
        if not (isinstance(start, Scalar) and isinstance(end, Scalar) and start.sort == end.sort == "date"):
            raise Unsupported("days from or to a month or year")
        return Linear((Term(self.out.let("c", f"days({start.code}, {end.code})"), ONE, self.out.here),))

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
        out = self.out
        if not isinstance(default, Linear) or not default.exact:
            raise Unsupported("a default that is no exact figure")
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
        cells = tuple(cell for term in part.terms for cell in term.cells)
        term = Term(value, 1 / scale, home, (), Fraction(0), None if part.exact else spread, cells)
        return Linear((term,), loose=part.loose)


def not_listed(symbol: Symbol) -> TypeGuard[Node | Linear]:
    return isinstance(symbol, Node | Linear)


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
        ast.Aggregate: Arithmetic.aggregate,
        ast.Prefix: Arithmetic.prefix,
        ast.Span: Arithmetic.span,
        ast.Call: Arithmetic.call,
        ast.IfGiven: Arithmetic.if_given,
    }
)
