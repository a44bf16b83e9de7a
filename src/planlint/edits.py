"""The edits of a rule test, made to the data of a good submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.model import Path, Value
from planlint.records import dataclass
from planlint.shape import AnyShape, FigureShape, ListShape, MapShape, RecordShape, Shape
from planlint.values import Unit, parse_unit, parse_year


class EditFault(Exception):
    """An edit or path of a test that leads nowhere; the text says where it ends."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path leads: what holds the place (a record, map or list), the step in it, and the shape there."""

    path: Path
    holder: Any
    shape: Shape

    @property
    def step(self) -> Any:
        return self.path[-1]

    @property
    def there(self) -> bool:
        if isinstance(self.holder, list):
            return isinstance(self.step, int) and 0 <= self.step < len(self.holder)
        return isinstance(self.holder, dict) and self.step in self.holder


class Edited:
    """A good submission's data, a copy, to be changed. `root` is what the rules call the submission.

    `others` are the other submissions of the test, by the name that they stand for; a name may stand for several.
    """

    def __init__(
        self, data: Value, shape: RecordShape, root: str, others: Mapping[str, Sequence[Edited]] | None = None
    ) -> None:
        self.data, self.shape, self.root = deepcopy(data), shape, root
        self.others: Mapping[str, Sequence[Edited]] = others or {}
        self.listed = False
        """Whether it is one of a list that its name stands for."""

    def make(self, edit: ast.Edit) -> None:
        """Make one edit, here or in another submission. Raises EditFault where its path leads nowhere."""
        owner = self._owner(edit.path)
        spot = owner.spot(edit.path)
        if edit.word == "set":
            self._put(spot, owner._value(edit.value, spot))
        elif edit.word == "remove":
            self._need(spot)
            del spot.holder[spot.step]
        elif edit.word == "copy":
            assert edit.value is not None
            origin = self._owner(edit.value).spot(edit.value)
            self._need(origin)
            value = deepcopy(origin.holder[origin.step])
            self._append(spot, value) if spot.there and isinstance(spot.holder[spot.step], list) else self._put(
                spot, value
            )
        else:
            item = spot.shape.item if isinstance(spot.shape, ListShape) else AnyShape()
            self._append(spot, owner._value(edit.value, Spot((*spot.path, 0), None, item)))

    def _put(self, spot: Spot, value: Value) -> None:
        if isinstance(spot.holder, list):
            self._need(spot)
        spot.holder[spot.step] = value

    def _append(self, spot: Spot, value: Value) -> None:
        held = spot.holder.setdefault(spot.step, []) if isinstance(spot.holder, dict) else spot.holder[spot.step]
        if not isinstance(held, list):
            raise EditFault(f"{_words(spot.path)} is not a list, so nothing can be added to it")
        held.append(value)

    def _need(self, spot: Spot) -> None:
        if not spot.there:
            raise EditFault(f"{_words(spot.path)} is not there")

    # ------------------------------------------------------------------ paths
    def _owner(self, expr: ast.Expr) -> Edited:
        """The submission that a path leads into; one of several is taken by its position: `ops[2].system.name`."""
        steps = [expr]
        while isinstance(expr, ast.Field | ast.Index):
            expr = expr.base
            steps.append(expr)
        some = self.others.get(expr.name, ()) if isinstance(expr, ast.Name) else ()
        if not some:
            return self
        taken = steps[-2] if len(steps) > 1 else expr
        if not isinstance(taken, ast.Index):
            return some[0]
        key = _key(taken.key)
        if not key.isdigit() or not 1 <= int(key) <= len(some):
            raise EditFault(f"there is no submission number {key}")
        return some[int(key) - 1]

    def spot(self, expr: ast.Expr) -> Spot:
        """Where a path leads. Its last step need not be there; all before it must."""
        steps: list[str | ast.Expr] = []
        while isinstance(expr, ast.Field | ast.Index):
            steps.append(expr.name if isinstance(expr, ast.Field) else expr.key)
            expr = expr.base
        if self.listed and steps and not isinstance(steps[-1], str):
            steps.pop()
        if not isinstance(expr, ast.Name) or expr.name != self.root or not steps:
            raise EditFault(f"a path begins with `{self.root}.`")
        holder: Any = self.data
        shape: Shape = self.shape
        path: Path = ()
        for n, step in enumerate(reversed(steps)):
            if n:
                if not Spot(path, holder, shape).there:
                    raise EditFault(f"{_words(path)} is not there")
                holder = holder[path[-1]]
            known, inside = _step(holder, shape, step)
            path, shape = (*path, known), inside
        if not isinstance(holder, dict | list):
            raise EditFault(f"{_words(path[:-1])} holds a single value, so there is nothing inside it")
        return Spot(path, holder, shape)

    # ------------------------------------------------------------------ values
    def _value(self, expr: ast.Expr | None, spot: Spot) -> Value:
        """A literal as the document would write it at a place."""
        match expr:
            case ast.Text(value=value):
                return value
            case ast.Negate(part=ast.Number() as part):
                return self._figure(part, spot, -1)
            case ast.Number():
                return self._figure(expr, spot, 1)
            case ast.Constant(value=bool() as value):
                return value
            case ast.Constant(value=value):
                return str(value)
            case ast.ListOf(items=items):
                item = spot.shape.item if isinstance(spot.shape, ListShape) else AnyShape()
                return [self._value(one, Spot((*spot.path, n), None, item)) for n, one in enumerate(items)]
        raise EditFault("a test sets a place to a value that is written out, such as £850k")

    def _figure(self, expr: ast.Number, spot: Spot, sign: int) -> int | Decimal:
        value = sign * expr.value
        unit = self._unit(spot)
        if unit is None or not (expr.unit.name or expr.unit.dims) or unit == expr.unit:
            _, point, places = expr.written.strip("£%kmbn ").partition(".")
            return _digits(value, len(places) if point else 0)
        if unit.dims != expr.unit.dims:
            raise EditFault(f"{_words(spot.path)} is in {unit.name or 'no unit'}, and {expr.written} is not")
        return _digits(value * expr.unit.scale / unit.scale, 0)

    def _unit(self, spot: Spot) -> Unit | None:
        """The unit in which a place is written; None where it has none of its own."""
        if not isinstance(spot.shape, FigureShape):
            return None
        if spot.shape.unit_field is None:
            return spot.shape.unit
        chain: list[Any] = [self.data]
        for step in spot.path[:-1]:
            inner = chain[-1]
            chain.append(inner[step] if Spot((step,), inner, AnyShape()).there else None)
        for record in reversed(chain):
            if isinstance(record, dict) and isinstance(record.get(spot.shape.unit_field), str):
                return parse_unit(record[spot.shape.unit_field])
        return None


