"""Reading the submission: raw values, by their shape, into what expressions are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planlint.lang.figures import Cell, Figure, of_cell
from planlint.lang.held import Bound, Held, Items, Missing, Node, Worth, normal, shape_at
from planlint.model import Origin, Path, Value
from planlint.shape import (
    AnyShape,
    ChoiceShape,
    DateShape,
    DurationShape,
    FigureShape,
    LinkShape,
    ListShape,
    MapShape,
    MonthShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)
from planlint.values import Unit, parse_date, parse_duration, parse_month, parse_unit, parse_year


class Reader:
    """Values of one submission. `data` is bound to `shape`; nothing of it is changed.

    `others` are the readers of other submissions, by what the paths in them begin with.
    """

    def __init__(self, data: Value, shape: RecordShape, others: Mapping[Origin, Reader] | None = None) -> None:
        self.data, self.shape = data, shape
        self.others: Mapping[Origin, Reader] = others or {}
        self._finest: dict[tuple[str, ...], Fraction] = {}

    def root(self) -> Worth:
        return self.wrap(self.data, (), self.shape)

    def root_of(self, origin: Origin) -> Node:
        """The root of another submission."""
        other = self.others[origin]
        return Node(other.data, (origin,), other.shape)

    def home(self, path: Path) -> tuple[Reader, Path]:
        """The reader of the submission that a path leads into, and the path there."""
        if path and type(path[0]) is Origin:
            return self.others[path[0]], path[1:]
        return self, path

    def shape_at(self, path: Path) -> Shape:
        """The shape of what stands at a path, of this submission or another."""
        home, inside = self.home(path)
        return shape_at(home.shape, inside)

    def wrap(self, raw: Value, path: Path, shape: Shape, *, own: bool = True) -> Worth:
        """What a raw value is worth by its shape; blank is missing, what does not fit is unreadable."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return Missing((path,))
        if isinstance(shape, FigureShape):
            return self.figure(raw, path, shape)
        if isinstance(shape, LinkShape):
            return self.linked(raw, path)
        if isinstance(raw, dict):
            fits = isinstance(shape, RecordShape | MapShape | AnyShape)
            return Node(raw, path, shape, own) if fits else Missing((path,), "unreadable")
        if isinstance(raw, list):
            fits = isinstance(shape, ListShape | AnyShape)
            return Node(raw, path, shape, own) if fits else Missing((path,), "unreadable")
        value = scalar(raw, shape)
        return Missing((path,), "unreadable") if value is None else Held(value, path if own else None)

    def linked(self, steps: Value, path: Path) -> Worth:
        """What a path leads to: the value there, as if it had been named."""
        if not isinstance(steps, list) or not all(isinstance(step, str | int) for step in steps):
            return Missing((path,), "unreadable")
        home, _ = self.home(path)
        there = tuple(step for step in steps if isinstance(step, str | int))
        here = (*path[:1], *there) if home is not self else there
        at: Any = home.data
        for step in there:
            if not (step in at if isinstance(at, dict) else isinstance(at, list) and isinstance(step, int)):
                return Missing((here,))
            at = at[step]
        return self.wrap(at, here, shape_at(home.shape, there))

    def figure(self, raw: Value, path: Path, shape: FigureShape) -> Worth:
        if isinstance(raw, str) and raw in shape.reasons:
            return Missing((path,), "missing", raw)
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            return Missing((path,), "unreadable")
        home, inside = self.home(path)
        unit = home.unit_of(inside, shape)
        if isinstance(unit, Missing):
            return unit if home is self else Missing(tuple((path[0], *one) for one in unit.paths), unit.why)
        step, declared = home.step_of(raw, inside, shape)
        value = Fraction(raw) * unit.scale
        return of_cell(Cell(path, value, step * unit.scale / 2, unit, step, declared, written(raw)))

    def unit_of(self, path: Path, shape: FigureShape) -> Unit | Missing:
        """The unit of a figure; where a field states it, the nearest record above that has the field decides."""
        if shape.unit_field is None:
            return shape.unit
        chain: list[Any] = [self.data]
        for step in path[:-1]:
            chain.append(chain[-1][step])
        declared: Path | None = None
        for n in reversed(range(len(chain))):
            record, where = chain[n], (*path[:n], shape.unit_field)
            if not isinstance(record, dict):
                continue
            if isinstance(record.get(shape.unit_field), str):
                unit = parse_unit(record[shape.unit_field])
                if unit is None or (shape.unit_choices and unit not in shape.unit_choices):
                    return Missing((where,), "unreadable")
                return unit if shape.unit_choices else Unit(unit.name)
            above = shape_at(self.shape, path[:n])
            if declared is None and isinstance(above, RecordShape) and shape.unit_field in above.fields:
                declared = where
        return Missing((declared or (*path[:-1], shape.unit_field),))

    def step_of(self, raw: int | Decimal, path: Path, shape: FigureShape) -> tuple[Fraction, str]:
        if shape.as_printed:
            return finest(raw), "as printed"
        if shape.step is not None:
            return shape.step, "schema" if shape.step else "exact"
        column = tuple(
            step if isinstance(step, str) and not self._keyed(path, n) else "*" for n, step in enumerate(path)
        )
        if column not in self._finest:
            self._finest[column] = min((finest(one) for one in column_of(self.data, column)), default=Fraction(1))
        return self._finest[column], "inferred"

    def _keyed(self, path: Path, n: int) -> bool:
        return isinstance(shape_at(self.shape, path[:n]), MapShape)

    # ------------------------------------------------------------------ parts
    def field(self, base: Worth, name: str) -> Worth:
        if isinstance(base, Missing):
            return base
        if not isinstance(base, Node):
            return _beneath(base, name)
        path = (*base.path, name)
        if not isinstance(base.raw, dict) or name not in base.raw:
            return Missing((path,) if base.own else ())
        return self.wrap(base.raw[name], path, shape_at(base.shape, (name,)), own=base.own)

    def index(self, base: Worth, key: Worth) -> Worth:
        """An item by map key, by the list's key field, or else by position from 1."""
        if isinstance(base, Missing):
            return base
        if isinstance(key, Missing):
            return key
        text = normal(key_text(key))
        if isinstance(base, Items):
            return base.values[int(text) - 1] if text.isdigit() and 1 <= int(text) <= len(base.values) else Missing(())
        if not isinstance(base, Node):
            return _beneath(base, text)
        if isinstance(base.raw, dict):
            if text in base.raw and isinstance(base.shape, MapShape):
                return self.wrap(base.raw[text], (*base.path, text), base.shape.value, own=base.own)
            return Missing(((*base.path, text),) if base.own else ())
        return self._item(base, text)

    def _item(self, base: Node, text: str) -> Worth:
        shape = base.shape.item if isinstance(base.shape, ListShape) else Shape()
        field = base.shape.key if isinstance(base.shape, ListShape) else None
        if field is None:
            if text.isdigit() and 1 <= int(text) <= len(base.raw):
                return self.wrap(base.raw[int(text) - 1], (*base.path, int(text) - 1), shape, own=base.own)
            if text.isdigit() and int(text) >= 1:
                return Missing(((*base.path, int(text) - 1),) if base.own else ())
        else:
            for n, item in enumerate(base.raw):
                if isinstance(item, dict) and field in item and normal(raw_text(item[field])) == text:
                    return self.wrap(item, (*base.path, n), shape, own=base.own)
        return Missing(((*base.path, text),) if base.own else ())

    def items(self, base: Worth) -> list[Bound] | Missing:
        """The items of a collection in order, each with its key."""
        if isinstance(base, Missing):
            return base
        if isinstance(base, Items):
            return [Bound(one, one) for one in base.values]
        if not isinstance(base, Node):
            return Missing((place,) if (place := base.path) is not None else (), "unreadable")
        if isinstance(base.raw, dict):
            if not isinstance(base.shape, MapShape):
                return Missing((base.path,), "unreadable")
            return [
                Bound(self.wrap(raw, (*base.path, key), base.shape.value, own=base.own), self.key(base, key))
                for key, raw in base.raw.items()
            ]
        shape = base.shape.item if isinstance(base.shape, ListShape) else AnyShape()
        return [
            Bound(worth := self.wrap(raw, (*base.path, n), shape, own=base.own), self._key_of(base, worth, n))
            for n, raw in enumerate(base.raw)
        ]

    def key(self, base: Node, key: str) -> Worth:
        """A map's key, read as its type."""
        shape = base.shape.key if isinstance(base.shape, MapShape) else TextShape()
        value = scalar(key, shape)
        path = (*base.path, key) if base.own else None
        return Held(key if value is None else value, path)

    def _key_of(self, base: Node, worth: Worth, n: int) -> Worth:
        field = base.shape.key if isinstance(base.shape, ListShape) else None
        if field and isinstance(worth, Node):
            return self.field(worth, field)
        return Held(str(n + 1), (*base.path, n) if base.own else None)

    def texts(self, base: Worth) -> Items | Missing:
        """Every text in something, in the order of the file; choices, years and dates are not texts."""
        if isinstance(base, Missing):
            return base
        if isinstance(base, Node):
            return texts_in(base.raw, base.path, base.shape)
        return Items((base,) if isinstance(base, Held) and isinstance(base.value, str) else (), None)


