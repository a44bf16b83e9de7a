"""The pictures that a kind asks for (`x-pictures`): held against its shape, then filled from a bound submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from planlint.bind.naming import shown, spoken, upper_first
from planlint.model import Picture, PictureForm, PictureRow, Value
from planlint.records import dataclass
from planlint.shape import ChoiceShape, FigureShape, ListShape, MapShape, MonthShape, RecordShape, Shape, YearShape
from planlint.values import FinancialYear, parse_month, parse_year

ROWS = 200
"""How many rows of a picture are kept; the rest are counted."""
LINES = 12
"""How many lines of a picture are kept, where each item of a list is a line; the rest are counted."""
_QUOTED = 200
_YEARS = 30
_SORTS = {PictureForm.BARS: "a figure", PictureForm.GRID: "a choice", PictureForm.LINES: "figures by year or month"}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture that a kind asks for, its paths resolved: `of` leads to the list, each of `series` on from an item."""

    form: PictureForm
    title: str
    of: tuple[str, ...]
    series: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    rows_are: str
    key: str | None
    unit: str
    totals: frozenset[str]
    years: tuple[tuple[str, ...], tuple[str, ...]] | None


# ---------------------------------------------------------------------- what a schema asks for


def sketches_of(schema: Mapping[str, Any], shape: RecordShape) -> tuple[Sketch, ...]:
    """The pictures of a kind that can be drawn. The annotation's own form is known to be sound."""
    sketches = (reader.read() for reader in _readers(schema, shape))
    return tuple(one for one in sketches if one is not None)


def picture_faults(schema: Mapping[str, Any], shape: RecordShape) -> Iterator[tuple[str, str, str]]:
    """What could not be drawn, and why: the pointer in the schema, the message, and a hint."""
    for reader in _readers(schema, shape):
        reader.read()
        yield from reader.faults


def _readers(schema: Mapping[str, Any], shape: RecordShape) -> Iterator[_Reader]:
    return (_Reader(shape, n, asked) for n, asked in enumerate(schema.get("x-pictures", ())))