def _step(holder: Any, shape: Shape, step: str | ast.Expr) -> tuple[str | int, Shape]:
    """A step as the data has it, and the shape behind it: a field, a map's key, an item's key or position from 1."""
    if isinstance(step, str):
        return step, shape.fields.get(step, AnyShape()) if isinstance(shape, RecordShape) else AnyShape()
    text = _key(step)
    if isinstance(shape, MapShape):
        return text, shape.value
    if not isinstance(shape, ListShape) or not isinstance(holder, list):
        return text, AnyShape()
    if shape.key is None:
        return (int(text) - 1 if text.isdigit() else text), shape.item
    for n, item in enumerate(holder):
        if isinstance(item, dict) and _spelt(item.get(shape.key)) == text:
            return n, shape.item
    return text, shape.item


def _key(expr: ast.Expr) -> str:
    match expr:
        case ast.Text(value=value):
            return value
        case ast.Number(value=value):
            return str(value)
        case ast.Constant(value=value):
            return str(value)
    raise EditFault('an item is named in a test by a key that is written out, such as ["A"]')


def _spelt(value: Value) -> str:
    year = parse_year(value) if isinstance(value, str) and "/" in value else None
    return str(year) if year else str(value)


def _digits(value: Fraction, places: int) -> int | Decimal:
    """A figure in digits, with at least so many decimal places. Raises EditFault for one that never ends."""
    for n in range(places, 41):
        scaled = value * 10**n
        if scaled.denominator == 1:
            return int(scaled) if n == 0 else Decimal(int(scaled)).scaleb(-n)
    raise EditFault(f"{value} has no end when it is written in the unit of the field")


def _words(path: Path) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "the root"


def is_literal(expr: ast.Expr) -> bool:
    """Whether an expression is one value, written out."""
    if isinstance(expr, ast.ListOf):
        return all(is_literal(one) for one in expr.items)
    if isinstance(expr, ast.Negate):
        return isinstance(expr.part, ast.Number)
    return isinstance(expr, ast.Text | ast.Number | ast.Constant)


def written(expr: ast.Expr) -> str:
    """A value as a rule writes it."""
    match expr:
        case ast.Number(written=text):
            return text
        case ast.Negate(part=part):
            return f"-{written(part)}"
        case ast.Text(value=value):
            return '"' + value.replace('"', '""') + '"'
        case ast.Constant(value=bool() as value):
            return "yes" if value else "no"
        case ast.Constant(value=value):
            return str(value)
        case ast.ListOf(items=items):
            return "[" + ", ".join(written(one) for one in items) + "]"
    return "…"