def texts_in(raw: Any, path: Path, shape: Shape) -> Items:
    """Every text in what stands at a path, in the order of the file."""
    found: list[Worth] = []
    todo: list[tuple[Any, Path, Shape]] = [(raw, path, shape)]
    while todo:
        one, at, kind = todo.pop()
        if isinstance(kind, LinkShape):
            continue
        if isinstance(one, str) and not isinstance(kind, ChoiceShape | YearShape | MonthShape | DurationShape):
            if one.strip() and not (isinstance(kind, FigureShape) and one in kind.reasons):
                found.append(Held(one, at))
        elif isinstance(one, dict):
            todo.extend((one[k], (*at, k), shape_at(kind, (k,))) for k in reversed(one))
        elif isinstance(one, list):
            todo.extend((one[n], (*at, n), shape_at(kind, (n,))) for n in reversed(range(len(one))))
    return Items(tuple(found), path)


def _beneath(base: Worth, name: str) -> Missing:
    """What a text or figure that stands where a group of fields should has not got."""
    return Missing(((*base.path, name),) if isinstance(base, Held | Figure) and base.path is not None else ())


def scalar(raw: Value, shape: Shape) -> Any:
    """A value that is no figure, by its shape; None where it does not fit."""
    if isinstance(shape, YesNoShape):
        return raw if isinstance(raw, bool) else None
    if isinstance(raw, bool):
        return raw if isinstance(shape, AnyShape) else None
    if isinstance(raw, int | Decimal):
        return str(raw) if isinstance(shape, AnyShape | ChoiceShape) else None
    if not isinstance(raw, str):
        return None
    if isinstance(shape, DateShape):
        return parse_date(raw) or parse_month(raw) or parse_year(raw)
    if isinstance(shape, MonthShape):
        return parse_month(raw)
    if isinstance(shape, YearShape):
        return parse_year(raw)
    if isinstance(shape, DurationShape):
        return parse_duration(raw)
    return raw