class _Reader:
    def __init__(self, shape: RecordShape, n: int, asked: Mapping[str, Any]) -> None:
        self.shape, self.asked = shape, asked
        self.where = f"/x-pictures/{n}"
        self.form = PictureForm(asked["picture"])
        self.faults: list[tuple[str, str, str]] = []

    def fault(self, word: str, message: str, hint: str = "") -> None:
        self.faults.append((f"{self.where}/{word}", message, hint))

    def read(self) -> Sketch | None:
        asked, by_item = self.asked, "of" in self.asked
        if not by_item and self.form is not PictureForm.LINES:
            self.fault("picture", f'A picture of {self.form} says with "of" which list it draws.')
            return None
        of = self.found(str(asked["of"]), self.shape, "of") if by_item else self.shape
        item = of.item if isinstance(of, ListShape) else of.value if isinstance(of, MapShape) else of
        if of is None or item is None:
            return None
        if by_item and (item is of or not isinstance(item, RecordShape)):
            self.fault("of", f'"{asked["of"]}" is not a list or a map of records.')
            return None
        shapes = [self.found(str(path), item, f"series/{n}") for n, path in enumerate(asked["series"])]
        figures = [self.drawable(one, n) for n, one in enumerate(shapes) if one is not None]
        units = dict.fromkeys(one.unit.name for one in figures if isinstance(one, FigureShape))
        if len(units) > 1:
            self.fault("series", f"One picture has one unit; these have {', '.join(map(repr, units))}.")
        if by_item and self.form is PictureForm.LINES and len(shapes) > 1:
            self.fault("series", "A picture of one line an item has one series.")
        years = self.period() if "years" in asked else None
        self.totals(of)
        if self.faults:
            return None
        return Sketch(
            self.form,
            str(asked["title"]),
            tuple(str(asked["of"]).split(".")) if by_item else (),
            tuple(tuple(str(path).split(".")) for path in asked["series"]),
            tuple(_name(shape, str(path)) for shape, path in zip(shapes, asked["series"], strict=True)),
            self.rows_are(of, item, shapes),
            of.key if isinstance(of, ListShape) else None,
            next(iter(units), ""),
            frozenset(map(str, asked.get("totals", ()))),
            years,
        )

    def found(self, path: str, shape: Shape | None, word: str) -> Shape | None:
        """What a dotted path of fields leads to, or None, which is told."""
        for name in path.split("."):
            fields = shape.fields if isinstance(shape, RecordShape) else {}
            if name not in fields:
                from planlint.bind.vocabulary import nearest  # here, since a sound schema needs none of it

                close = nearest(name, fields)
                self.fault(
                    word, f'"{name}" in "{path}" is not a field here.', f"Did you mean {close}?" if close else ""
                )
                return None
            shape = fields[name]
        return shape

    def drawable(self, shape: Shape, n: int) -> Shape | None:
        """The figure or choice that a series is made of."""
        inner: Shape | None = shape
        if self.form is PictureForm.LINES:
            by_time = isinstance(shape, MapShape) and isinstance(shape.key, YearShape | MonthShape)
            inner = shape.value if isinstance(shape, MapShape) and by_time else None
        sort = ChoiceShape if self.form is PictureForm.GRID else FigureShape
        if not isinstance(inner, sort):
            self.fault(f"series/{n}", f'"{self.asked["series"][n]}" is not {_SORTS[self.form]}.')
            return None
        if isinstance(inner, FigureShape) and inner.unit_field:
            self.fault(
                f"series/{n}", "A figure whose unit another field states cannot be drawn: each may have its own."
            )
            return None
        return inner

    def period(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        path = str(self.asked["years"])
        shape = self.found(path, self.shape, "years")
        ends = shape.period if isinstance(shape, RecordShape) else None
        fields = shape.fields if isinstance(shape, RecordShape) else {}
        if self.form is not PictureForm.LINES:
            self.fault("years", '"years" is for a picture of lines.')
        elif shape is not None and not (ends and all(isinstance(fields.get(one), YearShape) for one in ends)):
            self.fault("years", f'"{path}" is not a period of financial years (x-period).')
        elif ends:
            stem = tuple(path.split("."))
            return (*stem, ends[0]), (*stem, ends[1])
        return None

    def totals(self, of: Shape) -> None:
        if "totals" in self.asked and not (isinstance(of, ListShape) and of.key and self.form is not PictureForm.LINES):
            self.fault("totals", '"totals" names items by their key, so it needs a list with an x-key.')

    def rows_are(self, of: Shape, item: Shape, shapes: list[Shape | None]) -> str:
        """What a row is called: the label of the key of an item, or a year or a month."""
        if self.form is PictureForm.LINES:
            first = shapes[0]
            return "Month" if isinstance(first, MapShape) and isinstance(first.key, MonthShape) else "Year"
        key = of.key if isinstance(of, ListShape) else None
        named = item.fields.get(key).label if key and isinstance(item, RecordShape) and key in item.fields else ""  # type: ignore[union-attr]
        return named or of.label or upper_first(spoken(str(self.asked["of"]).split(".")[-1]))


def _name(shape: Shape | None, path: str) -> str:
    label = shape.label if shape is not None else ""
    return label or upper_first(spoken(path.split(".")[-1]))


# ---------------------------------------------------------------------- what a submission holds


def draw(sketches: Iterable[Sketch], data: Value) -> tuple[Picture, ...]:
    """The pictures of a submission, from its bound data. One whose list is not there at all is left out."""
    made = (_lines(one, data) if one.form is PictureForm.LINES else _items(one, data) for one in sketches)
    return tuple(one for one in made if one is not None)


def _at(data: Value, path: Iterable[str]) -> Value:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _cell(value: Value) -> str | None:
    """A figure's digits, or a word. Text that looks like a figure is none, and is quoted."""
    if value is None:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return shown(value)
    if isinstance(value, str):
        word = value if len(value) <= _QUOTED else value[:_QUOTED] + "…"
        return f'"{word}"' if word.strip()[:1] in "-+0123456789." else word
    return shown(value)


def _label(name: Value, otherwise: str) -> str:
    return (_cell(name) or "").strip('"').strip() or otherwise


def _entries(sketch: Sketch, data: Value) -> Iterator[tuple[str, Value]]:
    """The items of the list or map, each with what it is called."""
    held = _at(data, sketch.of)
    if isinstance(held, dict):
        yield from ((_label(key, "(no name)"), item) for key, item in held.items())
    for n, item in enumerate(held if isinstance(held, list) else (), 1):
        key = item.get(sketch.key) if isinstance(item, dict) and sketch.key else None
        yield _label(key, f"Item {n}"), item


def _items(sketch: Sketch, data: Value) -> Picture | None:
    rows: list[PictureRow] = []
    count = 0
    for label, item in _entries(sketch, data):
        count += 1
        if len(rows) < ROWS:
            cells = tuple(_cell(_at(item, path)) for path in sketch.series)
            rows.append(PictureRow(label, cells, label in sketch.totals))
    if not rows:
        return None
    left = count - len(rows)
    return Picture(sketch.form, sketch.title, sketch.rows_are, sketch.names, sketch.unit, tuple(rows), left)


def _lines(sketch: Sketch, data: Value) -> Picture | None:
    if sketch.of:
        named = [(name, _at(item, sketch.series[0])) for name, item in _entries(sketch, data)]
    else:
        named = [(name, _at(data, path)) for name, path in zip(sketch.names, sketch.series, strict=True)]
    kept = named[:LINES]
    given = {key for _, one in kept if isinstance(one, dict) for key in one}
    if not given:
        return None
    keys = sorted(given | set(_years(sketch, data)), key=_when)
    rows = tuple(PictureRow(_label(key, "?"), tuple(_cell(_at(one, (key,))) for _, one in kept)) for key in keys[:ROWS])
    left = len(named) - len(kept) + len(keys) - len(rows)
    return Picture(sketch.form, sketch.title, sketch.rows_are, tuple(name for name, _ in kept), sketch.unit, rows, left)


def _when(key: str) -> tuple[bool, int, str]:
    """Years and months in order of time; what is neither comes last."""
    year = parse_year(key)
    return (year is None and parse_month(key) is None, year.start if year else 0, key)


def _years(sketch: Sketch, data: Value) -> Iterator[str]:
    """Every financial year of the period that the picture covers, as far as that can be."""
    if sketch.years is None:
        return
    first, last = (_at(data, path) for path in sketch.years)
    start, end = (parse_year(one) if isinstance(one, str) else None for one in (first, last))
    if start and end and 0 <= end.start - start.start < _YEARS:
        yield from (str(FinancialYear(one)) for one in range(start.start, end.start + 1))
