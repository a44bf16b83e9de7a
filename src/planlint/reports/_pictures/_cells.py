"""The cells of a picture: their value, and how they are put into words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planlint.reports._pictures._shapes import lines
from planlint.reports._words import figure, is_figure
from planlint.terminal import printable, shortened

BLANK = "blank"
_LONGEST = 14


def value(cell: str | None) -> Fraction | None:
    """The figure of a cell, exactly; None where it is blank or a word."""
    return Fraction(cell) if cell is not None and is_figure(cell) else None


def words(cell: str | None, unit: str) -> str:
    """A cell for reading: a figure with its unit, a code in words, or that it is blank.

    >>> words("-1200", "£k"), words("not_available", "£k"), words(None, "£k")
    ('-£1,200k', 'not available', 'blank')
    """
    if cell is None:
        return BLANK
    return figure(cell, unit) if is_figure(cell) else shortened(cell.replace("_", " "))


def brief(cell: str | None, unit: str) -> str:
    """A cell in a picture, where there is little room: a word is cut, and a figure that is too long is in the table."""
    said = words(cell, unit)
    if len(said) <= _LONGEST:
        return said
    return "see the table" if is_figure(cell) else lines(said, _LONGEST, 1)[0]


def joined(names: Sequence[str]) -> str:
    """Names in a row.

    >>> joined(["Plan"]), joined(["Best", "Worst", "Current"])
    ('Plan', 'Best, Worst and Current')
    """
    *first, last = (printable(one) for one in names)
    return f"{', '.join(first)} and {last}" if first else last
