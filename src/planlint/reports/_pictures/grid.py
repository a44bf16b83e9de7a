"""A grid of words: each item with a box for each series, whose shade tells red, amber and green apart too."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from planlint.model import Picture
from planlint.reports._pictures._body import Body, nothing, totals
from planlint.reports._pictures._cells import BLANK, words
from planlint.reports._pictures._shapes import Box, Drawn, Text, across, lines
from planlint.terminal import printable

GRID = 40
"""How many items are drawn at most."""
_NAMED = 6
_LEFT = 40
"""How much of the width, in percent, is for the names of the items."""
_COLOURS = ("red", "amber", "green")


def draw(picture: Picture) -> Body:
    """Each item with a cell for each series: a word in a box, whose shade tells red, amber and green apart too."""
    if not any(cell is not None for row in picture.rows for cell in row.cells):
        return nothing(picture, "word")
    height, shapes, notes = _grid(picture)
    return Body(_say(picture), (*notes, *totals(picture)), height, tuple(shapes))


def _grid(picture: Picture) -> tuple[int, list[Drawn], list[str]]:
    rows = [row for row in picture.rows if not row.total]
    count = len(picture.series)
    width = Fraction(100 - _LEFT, count)
    y, shapes = 0, list[Drawn]()
    for at, name in enumerate(picture.series):
        for n, text in enumerate(lines(name, 31 // count)):
            shapes.append(Text(across(_LEFT + width * at + width / 2), 12 + 14 * n, text, "head", "middle"))
    y = 34
    for row in rows[:GRID]:
        label = lines(row.label, 17)
        for n, text in enumerate(label):
            shapes.append(Text(f"{_LEFT - 1}%", y + (13 if label[1] else 20) + 14 * n, text, "label", "end"))
        for at, cell in enumerate(row.cells):
            word = _colour(cell)
            shapes.append(Box(across(_LEFT + width * at), y + 2, across(width - 1), 28, word))
            short = lines("n/a" if cell == "not_applicable" else words(cell, "").capitalize(), 27 // count, 1)[0]
            shapes.append(Text(across(_LEFT + width * at + (width - 1) / 2), y + 21, short, f"on-{word}", "middle"))
        y += 34
    notes = [f"The first {GRID} are drawn; {len(rows) - GRID:,} more are in the table."] if len(rows) > GRID else []
    return y, shapes, notes


def _colour(cell: str | None) -> str:
    if cell is None:
        return "unknown"
    return cell if cell in _COLOURS else "other"


def _say(picture: Picture) -> str:
    """How many items got which word, column by column."""
    said = []
    for at, name in enumerate(picture.series):
        counts = Counter(words(row.cells[at], "") for row in picture.rows if not row.total)
        others = [one for one in counts if one not in (*_COLOURS, BLANK)]
        order = [one for one in (*_COLOURS, *others, BLANK) if counts[one]]
        shown = ", ".join(f"{counts[one]:,} {one}" for one in order[:_NAMED])
        more = f", and {len(order) - _NAMED:,} more" if len(order) > _NAMED else ""
        said.append(f"{printable(name)}: {shown}{more}.")
    return " ".join(said)
