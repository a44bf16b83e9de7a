"""Lines over years or months; a line breaks where a year is blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from planlint.model import Picture
from planlint.records import dataclass
from planlint.reports._pictures._body import Body, Key, blanks, nothing, totals
from planlint.reports._pictures._cells import brief, value, words
from planlint.reports._pictures._shapes import MARKS, Drawn, Line, Mark, Text, across, lines
from planlint.reports._words import is_figure
from planlint.terminal import printable, shortened

LINES, POINTS = 4, 24
"""How many lines, and how many points of one, are drawn at most."""
_LEFT = 20
"""How much of the width, in percent, is for the figures of the scale."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How figures lie between the top and the bottom of the plot, and years across it."""

    low: Fraction
    high: Fraction
    count: int

    def y(self, value: Fraction) -> int:
        part = (value - self.low) / (self.high - self.low) if self.high > self.low else Fraction(1, 2)
        return 46 + round(134 * (1 - part))

    def x(self, at: int) -> str:
        return across(_LEFT + Fraction(100 - _LEFT, self.count) * (Fraction(at) + Fraction(1, 2)))


def _kept(picture: Picture) -> list[int]:
    """Which of the series are drawn: those with the largest figures, in their order."""

    def largest(n: int) -> Fraction:
        return max((abs(v) for row in picture.rows if (v := value(row.cells[n])) is not None), default=Fraction(-1))

    return sorted(sorted(range(len(picture.series)), key=largest, reverse=True)[:LINES])


def draw(picture: Picture) -> Body:
    """A line a series over the years; it breaks where a year is blank."""
    if not any(is_figure(cell) for row in picture.rows for cell in row.cells):
        return nothing(picture)
    height, shapes, notes = _lines(picture)
    legend = [Key(f"s{n}", printable(picture.series[at]), MARKS[n - 1]) for n, at in enumerate(_kept(picture), 1)]
    told = (*notes, *blanks(picture), *totals(picture))
    return Body(_say(picture), told, height, tuple(shapes), tuple(legend))


def _lines(picture: Picture) -> tuple[int, list[Drawn], list[str]]:
    rows = picture.rows[:POINTS]
    series = [[row.cells[n] for row in rows] for n in _kept(picture)]
    given = {v: cell for cells in series for cell in cells if cell is not None and (v := value(cell)) is not None}
    if not given:
        return 0, [], [f"No figure is given for the first {POINTS}; the others are in the table."]
    low, high = min(given), max(given)
    floor = low if 0 < low < high < 2 * low else min(low, Fraction(0))
    scale = _Scale(floor, max(high, Fraction(0)), len(rows))
    shapes = list(_axes(picture, scale, given, floor))
    for n, cells in enumerate(series):
        shapes += _line(cells, scale, n)
    shapes += _ends(series, scale, picture.unit)
    for at in range(len(rows)):
        if all(value(cells[at]) is None for cells in series):
            words = {brief(cells[at], picture.unit) for cells in series}
            shapes.append(Text(scale.x(at), 120, words.pop() if len(words) == 1 else "no figure", "none", "middle"))
    notes = ["The scale does not begin at nought."] if floor > 0 else []
    if len(picture.series) > LINES:
        left = len(picture.series) - LINES
        notes.append(f"The {LINES} lines with the largest figures are drawn; {left:,} more are in the table.")
    if len(picture.rows) > POINTS:
        notes.append(f"The first {POINTS} are drawn; {len(picture.rows) - POINTS:,} more are in the table.")
    return 232, shapes, notes


def _axes(picture: Picture, scale: _Scale, given: dict[Fraction, str], floor: Fraction) -> Iterator[Drawn]:
    top, bottom = max(given), min(given)
    yield Line(f"{_LEFT}%", 46, "100%", 46, "grid-line")
    yield Line(f"{_LEFT}%", 206, "100%", 206, "axis")
    yield Line(f"{_LEFT}%", 180, "100%", 180, "grid-line")
    if floor < 0 < scale.high:
        yield Line(f"{_LEFT}%", scale.y(Fraction(0)), "100%", scale.y(Fraction(0)), "axis")
    yield Text("0%", 50, brief(given[top], picture.unit) if scale.high == top else "0", "tick")
    yield Text("0%", 184, brief(given[bottom], picture.unit) if floor == bottom else "0", "tick")
    labels = [row.label for row in picture.rows[:POINTS]]
    every = -(-len(labels) // 6)
    for at, label in enumerate(labels):
        if at % every == 0:
            yield Text(scale.x(at), 224, lines(label, 9, 1)[0], "tick", "middle")


def _line(cells: Sequence[str | None], scale: _Scale, n: int) -> Iterator[Drawn]:
    points = [(scale.x(at), scale.y(v)) for at, cell in enumerate(cells) if (v := value(cell)) is not None]
    for at in range(1, len(cells)):
        before, here = value(cells[at - 1]), value(cells[at])
        if before is not None and here is not None:
            yield Line(scale.x(at - 1), scale.y(before), scale.x(at), scale.y(here), f"line s{n + 1}")
    for x, y in points:
        yield Mark(x, y, f"s{n + 1}", MARKS[n])


def _ends(series: Sequence[Sequence[str | None]], scale: _Scale, unit: str) -> Iterator[Drawn]:
    """The figure at the first and at the last point of each line: above the highest, below the lowest there."""
    wanted: dict[int, list[tuple[Fraction, str]]] = {}
    for cells in series:
        at = [n for n, cell in enumerate(cells) if value(cell) is not None]
        for n in {at[0], at[-1]} if at else ():
            cell = cells[n]
            assert cell is not None
            wanted.setdefault(n, []).append((Fraction(cell), cell))
    for n, points in sorted(wanted.items()):
        for (height, cell), dy in zip(dict.fromkeys((max(points), min(points))), (-10, 20), strict=False):
            last = n == scale.count - 1
            x, anchor = ("100%", "end") if last else (scale.x(n), "middle")
            yield Text(x, scale.y(height) + dy, brief(cell, unit), "figure", anchor)


def _say(picture: Picture) -> str:
    said = []
    for at in _kept(picture):
        name = picture.series[at]
        given = [(row.label, row.cells[at]) for row in picture.rows if value(row.cells[at]) is not None]
        if not given:
            said.append(f"{printable(name)}: no figure.")
            continue
        (first, from_), (last, to) = given[0], given[-1]
        until = f" to {words(to, picture.unit)} in {shortened(last)}" if len(given) > 1 else ""
        said.append(f"{printable(name)}: {words(from_, picture.unit)} in {shortened(first)}{until}.")
    return " ".join(said)
