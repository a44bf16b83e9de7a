"""`lines`: figures by financial year or month, of the submission itself or of each item of a list."""

from __future__ import annotations

from collections.abc import Iterator

from planlint.bind.pictures._asked import OF, PATH, SERIES, Asked, Steps, name_of, steps
from planlint.bind.pictures._cells import ROWS, at, cell, entries, label
from planlint.model import Picture, PictureRow, Value
from planlint.records import dataclass
from planlint.shape import FigureShape, MapShape, MonthShape, RecordShape, Shape, YearShape
from planlint.values import FinancialYear, parse_month, parse_year

WORDS = {
    "of": OF,
    "series": {**SERIES, "description": 'one to four fields by their paths; with "of", one by its path from an item'},
    "years": {**PATH, "description": "a record with x-period, whose every financial year has its place"},
}
NEEDS = ("series",)
LINES = 12
"""How many lines of a picture are kept, where each item of a list is a line; the rest are counted."""
_YEARS = 30
_SAID = "figures by year or month"


@dataclass(frozen=True, slots=True)
class Lines:
    """`of` leads to the list, or is empty; each of `series` on from there. `years` lead to the ends of a period."""

    title: str
    of: Steps
    series: tuple[Steps, ...]
    names: tuple[str, ...]
    rows_are: str
    listed: Shape
    unit: str
    years: tuple[Steps, Steps] | None

    def draw(self, data: Value) -> Iterator[Picture]:
        if self.of:
            named = [(name, at(item, self.series[0])) for _, name, item in entries(at(data, self.of), self.listed)]
        else:
            named = [(name, at(data, path)) for name, path in zip(self.names, self.series, strict=True)]
        kept = named[:LINES]
        given = {key for _, one in kept if isinstance(one, dict) for key in one}
        if not given:
            return
        keys = sorted(given | set(self._years(data)), key=_when)
        rows = tuple(
            PictureRow(label(key, "?"), tuple(cell(at(one, (key,))) for _, one in kept)) for key in keys[:ROWS]
        )
        left = len(named) - len(kept) + len(keys) - len(rows)
        yield Picture("lines", self.title, self.rows_are, tuple(name for name, _ in kept), self.unit, rows, left)

    def _years(self, data: Value) -> Iterator[str]:
        """Every financial year of the period that the picture covers, as far as that can be."""
        if self.years is None:
            return
        start, end = (parse_year(one) if isinstance(one := at(data, path), str) else None for path in self.years)
        if start and end and 0 <= end.start - start.start < _YEARS:
            yield from (str(FinancialYear(one)) for one in range(start.start, end.start + 1))


def read(asked: Asked) -> Lines | None:
    of: Shape | None = None
    item: Shape = asked.shape
    if "of" in asked.entry:
        listed = asked.items("of", asked.shape)
        if listed is None:
            return None
        of, item = listed
    paths = [str(one) for one in asked.entry["series"]]
    shapes = [asked.found(path, item, f"series/{n}") for n, path in enumerate(paths)]
    figures = [_figure(asked, n, paths[n], shape) for n, shape in enumerate(shapes) if shape is not None]
    if of is not None and len(paths) > 1:
        asked.fault("series", "A picture of one line an item has one series.")
    by_month = isinstance(shapes[0], MapShape) and isinstance(shapes[0].key, MonthShape)
    return Lines(
        asked.title,
        asked.path("of"),
        tuple(map(steps, paths)),
        tuple(name_of(shape, path) for shape, path in zip(shapes, paths, strict=True)),
        "Month" if by_month else "Year",
        of or asked.shape,
        asked.unit(figures),
        _period(asked) if "years" in asked.entry else None,
    )


def _figure(asked: Asked, n: int, path: str, shape: Shape) -> Shape | None:
    """The figure that a line is made of."""
    if isinstance(shape, MapShape) and isinstance(shape.key, YearShape | MonthShape):
        return asked.drawable(shape.value, f"series/{n}", path, FigureShape, _SAID)
    asked.fault(f"series/{n}", f'"{path}" is not {_SAID}.')
    return None


def _period(asked: Asked) -> tuple[Steps, Steps] | None:
    path = str(asked.entry["years"])
    shape = asked.found(path, asked.shape, "years")
    fields = shape.fields if isinstance(shape, RecordShape) else {}
    ends = shape.period if isinstance(shape, RecordShape) else None
    if ends and all(isinstance(fields.get(one), YearShape) for one in ends):
        return (*steps(path), ends[0]), (*steps(path), ends[1])
    if shape is not None:
        asked.fault("years", f'"{path}" is not a period of financial years (x-period).')
    return None


def _when(key: str) -> tuple[bool, int, str]:
    """Years and months in order of time; what is neither comes last."""
    year = parse_year(key)
    return (year is None and parse_month(key) is None, year.start if year else 0, key)
