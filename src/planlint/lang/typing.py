"""The type of every expression, checked as it is worked out. A type is a `Shape`; None is one already complained of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from planlint.errors import Problem
from planlint.lang import ast
from planlint.lang.functions import FUNCTIONS, WANTED, fits
from planlint.limits import LIMITS
from planlint.records import dataclass
from planlint.shape import (
    AnyShape,
    ChoiceShape,
    DateShape,
    DurationShape,
    FigureShape,
    ListShape,
    MapShape,
    MonthShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)
from planlint.values import Duration, FinancialYear, Month, Unit, multiply_dims, parse_unit

COUNT = FigureShape("", parse_unit("count") or Unit("count"), whole=True)
TIMES = (DateShape, MonthShape, YearShape)


@dataclass(frozen=True, slots=True)
class Bare(FigureShape):
    """A number written without a unit: it takes that of what it meets, if that is no money."""


@dataclass(frozen=True, slots=True)
class TableShape(Shape):
    """What the name of a declared table stands for: no value, so nothing but its totals can be spoken of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for, and the type of its key where it is an item."""

    shape: Shape | None
    key: Shape | None = None


class Typer:
    """Works out types in `scope`; what is wrong goes to `problems`.

    `methods` says which method types which construct; `planlint.lang.conditions` fills it in.
    """

    methods: ClassVar[dict[type[ast.Expr], Any]] = {}

    def __init__(self, source: str, text: str, shape: RecordShape) -> None:
        self.source, self.lines, self.shape = source, text.split("\n"), shape
        self.problems: list[Problem] = []
        self.scope: dict[str, Entry] = {}
        self.defines: dict[str, ast.Define] = {}
        self.used_names: set[str] = set()
        self.of_file: Mapping[str, Entry] | None = None
        self.barred: frozenset[str] = frozenset()
        self.nesting = 0
        self.expanding = 0

    def fault(self, pos: ast.Pos, message: str, hint: str = "") -> None:
        line = self.lines[pos.line - 1].rstrip("\r") if pos.line <= len(self.lines) else ""
        self.problems.append(Problem(self.source, pos.line, pos.column, message, hint, line[:200], min(pos.length, 80)))

    def called(self, shape: Shape) -> str:
        """What a type is called in a message."""
        if isinstance(shape, FigureShape):
            if shape.unit.is_money:
                return "money"
            if shape.unit.is_percent:
                return "a percentage"
            above = " ".join(name for name, power in shape.unit.dims if power > 0) or "1"
            below = " ".join(name for name, power in shape.unit.dims if power < 0)
            if not shape.unit.dims:
                return "a number"
            return f"a figure in {above} / {below}" if below else f"a figure in {above}"
        names: dict[type[Shape], str] = {
            TextShape: "a text",
            YesNoShape: "yes or no",
            ChoiceShape: "a choice",
            DateShape: "a date",
            MonthShape: "a month",
            YearShape: "a financial year",
            DurationShape: "a length of time",
            RecordShape: "a record",
            ListShape: "a list",
            MapShape: "a map",
            TableShape: "a table",
        }
        return names.get(type(shape), "something the schema does not describe")

    def type(self, expr: ast.Expr) -> Shape | None:
        """The type of an expression; its problems are added to `problems`."""
        method = self.methods.get(type(expr))
        return method(self, expr) if method else YesNoShape()

    # ------------------------------------------------------------------ constants, names, paths
    def text(self, expr: ast.Text) -> Shape:
        return TextShape()

    def number(self, expr: ast.Number) -> Shape:
        return FigureShape("", expr.unit) if expr.unit.name else Bare("", expr.unit)

    def constant(self, expr: ast.Constant) -> Shape:
        if isinstance(expr.value, bool):
            return YesNoShape()
        for kind, shape in ((FinancialYear, YearShape()), (Month, MonthShape()), (Duration, DurationShape())):
            if isinstance(expr.value, kind):
                return shape
        return DateShape()

    def list_of(self, expr: ast.ListOf) -> Shape | None:
        shapes = [self.type(item) for item in expr.items]
        known = [shape for shape in shapes if shape is not None]
        for item, shape in zip(expr.items, shapes, strict=True):
            if shape is not None and known and not self.comparable(known[0], shape):
                self.fault(item.pos, f"This list holds {self.called(known[0])} and {self.called(shape)}.")
        return ListShape("", known[0] if known else AnyShape())

    def name(self, expr: ast.Name) -> Shape | None:
        found = self.scope.get(expr.name)
        if found is not None and expr.name in self.barred:
            self.fault(
                expr.pos,
                f"`{expr.name}` is a name of the rule: a named expression knows only what is handed to it.",
                f"Hand it over: `define NAME({expr.name}) as …`, and `NAME({expr.name})` in the rule.",
            )
            return None
        if found is not None:
            self.used_names.add(expr.name)
            return found.shape
        if expr.name in self.defines:
            return self.expanded(expr.pos, self.defines[expr.name], ())
        names = [*self.scope, *self.defines]
        self.fault(expr.pos, f"`{expr.name}` is not the name of anything here.", self.nearest(expr.name, names))
        return None

    def nearest(self, word: str, among: Iterable[str]) -> str:
        among = sorted(among)
        close = difflib.get_close_matches(word, among, 1, 0.6)
        if close:
            return f"Did you mean `{close[0]}`?"
        shown = ", ".join(f"`{one}`" for one in among[:12])
        return f"There are: {shown}{' …' if len(among) > 12 else ''}." if among else ""

    def field(self, expr: ast.Field) -> Shape | None:
        base = self.type(expr.base)
        return self.field_of(expr.pos, base, expr.name)

    def field_of(self, pos: ast.Pos, base: Shape | None, name: str) -> Shape | None:
        if base is None or isinstance(base, AnyShape):
            return base
        if isinstance(base, RecordShape):
            if name in base.fields:
                return base.fields[name]
            what = f" of {base.label.lower()}" if base.label else ""
            self.fault(pos, f"There is no field `{name}`{what}.", self.nearest(name, base.fields))
            return None
        hint = (
            "Go through it with `for each`, or take one item with [ ]."
            if isinstance(base, ListShape | MapShape)
            else ""
        )
        self.fault(pos, f"`{name}` is asked of {self.called(base)}, which has no fields.", hint)
        return None

    def steps_of(self, pos: ast.Pos, item: Shape | None, path: tuple[str, ...]) -> Shape | None:
        for name in path:
            item = self.field_of(pos, item, name)
        return item

    def index(self, expr: ast.Index) -> Shape | None:
        base, key = self.type(expr.base), self.type(expr.key)
        if base is None or isinstance(base, AnyShape):
            return base
        if isinstance(base, MapShape):
            if key is not None and not self.comparable(base.key, key):
                self.fault(expr.key.pos, f"The keys are {self.called(base.key)}, but this is {self.called(key)}.")
            self.in_choices(base.key, expr.key)
            return base.value
        if isinstance(base, ListShape):
            wanted = base.item.fields.get(base.key) if isinstance(base.item, RecordShape) and base.key else COUNT
            if key is not None and wanted is not None and not self.comparable(wanted, key):
                self.fault(expr.key.pos, f"Items are known by {self.called(wanted)}, but this is {self.called(key)}.")
            return base.item
        self.fault(expr.pos, f"[ ] takes an item of a list or map, but this is {self.called(base)}.")
        return None

    def call(self, expr: ast.Call) -> Shape | None:
        if expr.name in self.defines:
            define = self.defines[expr.name]
            if len(define.names) != len(expr.arguments):
                self.fault(expr.pos, f"`{expr.name}` takes {len(define.names)} values, not {len(expr.arguments)}.")
                return None
            return self.expanded(expr.pos, define, tuple(self.type(part) for part in expr.arguments))
        function = FUNCTIONS.get(expr.name)
        shapes = [self.type(part) for part in expr.arguments]
        if function is None:
            names = [*FUNCTIONS, *self.defines]
            self.fault(expr.pos, f"There is no function `{expr.name}`.", self.nearest(expr.name, names))
            return None
        if len(function.takes) != len(shapes):
            counted = "one value" if len(function.takes) == 1 else f"{len(function.takes)} values"
            self.fault(expr.pos, f"`{expr.name}` takes {counted}, not {len(shapes)}.")
            return None
        for part, shape, wanted in zip(expr.arguments, shapes, function.takes, strict=True):
            if shape is not None and not fits(shape, wanted):
                self.fault(part.pos, f"`{expr.name}` takes a {WANTED[wanted]}, but this is {self.called(shape)}.")
        if function.gives == "count":
            return COUNT
        return ListShape("", TextShape()) if function.gives == "texts" else shapes[0]

    def expanded(self, pos: ast.Pos, define: ast.Define, arguments: tuple[Shape | None, ...]) -> Shape | None:
        if self.expanding > 20:
            self.fault(pos, "Named expressions are nested too deep here.")
            return None
        before, barred, self.expanding = self.scope, self.barred, self.expanding + 1
        handed = {n: Entry(s) for n, s in zip(define.names, arguments, strict=False)}
        self.scope = {**before, **handed}
        # They stay in scope, so that nothing in the named expression hides a name of the rule.
        self.barred = frozenset(before.keys() - (self.of_file or before).keys() - handed.keys())
        try:
            return self.type(define.part)
        finally:
            self.scope, self.barred, self.expanding = before, barred, self.expanding - 1

    # ------------------------------------------------------------------ figures
    def figure(self, expr: ast.Expr) -> FigureShape | None:
        shape = self.type(expr)
        if shape is None or isinstance(shape, AnyShape):
            return None
        if not isinstance(shape, FigureShape):
            self.fault(expr.pos, f"A figure is wanted here, but this is {self.called(shape)}.")
            return None
        return shape

    def negate(self, expr: ast.Negate) -> Shape | None:
        return self.figure(expr.part)

    def sum(self, expr: ast.Sum) -> Shape | None:
        first = self.type(expr.terms[0][1])
        if isinstance(first, TIMES):
            for _, term in expr.terms[1:]:
                shape = self.type(term)
                if shape is not None and not isinstance(shape, DurationShape):
                    self.fault(
                        term.pos,
                        f"{self.called(first).capitalize()} and {self.called(shape)} cannot be added.",
                        "Write a time such as `28 days`, or `days from A to B`.",
                    )
            return first
        total = self.figure(expr.terms[0][1])
        for _, term in expr.terms[1:]:
            shape = self.figure(term)
            self.one_unit(term.pos, total, shape, "added")
            total = total if total is not None and not isinstance(total, Bare) else shape
        return total

    def one_unit(self, pos: ast.Pos, left: Shape | None, right: Shape | None, how: str) -> None:
        if not isinstance(left, FigureShape) or not isinstance(right, FigureShape):
            return
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Bare) and not isinstance(other, Bare):
                if other.unit.is_money:
                    self.fault(
                        pos,
                        f"Money and a plain number cannot be {how}.",
                        "Write amounts with their unit: `£0`, `£850k`.",
                    )
                return
            if one.unit_field and not one.unit_choices:
                return
        if left.unit.dims != right.unit.dims or (
            left.unit.is_percent != right.unit.is_percent
            and how == "added"
            and (left.unit.is_money or right.unit.is_money)
        ):
            self.fault(
                pos,
                f"{self.called(left).capitalize()} and {self.called(right)} cannot be {how}.",
                "Sums and comparisons need one unit.",
            )

    def product(self, expr: ast.Product) -> Shape | None:
        dims: tuple[tuple[str, int], ...] = ()
        named: Unit | None = None
        for op, factor in expr.factors:
            shape = self.figure(factor)
            if shape is None:
                return None
            dims = multiply_dims(dims, shape.unit.dims, 1 if op == "*" else -1)
            if shape.unit.dims == dims and dims:
                named = shape.unit
        return FigureShape("", named if named is not None and named.dims == dims else Unit("", dims))

    def if_given(self, expr: ast.IfGiven) -> Shape | None:
        part, default = self.type(expr.part), self.type(expr.default)
        if part is not None and default is not None and not self.comparable(part, default):
            self.fault(
                expr.default.pos,
                f"The value is {self.called(part)}, but what stands for a blank is {self.called(default)}.",
            )
        else:
            self.one_unit(expr.default.pos, part, default, "compared")
        return part if part is not None else default

    def prefix(self, expr: ast.Prefix) -> Shape | None:
        if expr.word == "key" and isinstance(expr.part, ast.Name):
            self.type(expr.part)
            entry = self.scope.get(expr.part.name)
            return entry.key if entry and entry.key is not None else TextShape()
        shape = self.type(expr.part)
        if expr.word == "reason":
            reasons = shape.reasons if isinstance(shape, FigureShape) else ()
            return ChoiceShape("", reasons) if reasons else TextShape()
        if shape is None:
            return None
        period = isinstance(shape, RecordShape) and shape.period is not None
        fits: dict[str, bool] = {
            "count": isinstance(shape, ListShape | MapShape),
            "key": True,
            "texts": True,
            "years": period
            or (isinstance(shape, MapShape) and isinstance(shape.key, YearShape))
            or isinstance(shape, YearShape),
            "months": period or isinstance(shape, MapShape | YearShape | MonthShape),
            "year": period or isinstance(shape, TIMES) or (isinstance(shape, RecordShape) and shape.year is not None),
            "next year": isinstance(shape, YearShape),
            "previous year": isinstance(shape, YearShape),
        }
        if not fits.get(expr.word, period or isinstance(shape, TIMES)) and not isinstance(shape, AnyShape):
            self.fault(expr.pos, f"`{expr.word} of` cannot be taken of {self.called(shape)}.")
            return None
        gives: dict[str, Shape] = {
            "count": COUNT,
            "texts": ListShape("", TextShape()),
            "years": ListShape("", YearShape()),
            "months": ListShape("", MonthShape()),
            "year": YearShape(),
            "next year": YearShape(),
            "previous year": YearShape(),
            "month": MonthShape(),
            "weekday": ChoiceShape("", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
            "start": DateShape(),
            "end": DateShape(),
        }
        return gives.get(expr.word, TextShape())

    def span(self, expr: ast.Span) -> Shape:
        for part in (expr.start, expr.end):
            self.when(part)
        return COUNT

    def when(self, expr: ast.Expr) -> Shape | None:
        shape = self.type(expr)
        if shape is not None and not isinstance(shape, (*TIMES, AnyShape)):
            self.fault(expr.pos, f"A date is wanted here, but this is {self.called(shape)}.")
            return None
        return shape

    # ------------------------------------------------------------------ collections
    def items(self, source: ast.Expr) -> Entry:
        """What each item of a collection is, and its key."""
        shape = self.type(source)
        if isinstance(shape, ListShape):
            key = shape.item.fields.get(shape.key) if isinstance(shape.item, RecordShape) and shape.key else shape.item
            return Entry(shape.item, key)
        if isinstance(shape, MapShape):
            return Entry(shape.value, shape.key)
        if shape is not None and not isinstance(shape, AnyShape):
            self.fault(source.pos, f"A list is wanted here, but this is {self.called(shape)}.")
        return Entry(None)

    def inside(self, expr: Any, parts: Iterable[ast.Expr | None]) -> list[Shape | None]:
        """The types of what is said of each item."""
        item = self.items(expr.source)
        if expr.name in self.scope or expr.name in self.defines:
            self.fault(
                expr.pos,
                f"`{expr.name}` already names something else here.",
                "No name hides another: choose a new one.",
            )
        self.nesting += 1
        if self.nesting == LIMITS.quantifier_nesting + 1:
            self.fault(
                expr.pos, f"Lists are gone through more than {LIMITS.quantifier_nesting} deep here.", "Split the rule."
            )
        before = self.scope
        self.scope = {**before, expr.name: item}
        shapes = [self.type(part) if part is not None else None for part in parts]
        self.scope = before
        self.nesting -= 1
        return shapes

    def aggregate(self, expr: ast.Aggregate) -> Shape | None:
        shapes = self.inside(expr, (expr.part, expr.where))
        self.truth(expr.where, shapes[1])
        if expr.word == "count":
            return COUNT
        shape = shapes[0]
        if expr.word == "distinct":
            return ListShape("", shape if shape is not None else AnyShape())
        dated = expr.word in ("min", "max") and isinstance(shape, TIMES)
        if shape is not None and not isinstance(shape, FigureShape | AnyShape) and not dated and expr.part is not None:
            self.fault(expr.part.pos, f"A figure is wanted here, but this is {self.called(shape)}.")
            return None
        return shape

    def truth(self, part: ast.Expr | None, shape: Shape | None) -> None:
        if part is not None and shape is not None and not isinstance(shape, YesNoShape | AnyShape):
            hint = "Write `is one of [ … ]`." if isinstance(part, ast.Text) else "Compare it with something."
            self.fault(part.pos, f"This is {self.called(shape)}, not something that is true or false.", hint)

    def quantified(self, expr: ast.Quantified) -> Shape:
        shapes = self.inside(expr, (expr.where, expr.condition))
        self.truth(expr.where, shapes[0])
        self.truth(expr.condition, shapes[1])
        return YesNoShape()

    # ------------------------------------------------------------------ what can be the same
    def in_choices(self, shape: Shape | None, part: ast.Expr) -> None:
        if (
            isinstance(shape, ChoiceShape)
            and shape.choices
            and isinstance(part, ast.Text)
            and part.value not in shape.choices
        ):
            self.fault(
                part.pos,
                f'"{part.value}" is not one of the values this can have.',
                self.nearest(part.value, shape.choices),
            )

    def comparable(self, left: Shape, right: Shape) -> bool:
        """Whether two values can ever be the same."""
        groups: tuple[Any, ...] = (
            (TextShape, ChoiceShape),
            FigureShape,
            YesNoShape,
            (DateShape, MonthShape),
            YearShape,
            DurationShape,
        )
        if isinstance(left, AnyShape) or isinstance(right, AnyShape):
            return True
        for group in groups:
            if isinstance(left, group):
                return isinstance(right, group)
        return type(left) is type(right)
