"""A declared table against the shape of its rows: which columns there are, which of them a total row sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from planlint.lang import ast
from planlint.records import dataclass
from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape
from planlint.values import FinancialYear, parse_date, parse_month, parse_year

Column = tuple[str, ...]
"""A column by its path from the row. That of a map of figures stands for all of its figures."""

ARITHMETIC = ast.Number | ast.Name | ast.Field | ast.Index | ast.Negate | ast.Sum | ast.Product | ast.IfGiven | ast.Call
"""What a worked-out column may be made of."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as declared, with the shapes of its rows: `rows[n]` is that of a row of `declared.sources[n]`.

    `linear` are the worked-out columns in which no column is multiplied or divided by another.
    """

    declared: ast.Table
    shapes: tuple[Shape, ...]
    linear: frozenset[Column]

    @property
    def rows(self) -> tuple[Shape, ...]:
        return tuple(row_of(shape) for shape in self.shapes)

    @property
    def total_rows(self) -> tuple[ast.TotalRow, ...]:
        return tuple(one for one in self.declared.clauses if isinstance(one, ast.TotalRow))

    def summed(self, row: Shape) -> tuple[Column, ...]:
        """The columns of a row that total rows sum: figures, but no percentages, rates or products of columns."""
        products = {one.column for one in self.declared.clauses if isinstance(one, ast.ColumnIs)} - self.linear
        return tuple(column for column, shape in leaves(row) if adds(shape) and column not in products)


def row_of(shape: Shape) -> Shape:
    """The shape of a row of a source: an item of a list, a value of a map, a record itself."""
    if isinstance(shape, ListShape):
        return shape.item
    return shape.value if isinstance(shape, MapShape) else shape


def leaves(row: Shape, before: Column = ()) -> Iterator[tuple[Column, Shape]]:
    """The columns of a row in the order of the schema, each with its shape: a figure, or a map of figures."""
    if isinstance(row, FigureShape) or (isinstance(row, MapShape) and isinstance(row.value, FigureShape)):
        yield before, row
    elif isinstance(row, RecordShape):
        for name, shape in row.fields.items():
            yield from leaves(shape, (*before, name))


def figure_of(shape: Shape) -> FigureShape | None:
    """The figure that a column holds."""
    held = shape.value if isinstance(shape, MapShape) else shape
    return held if isinstance(held, FigureShape) else None


def adds(shape: Shape) -> bool:
    """Whether figures of a column can be added down: no percentages, and no rates such as £ / patient."""
    figure = figure_of(shape)
    return figure is not None and not figure.unit.is_percent and all(power > 0 for _, power in figure.unit.dims)


def under(row: Shape, column: Column) -> tuple[Column, ...]:
    """The columns that a name stands for in a row: itself, or all in a record of figures; none if it is not there."""
    return tuple(one for one, _ in leaves(row) if one[: len(column)] == column)


def merged(rows: tuple[Shape, ...]) -> RecordShape:
    """One record with the fields of every sort of row, the first winning."""
    fields: dict[str, Shape] = {}
    for row in rows:
        if isinstance(row, RecordShape):
            fields = {**row.fields, **fields}
    return RecordShape("", fields)


def column_names(expr: ast.Expr, row: Mapping[str, Shape]) -> tuple[str, ...]:
    """The fields of the row that a worked-out column names, each once."""
    found: dict[str, None] = {}
    todo: list[ast.Expr] = [expr]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Name) and one.name in row:
            found[one.name] = None
        todo.extend(parts(one))
    return tuple(reversed(found))


def parts(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    """The expressions that stand directly in one of arithmetic."""
    match expr:
        case ast.Field(base=base):
            return (base,)
        case ast.Index(base=base, key=key):
            return (base, key)
        case ast.Call(arguments=arguments):
            return arguments
        case ast.Negate(part=part):
            return (part,)
        case ast.Sum(terms=pairs) | ast.Product(factors=pairs):
            return tuple(part for _, part in pairs)
        case ast.IfGiven(part=part, default=default):
            return (part, default)
    return ()


def linear(expr: ast.Expr, row: Mapping[str, Shape], defines: Mapping[str, ast.Define]) -> bool:
    """Whether what an expression is worth, summed over rows, is worth the expression of the sums."""

    def named(part: ast.Expr) -> bool:
        return bool(column_names(part, row))

    match expr:
        case ast.Product(factors=factors):
            held = [(op, part) for op, part in factors if named(part)]
            return len(held) <= 1 and all(op == "*" and linear(part, row, defines) for op, part in held)
        case ast.Call(name=name, arguments=arguments):
            define = defines.get(name)
            if define is None:
                return not any(map(named, arguments))
            inner = {one: Shape() for one, part in zip(define.names, arguments, strict=False) if named(part)}
            plain = all(linear(part, row, defines) for part in arguments)
            return plain and linear(define.part, inner, {k: v for k, v in defines.items() if k != name})
    return all(linear(part, row, defines) for part in parts(expr))


def blanks_as_zero(expr: ast.Expr, row: RecordShape) -> ast.Expr:
    """The expression with every figure of the row followed by `if given else 0`, in its unit."""
    shape = _chain_shape(expr, row)
    if isinstance(shape, FigureShape):
        zero = ast.Number(_ZERO, shape.unit, f"0{shape.unit.name}", pos=expr.pos)
        return ast.IfGiven(expr, zero, pos=expr.pos, depth=expr.depth + 1)
    pos, depth = expr.pos, expr.depth + 1
    match expr:
        case ast.Negate(part=part):
            return ast.Negate(blanks_as_zero(part, row), pos=pos, depth=depth)
        case ast.Sum(terms=terms):
            zeroed = tuple((sign, blanks_as_zero(part, row)) for sign, part in terms)
            return ast.Sum(zeroed, pos=pos, depth=depth)
        case ast.Product(factors=factors):
            return ast.Product(tuple((op, blanks_as_zero(part, row)) for op, part in factors), pos=pos, depth=depth)
        case ast.Call(name=name, arguments=arguments):
            return ast.Call(name, tuple(blanks_as_zero(part, row) for part in arguments), pos=pos, depth=depth)
    return expr


_ZERO = Fraction(0)


def _chain_shape(expr: ast.Expr, row: RecordShape) -> Shape | None:
    """The shape of a path that begins at a column."""
    if isinstance(expr, ast.Name):
        return row.fields.get(expr.name)
    if isinstance(expr, ast.Field):
        base = _chain_shape(expr.base, row)
        return base.fields.get(expr.name) if isinstance(base, RecordShape) else None
    if isinstance(expr, ast.Index):
        base = _chain_shape(expr.base, row)
        return base.value if isinstance(base, MapShape) else None
    return None


def reads_as(text: str, key: Shape) -> bool:
    """Whether the key of a row, as a rule writes it, can be of its type."""
    name = type(key).__name__
    reading = {"YearShape": parse_year, "MonthShape": parse_month, "DateShape": parse_date}.get(name)
    if reading is not None:
        return reading(text) is not None
    return not isinstance(key, FigureShape) or text.removeprefix("-").isdigit()


def key_as_text(text: str, key: Shape) -> str:
    """The key of a row as the submission's keys are spelt: a financial year in its canonical spelling."""
    year = parse_year(text) if type(key).__name__ == "YearShape" else None
    return str(year) if isinstance(year, FinancialYear) else text
