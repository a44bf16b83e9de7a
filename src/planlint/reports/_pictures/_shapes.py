"""What a picture is made of: shapes at places across its width in percent, and down it in pixels.

So a picture fits any width without its words growing or shrinking. Every text is made printable here.
"""

from __future__ import annotations

import textwrap
import unicodedata
from fractions import Fraction

from planlint.records import dataclass
from planlint.terminal import printable

Across = Fraction | int | float
"""How far across, in percent of the width."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words. `anchor` is which end of them stands at the place; `dx` moves them by pixels."""

    x: str
    y: int
    words: str
    style: str = ""
    anchor: str = "start"
    dx: int = 0
    shape: str = "text"


@dataclass(frozen=True, slots=True)
class Box:
    x: str
    y: int
    width: str
    height: int
    style: str
    shape: str = "box"


@dataclass(frozen=True, slots=True)
class Line:
    x1: str
    y1: int
    x2: str
    y2: int
    style: str
    shape: str = "line"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line. Each of four styles has a form of its own."""

    x: str
    y: int
    style: str
    path: str
    shape: str = "mark"


Drawn = Text | Box | Line | Mark
MARKS = ("M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", "M-5-5h10v10h-10z", "M0-6l6 11h-12z", "M0-7l6 7l-6 7l-6-7z")


def across(percent: Across) -> str:
    """A place across.

    >>> across(Fraction(100, 3)), across(0)
    ('33.33%', '0%')
    """
    return f"{float(percent):.2f}".rstrip("0").rstrip(".") + "%"


def lines(words: str, columns: int, most: int = 2) -> list[str]:
    """Exactly `most` lines of text of so many columns, the last ones empty or the end cut, which is shown.

    >>> lines("Whole System Review: Mental Health", 20), lines("VPS", 20)
    (['Whole System Review:', 'Mental Health'], ['VPS', ''])
    >>> lines("Prescribing: Therapeutic Areas", 12, 1)
    ['Prescribing…']
    """
    made = textwrap.wrap(printable(words), columns, break_on_hyphens=False) if words.isascii() else []
    if not made:
        made = _wide(printable(words), columns)
    if len(made) > most:
        made = [*made[: most - 1], made[most - 1][: columns - 1].rstrip(" :,") + "…"]
    return [*made, *[""] * (most - len(made))]


def _wide(words: str, columns: int) -> list[str]:
    """Lines of text in which some characters take two columns, and some none."""
    made, line, taken = [], "", 0
    for one in words:
        columns_of = 0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        if taken + columns_of > columns and line:
            made.append(line)
            line, taken = "", 0
        line += one
        taken += columns_of
    return [*made, line.strip()] if line.strip() or not made else made
