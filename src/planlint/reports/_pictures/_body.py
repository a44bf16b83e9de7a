"""What a form makes of a picture, and what forms say alike: of blanks, of totals, and of nothing to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlint.model import Picture
from planlint.records import dataclass
from planlint.reports._pictures._cells import words
from planlint.reports._pictures._shapes import Drawn
from planlint.reports._words import amount, is_figure
from planlint.terminal import printable, shortened


@dataclass(frozen=True, slots=True)
class Columns:
    """A table: the heads of its columns, its rows with their labels first, and which of the others hold figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What a style stands for: a box, or a line with a mark of that path."""

    style: str
    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What is drawn, `height` pixels high, and what is said. `table` stands for that of the picture as it is."""

    said: str = ""
    notes: tuple[str, ...] = ()
    height: int = 0
    shapes: tuple[Drawn, ...] = ()
    legend: tuple[Key, ...] = ()
    table: Columns | None = None


def nothing(picture: Picture, what: str = "figure") -> Body:
    """What is said where there is nothing to draw; `what` are the cells."""
    cells = [cell for row in picture.rows if not row.total for cell in row.cells]
    blank = cells.count(None)
    said = f"all {blank:,} are blank" if blank == len(cells) else f"{blank:,} are blank and the others say why"
    rows = amount(len(picture.rows), "row")
    note = f"No {what} is given for any of {rows}, so there is nothing to draw: {said}."
    return Body(notes=(note, *totals(picture)))


def blanks(picture: Picture) -> Iterator[str]:
    """How many figures are not given."""
    cells = [cell for row in picture.rows if not row.total for cell in row.cells]
    if blank := cells.count(None):
        yield f"{blank:,} of {amount(len(cells), 'figure')} {'is' if blank == 1 else 'are'} blank."


def totals(picture: Picture) -> Iterator[str]:
    """What is only in the table."""
    named = [shortened(row.label) for row in picture.rows if row.total]
    if named:
        yield f"{', '.join(named)} adds the others up, and is only in the table."


def boxes(series: Sequence[str]) -> tuple[Key, ...]:
    """The legend of series that are drawn as boxes."""
    return tuple(Key(f"s{n}", printable(name)) for n, name in enumerate(series, 1))


def columns(picture: Picture) -> Columns:
    """The table of a picture as it is."""
    heads = (printable(picture.of), *(printable(one) for one in picture.series))
    rows = tuple((shortened(row.label), *(words(cell, picture.unit) for cell in row.cells)) for row in picture.rows)
    figures = tuple(any(is_figure(row.cells[n]) for row in picture.rows) for n in range(len(picture.series)))
    return Columns(heads, rows, figures)
