"""Bars beside each other: each item with one bar a series under its name, and the figure after the bar."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlint.model import Picture, PictureRow
from planlint.reports._pictures._body import Body, blanks, boxes, nothing, totals
from planlint.reports._pictures._cells import brief, joined, value, words
from planlint.reports._pictures._shapes import Box, Drawn, Line, Text, across, lines
from planlint.reports._words import is_figure
from planlint.terminal import printable, shortened
from planlint.values import decimal_text

BARS = 12
"""How many items are drawn at most: those with the largest differences."""


def draw(picture: Picture) -> Body:
    """Each item with one bar a series under its name, and the figure after the bar."""
    if not any(is_figure(cell) for row in picture.rows for cell in row.cells):
        return nothing(picture)
    height, shapes, notes = _bars(picture)
    said, told = _say(picture), (*notes, *blanks(picture), *totals(picture))
    return Body(said, told, height, tuple(shapes), boxes(picture.series))


def _bars(picture: Picture) -> tuple[int, list[Drawn], list[str]]:
    rows = [row for row in picture.rows if not row.total]
    kept = set(sorted(range(len(rows)), key=lambda n: -_gap(rows[n]))[:BARS])
    values = [v for n in kept for cell in rows[n].cells if (v := value(cell)) is not None]
    low, high = min([*values, Fraction(0)]), max([*values, Fraction(0)])
    scale = Fraction(72) / (high - low or 1)
    zero = -low * scale
    y, shapes = 0, list[Drawn]()
    for n in sorted(kept):
        label = lines(rows[n].label, 40)
        for at, text in enumerate(label):
            shapes.append(Text("0%", y + 14 + 16 * at, text, "name"))
        y += 20 if not label[1] else 36
        shapes.append(Line(across(zero), y - 1, across(zero), y + 18 * len(rows[n].cells) - 2, "axis"))
        for at, cell in enumerate(rows[n].cells):
            shapes += _bar(y, at, cell, picture.unit, zero, scale)
            y += 18
        y += 10
    notes = []
    if len(kept) < len(rows):
        what = "the largest differences" if len(picture.series) > 1 else "the largest figures"
        notes = [f"The {len(kept)} with {what} are drawn; {len(rows) - len(kept):,} more are in the table."]
    return y, shapes, notes


def _bar(y: int, at: int, cell: str | None, unit: str, zero: Fraction, scale: Fraction) -> Iterator[Drawn]:
    size = value(cell)
    if size is None:
        yield Text(across(zero), y + 12, brief(cell, unit), "none", dx=6)
        return
    end = zero + size * scale
    left, right = min(zero, end), max(zero, end)
    yield Box(across(left), y + 1, across(right - left), 13, f"s{at + 1}")
    yield Text(across(right), y + 12, brief(cell, unit), "figure", dx=6)


def _gap(row: PictureRow) -> Fraction:
    """How far the figures of a row lie apart; the size of one alone."""
    values = [v for cell in row.cells if (v := value(cell)) is not None]
    if len(values) > 1:
        return max(values) - min(values)
    return abs(values[0]) if values and len(row.cells) == 1 else Fraction(-1)


def _say(picture: Picture) -> str:
    rows = [row for row in picture.rows if not row.total]
    names = joined(picture.series)
    of = printable(picture.of)
    said = f"{names}, by {of[:1].lower()}{of[1:]} ({len(rows):,})."
    furthest = max(rows, key=_gap, default=None)
    if furthest is None or len(picture.series) != 2 or _gap(furthest) <= 0:
        return said
    pairs = zip(picture.series, furthest.cells, strict=True)
    cells = ", ".join(f"{printable(name)} {words(cell, picture.unit)}" for name, cell in pairs)
    gap = words(decimal_text(_gap(furthest)), picture.unit)
    return f"{said} The largest difference is {gap}, at {shortened(furthest.label)}: {cells}."
