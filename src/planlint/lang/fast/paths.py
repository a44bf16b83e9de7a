"""Names, paths and collections in code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.fast.code import Block, Unsupported, Writer
from planlint.lang.fast.symbols import Later, Linear, Listed, Node, Pieces, Scalar, Symbol, Term
from planlint.lang.figures import constant
from planlint.lang.held import normal
from planlint.lang.reading import key_text
from planlint.shape import (
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
from planlint.values import Duration, FinancialYear, Month, decimal_text

SORTS: dict[type[Shape], str] = {
    TextShape: "text",
    ChoiceShape: "text",
    YesNoShape: "yes_no",
    YearShape: "year",
    MonthShape: "month",
    DateShape: "date",
}


class Paths:
    """Symbols of expressions. `worth` of what is no path comes from the classes built on this one."""

    def __init__(self, rule: CheckedRule, header: str, overrides: Mapping[str, ast.Expr]) -> None:
        self.rule, self.overrides = rule, overrides
        self.out = Writer(header)
        self.names: dict[str, Symbol | Later] = {rule.root: Node("plan", rule.shape, (), self.out.top)}
        self.roots: set[str] = set()
        self.sure = {"plan"}
        self.whole_read = False
        """Whether the rule goes through the whole submission, whatever the fields."""
        self.kept: dict[str, Any] = {}
        """What the code needs and cannot spell, by a name that no list can have."""

    def worth(self, expr: ast.Expr) -> Symbol:
        found = self.later(expr)
        if found is not None:
            return self.at_last(found)
        method = WORTH.get(type(expr))
        if method is None:
            raise Unsupported(f"{type(expr).__name__} as a value")
        return method(self, expr)  # type: ignore[no-any-return]

    def at_last(self, later: Later) -> Symbol:
        """What a named expression is worth, worked out once for as long as it stays the same."""
        symbol = self.out.find(later)
        if symbol is None:
            with self.among(later.names):
                symbol = self.worth(later.part)
            self.out.know(later, symbol)
        return symbol  # type: ignore[no-any-return]

    def keep(self, thing: Any) -> str:
        """Code for something that cannot be spelt in code."""
        name = f"#{len(self.kept)}"
        self.kept[name] = thing
        return f"lists[{name!r}]"

    # ------------------------------------------------------------------ names
    @contextmanager
    def among(self, names: Mapping[str, Symbol | Later]) -> Iterator[None]:
        before = self.names
        self.names = dict(names)
        try:
            yield
        finally:
            self.names = before

    @contextmanager
    def naming(self, **names: Symbol | Later) -> Iterator[None]:
        with self.among({**self.names, **names}):
            yield

    def later(self, expr: ast.Expr) -> Later | None:
        """What a name or a call of a named expression stands for, if it stands for an expression."""
        if isinstance(expr, ast.Name):
            found = self.names.get(expr.name)
            if isinstance(found, Later):
                return found
            define = self.rule.defines.get(expr.name) if found is None else None
            return Later(define.part, self.global_names()) if define else None
        if isinstance(expr, ast.Call) and expr.name in self.rule.defines:
            define = self.rule.defines[expr.name]
            pairs = zip(define.names, expr.arguments, strict=False)
            return Later(define.part, {**self.global_names(), **{n: Later(part, self.names) for n, part in pairs}})
        return None

    def global_names(self) -> dict[str, Symbol | Later]:
        return {self.rule.root: Node("plan", self.rule.shape, (), self.out.top)}

    def opened(self, expr: ast.Expr) -> tuple[ast.Expr, Mapping[str, Symbol | Later]]:
        """The expression behind names that stand for one, and the names it is written among."""
        names: Mapping[str, Symbol | Later] = self.names
        for _ in range(100):
            with self.among(names):
                found = self.later(expr)
            if found is None:
                break
            expr, names = found.part, found.names
        return expr, names

    def name(self, expr: ast.Name) -> Symbol:
        found = self.names.get(expr.name)
        if found is not None and not isinstance(found, Later):
            return found
        if expr.name in self.rule.lists:
            shape = self.rule.lists[expr.name].shape
            code = self.once(self.out.top, ("list", expr.name), f"lists[{expr.name!r}]")
            return Node(code, shape, None, self.out.top)
        if expr.name == "as_of":
            return Scalar("date", "as_of", None, self.out.top)
        if expr.name in self.overrides:
            return self.worth(self.overrides[expr.name])
        declared = self.rule.parameters.get(expr.name, ())
        if len(declared) != 1:
            raise Unsupported("a parameter that changes with the year")
        return self.worth(declared[0].value)

    # ------------------------------------------------------------------ constants
    def text(self, expr: ast.Text) -> Symbol:
        return Scalar("text", repr(normal(expr.value)), None, self.out.top, expr.value)

    def constant(self, expr: ast.Constant) -> Symbol:
        value = expr.value
        sorts: dict[type, str] = {bool: "yes_no", FinancialYear: "year", Month: "month", date: "date"}
        if isinstance(value, Duration):
            return Scalar("duration", "", None, self.out.top, value)
        return Scalar(
            sorts[type(value)], repr(value if isinstance(value, bool) else str(value)), None, self.out.top, value
        )

    def number(self, expr: ast.Number) -> Symbol:
        return Linear((), expr.value * expr.unit.scale)

    def list_of(self, expr: ast.ListOf) -> Symbol:
        return Listed(tuple(self.worth(item) for item in expr.items))

    # ------------------------------------------------------------------ steps
    def field(self, expr: ast.Field) -> Symbol:
        return self.present(*self.raw_field(self.worth(expr.base), expr.name))

    def raw_field(self, base: Symbol, name: str) -> tuple[str, Shape, Node, Pieces | None, bool]:
        """A field's variable, which is None where it is not given; its shape, record and path; whether it must be."""
        if not isinstance(base, Node) or not isinstance(base.shape, RecordShape):
            raise Unsupported("a field of something that is no record")
        if base.path == ():
            self.roots.add(name)
        shape = base.shape.fields.get(name, Shape())
        sure = name in base.shape.required and name not in base.shape.nullable
        key = ("field", base.code, name)
        code = self.out.find(key)
        if code is None:
            read = f"{base.code}[{name!r}]" if sure else f"{base.code}.get({name!r})"
            home = self.given_from(base.code)
            if home is not None:
                code = self.out.early("v", home, key, read)
            else:
                code = self.out.let("v", read)
                self.out.know(key, code)
            if sure:
                self.sure.add(code)
        return code, shape, base, under(base.path, repr(name)), sure

    def given_from(self, code: str) -> Block | None:
        """The outermost block around this one in which a record is known to be given; None where it is not known."""
        if code in self.sure:
            return self.out.around(code)
        at: Block | None = self.out.here
        found = None
        while at is not None:
            if ("given", code) in at.known:
                found = at
            at = at.parent
        return found

    def index(self, expr: ast.Index) -> Symbol:
        return self.present(*self.raw_index(self.worth(expr.base), expr.key))

    def raw_index(self, base: Symbol, key: ast.Expr) -> tuple[str, Shape, Node, Pieces | None, bool]:
        if not isinstance(base, Node):
            raise Unsupported("an item of something that is no collection")
        if isinstance(base.shape, MapShape):
            code = self.key_code(key)
            known = ("item", base.code, code)
            found = self.out.find(known)
            if found is None:
                found = self.out.let("v", f"{base.code}.get({code})")
                self.out.know(known, found)
            return found, base.shape.value, base, under(base.path, code), False
        if not isinstance(base.shape, ListShape):
            raise Unsupported("an item of something that is no collection")
        at = self.position(base, base.shape, key)
        known = ("item", base.code, at)
        found = self.out.find(known)
        if found is None:
            found = self.out.let("v", f"{base.code}[{at}] if {at} is not None and {at} < len({base.code}) else None")
            self.out.know(known, found)
        return found, base.shape.item, base, under(base.path, at), False

    def position(self, base: Node, shape: ListShape, key: ast.Expr) -> str:
        """The variable of an item's position, None where there is no such item."""
        if shape.key is None:
            if isinstance(key, ast.Number) and key.value.denominator == 1 and key.value >= 1:
                return self.out.let("n", str(int(key.value) - 1))
            raise Unsupported("an item by a position that is worked out")
        code = self.key_code(key)
        known = ("position", base.code, code)
        at = self.out.find(known)
        if at is None:
            table = self.once(base.home, ("positions", base.code), f"positions({base.code}, {shape.key!r})")
            at = self.out.let("n", f"{table}.get({code})")
            self.out.know(known, at)
        return str(at)

    def key_code(self, key: ast.Expr) -> str:
        """The spelling of a key."""
        worth = self.worth(key)
        if isinstance(worth, Scalar) and worth.sort in ("text", "year", "month", "date"):
            if worth.sort != "text" or worth.literal is not None:
                return worth.code
            return self.compared(worth)
        if isinstance(worth, Linear) and not worth.terms and worth.below is None:
            return repr(key_text(constant(worth.constant)))
        raise Unsupported("a key that is worked out")

    def compared(self, scalar: Scalar) -> str:
        """Code for a value as it is compared."""
        if scalar.sort != "text" or scalar.literal is not None:
            return scalar.code
        known = ("text", scalar.code)
        found = self.out.find(known)
        if found is None:
            code = f"{scalar.code} if {scalar.code}.isascii() else text({scalar.code})"
            home = self.out.around(scalar.code) if scalar.sure else self.out.here
            found = self.out.early("t", home, known, code)
        return str(found)

    def once(self, home: Block, key: Any, code: str) -> str:
        """A variable worked out when it is first wanted and kept for as long as `home` lasts."""
        found = self.out.find(("now", key))
        if found is not None:
            return str(found)
        name = home.known.get(("once", key))
        if name is None:
            name = self.out.fresh("o")
            self.out.ahead(home, f"{name} = None")
            home.known[("once", key)] = name
        self.out.line(f"if {name} is None: {name} = {code}")
        self.out.know(("now", key), name)
        return str(name)

    # ------------------------------------------------------------------ values
    def present(self, code: str, shape: Shape, up: Node, path: Pieces | None, sure: bool) -> Symbol:
        """What a variable holds, by its shape, once it is known to be given."""
        if not sure and self.out.find(("given", code)) is None:
            self.out.line(f"if {code} is None: raise Slow")
            self.out.know(("given", code), True)
        return self.typed(code, shape, up, path, sure)

    def typed(self, code: str, shape: Shape, up: Node, path: Pieces | None, sure: bool = False) -> Symbol:
        if isinstance(shape, FigureShape):
            return self.cell(code, shape, up, path)
        if isinstance(shape, RecordShape | ListShape | MapShape):
            return Node(code, shape, path, self.out.home(code), up)
        sort = SORTS.get(type(shape))
        if sort is None or isinstance(shape, DurationShape):
            raise Unsupported("a value of a type that the schema does not tell")
        if isinstance(shape, ChoiceShape) and any(one[:1].isdigit() or one[:1] == "-" for one in shape.choices):
            self.out.line(f"if type({code}) is not str: raise Slow")
        if sort in ("year", "month"):
            known = ("read", code)
            found = self.out.find(known)
            if found is None:
                found = self.out.let("y", f"{sort}({code})")
                self.out.know(known, found)
            code = found
        return Scalar(sort, code, path, self.out.here, sure=sure)

    def cell(self, code: str, shape: FigureShape, up: Node, path: Pieces | None) -> Linear:
        if path is None:
            raise Unsupported("a figure of a list of the pack")
        if shape.reasons:
            self.out.line(f"if type({code}) is str: raise Slow")
        factors: tuple[str, ...] = ()
        scale = shape.unit.scale
        if shape.unit_field is not None:
            scale, factors = Fraction(1), self.stated_unit(shape, up)
        half, spread = Fraction(0), None
        if shape.as_printed:
            spread = f"half({code})"
        elif shape.step is not None:
            half = shape.step / 2
        else:
            spread = f"halves[{self.column(path)!r}]"
        term = Term(code, scale, self.out.here, factors, half, spread, (path,))
        return Linear((term,), path=path)

    def column(self, path: Pieces) -> tuple[str, ...]:
        shape: Shape = self.rule.shape
        column: list[str] = []
        for piece in path:
            if isinstance(shape, RecordShape):
                name = ast_literal(piece)
                column.append(name)
                shape = shape.fields.get(name, Shape())
            else:
                column.append("*")
                shape = shape.item if isinstance(shape, ListShape) else getattr(shape, "value", Shape())
        return tuple(column)

    def stated_unit(self, shape: FigureShape, up: Node | None) -> tuple[str, ...]:
        """The number that turns a figure into base units, where a field of a record above says its unit."""
        at: Node | None = up
        while at is not None:
            if isinstance(at.shape, RecordShape):
                if shape.unit_field in at.shape.fields:
                    break
                if not at.shape.closed:
                    raise Unsupported("a unit that a record may state without its schema saying so")
            at = at.up
        if at is None or shape.unit_field is None:
            raise Unsupported("a unit that nothing states")
        if at.path == ():
            self.roots.add(shape.unit_field)
        scales = {unit.name: unit.scale for unit in shape.unit_choices}
        known = ("unit", at.code, shape.unit_field, tuple(scales))
        found = self.out.find(known)
        if found is None:
            stated = f"{at.code}.get({shape.unit_field!r})"
            shown = ", ".join(f"{name!r}: Decimal({decimal_text(scale)!r})" for name, scale in scales.items())
            table = self.out.constant(f"{{{shown}}}") if scales else ""
            found = self.out.let("u", f"{table}.get({stated})" if scales else f"unit({stated})")
            self.out.line(f"if {found} is None: raise Slow")
            self.out.know(known, found)
        return (found,)


def under(path: Pieces | None, step: str) -> Pieces | None:
    """The path one step further; there is none in a list of the pack."""
    return None if path is None else (*path, step)


def ast_literal(piece: str) -> str:
    import ast as python

    return str(python.literal_eval(piece))


WORTH: dict[type[ast.Expr], Any] = {
    ast.Name: Paths.name,
    ast.Text: Paths.text,
    ast.Constant: Paths.constant,
    ast.Number: Paths.number,
    ast.ListOf: Paths.list_of,
    ast.Field: Paths.field,
    ast.Index: Paths.index,
}