def written(raw: int | Decimal) -> str:
    """The digits of a figure as written, without exponent."""
    return format(raw, "f") if isinstance(raw, Decimal) else str(raw)


def finest(raw: int | Decimal) -> Fraction:
    """One unit of the last decimal place that a figure shows."""
    if isinstance(raw, int):
        return Fraction(1)
    exponent = raw.as_tuple().exponent
    return Fraction(1, 10 ** max(0, -exponent)) if isinstance(exponent, int) else Fraction(1)


def key_text(key: Worth) -> str:
    """How a key is spelt: years, months and dates canonically, figures in digits."""
    if isinstance(key, Figure):
        return str(int(key.value)) if key.value.denominator == 1 else str(key.value)
    if isinstance(key, Held):
        return str(key.value)
    return ""


def column_of(at: Any, column: tuple[str, ...]) -> Iterator[int | Decimal]:
    """Every figure of a column: `*` stands for each item of a list or map."""
    if not column:
        if isinstance(at, int | Decimal) and not isinstance(at, bool):
            yield at
    elif column[0] == "*":
        for one in at if isinstance(at, list) else at.values() if isinstance(at, dict) else ():
            yield from column_of(one, column[1:])
    elif isinstance(at, dict) and column[0] in at:
        yield from column_of(at[column[0]], column[1:])


def raw_text(raw: Value) -> str:
    """A key as it is looked for: a financial year in its canonical spelling, all else as written."""
    year = parse_year(raw) if isinstance(raw, str) else None
    return str(year) if year and "/" in str(raw) else str(raw)
