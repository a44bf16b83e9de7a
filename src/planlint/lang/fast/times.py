"""Dates, months and years in code."""

from __future__ import annotations

from planlint.lang import ast
from planlint.lang.fast.arithmetic import ONE
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.collections import Collections
from planlint.lang.fast.paths import WORTH
from planlint.lang.fast.symbols import Linear, Node, Row, Scalar, Symbol, Term
from planlint.shape import ListShape, MapShape, RecordShape


class Times(Collections):
    """Adds to `Collections` what is asked of dates, and the words that stand before a path."""

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
            _, key = self.keys_of_values.get(id(found), (None, None))
            if key is not None:
                return key
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


WORTH[ast.Prefix] = Times.prefix
WORTH[ast.Span] = Times.span
