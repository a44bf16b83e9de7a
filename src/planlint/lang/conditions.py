"""The types of conditions: what may be compared with what, and what each form of the language needs."""

from __future__ import annotations

from typing import Any

from planlint.lang import ast
from planlint.lang.logic import compiled
from planlint.lang.typing import TIMES, Typer
from planlint.limits import LIMITS
from planlint.shape import (
    AnyShape,
    ChoiceShape,
    FigureShape,
    ListShape,
    MapShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)


class ConditionTyper(Typer):
    """Adds to `Typer` everything that is true or false."""

    def logic(self, expr: Any) -> Shape:
        parts = getattr(expr, "parts", None) or (
            (expr.condition, expr.then) if isinstance(expr, ast.IfThen) else (expr.part,)
        )
        for part in parts:
            self.truth(part, self.type(part))
        return YesNoShape()

    def compare(self, expr: ast.Compare) -> Shape:
        for part in (expr.left, expr.right):
            shape = self.type(part) if not isinstance(part, ast.Text) else TextShape()
            if isinstance(shape, TIMES):
                self.fault(
                    part.pos,
                    f"`{expr.op}` compares figures, but this is {self.called(shape)}.",
                    "Use `before`, `after`, `not before`, `not after` or `is`.",
                )
                return YesNoShape()
            if shape is not None and not isinstance(shape, FigureShape | AnyShape):
                self.fault(part.pos, f"`{expr.op}` compares figures, but this is {self.called(shape)}.", "Use `is`.")
                return YesNoShape()
        quiet, self.problems = self.problems, []
        left, right = self.type(expr.left), self.type(expr.right)
        self.problems = quiet
        self.one_unit(expr.pos, left, right, "compared")
        if expr.within is not None:
            within = self.figure(expr.within)
            if within is not None and not within.unit.is_percent:
                self.one_unit(expr.within.pos, left, within, "compared")
        return YesNoShape()

    def between(self, expr: ast.Between) -> Shape:
        shape = self.type(expr.part)
        if isinstance(shape, TIMES):
            for part in (expr.low, expr.high):
                self.same_time(expr.pos, shape, self.when(part))
        else:
            for part in (expr.low, expr.high):
                other = self.figure(part)
                self.one_unit(part.pos, shape, other, "compared")
            if shape is not None and not isinstance(shape, FigureShape | AnyShape):
                self.fault(expr.part.pos, f"A figure or date is wanted here, but this is {self.called(shape)}.")
        return YesNoShape()

    def compare_dates(self, expr: ast.CompareDates) -> Shape:
        self.same_time(expr.pos, self.when(expr.left), self.when(expr.right))
        return YesNoShape()

    def same_time(self, pos: ast.Pos, left: Shape | None, right: Shape | None) -> None:
        if left is None or right is None or isinstance(left, AnyShape) or isinstance(right, AnyShape):
            return
        if isinstance(left, YearShape) is not isinstance(right, YearShape):
            self.fault(
                pos,
                f"{self.called(left).capitalize()} and {self.called(right)} cannot be compared.",
                "Use `falls in`, or `year of` the date.",
            )

    def falls_in(self, expr: ast.FallsIn) -> Shape:
        self.when(expr.part)
        period = self.type(expr.period)
        fits = isinstance(period, (*TIMES, AnyShape)) or (isinstance(period, RecordShape) and period.period is not None)
        if period is not None and not fits:
            self.fault(expr.period.pos, f"`falls in` wants a year, month or period, but this is {self.called(period)}.")
        return YesNoShape()

    def is_(self, expr: ast.Is) -> Shape:
        left, right = self.type(expr.left), self.type(expr.right)
        if expr.word == "in":
            if right is not None and not isinstance(right, ListShape | MapShape | AnyShape):
                self.fault(expr.right.pos, f"`is in` wants a list, but this is {self.called(right)}.")
            return YesNoShape()
        if expr.word == "one_of":
            right = right.item if isinstance(right, ListShape) else right
            for item in expr.right.items if isinstance(expr.right, ast.ListOf) else ():
                self.in_choices(left, item)
        if left is None or right is None:
            return YesNoShape()
        if not self.comparable(left, right):
            hint = (
                "Use `falls in`, or `year of` the date."
                if isinstance(right, YearShape) or isinstance(left, YearShape)
                else ""
            )
            self.fault(expr.pos, f"{self.called(left).capitalize()} can never be {self.called(right)}.", hint)
        elif isinstance(left, FigureShape) and isinstance(right, FigureShape):
            self.one_unit(expr.pos, left, right, "compared")
        if expr.word == "is":
            self.in_choices(left, expr.right)
            self.in_choices(right, expr.left)
        return YesNoShape()

    def given(self, expr: ast.Given) -> Shape:
        self.type(expr.part)
        return YesNoShape()

    def textual(self, expr: Any) -> Shape:
        shape = self.type(expr.part)
        if shape is not None and not isinstance(shape, TextShape | ChoiceShape | AnyShape):
            self.fault(expr.part.pos, f"A text is wanted here, but this is {self.called(shape)}.")
        if isinstance(expr, ast.Matches):
            self.pattern(expr)
        elif isinstance(expr.word, ast.Name):
            self.type(expr.word)
        return YesNoShape()

    def pattern(self, expr: ast.Matches) -> None:
        if len(expr.pattern) > LIMITS.pattern_characters:
            self.fault(expr.pos, f"The pattern is longer than {LIMITS.pattern_characters} characters.")
            return
        import re2  # here, since few rules ask for a pattern

        try:
            compiled(expr.pattern)
        except re2.error as fault:
            why = fault.args[0].decode() if fault.args and isinstance(fault.args[0], bytes) else str(fault)
            self.fault(
                expr.pos,
                f"The pattern cannot be used: {why}.",
                "Look-around and back-references are not part of the language.",
            )

    def listed(self, expr: Any) -> Shape:
        item = self.items(expr.part)
        paths = expr.paths if isinstance(expr, ast.NoRepeated) else (expr.path,)
        for path in paths:
            self.steps_of(expr.pos, item.shape, path)
        return YesNoShape()

    def covers(self, expr: ast.Covers) -> Shape:
        item = self.items(expr.part)
        self.items(expr.wanted)
        if expr.by is not None:
            self.steps_of(expr.pos, item.shape, expr.by)
        return YesNoShape()


ConditionTyper.methods = {
    ast.Text: ConditionTyper.text,
    ast.Number: ConditionTyper.number,
    ast.Constant: ConditionTyper.constant,
    ast.ListOf: ConditionTyper.list_of,
    ast.Name: ConditionTyper.name,
    ast.Field: ConditionTyper.field,
    ast.Index: ConditionTyper.index,
    ast.Call: ConditionTyper.call,
    ast.Negate: ConditionTyper.negate,
    ast.Sum: ConditionTyper.sum,
    ast.Product: ConditionTyper.product,
    ast.IfGiven: ConditionTyper.if_given,
    ast.Prefix: ConditionTyper.prefix,
    ast.Span: ConditionTyper.span,
    ast.Aggregate: ConditionTyper.aggregate,
    ast.Quantified: ConditionTyper.quantified,
    ast.Not: ConditionTyper.logic,
    ast.And: ConditionTyper.logic,
    ast.Or: ConditionTyper.logic,
    ast.IfThen: ConditionTyper.logic,
    ast.Compare: ConditionTyper.compare,
    ast.Between: ConditionTyper.between,
    ast.CompareDates: ConditionTyper.compare_dates,
    ast.FallsIn: ConditionTyper.falls_in,
    ast.Is: ConditionTyper.is_,
    ast.Given: ConditionTyper.given,
    ast.Matches: ConditionTyper.textual,
    ast.Mentions: ConditionTyper.textual,
    ast.NoRepeated: ConditionTyper.listed,
    ast.InOrder: ConditionTyper.listed,
    ast.Covers: ConditionTyper.covers,
}
