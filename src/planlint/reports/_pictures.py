"""The pictures of a submission drawn: what stands where, what is said of it, and the table of all its figures.

A blank is never drawn as nought, and nothing is cut without being counted: the table holds every row that was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlint.model import Picture, PictureForm
from planlint.records import dataclass
from planlint.reports import _bars, _grid, _lines
from planlint.reports._cells import words
from planlint.reports._shapes import Drawn
from planlint.reports._words import amount, is_figure
from planlint.terminal import printable, shortened

_FORMS = {PictureForm.BARS: _bars, PictureForm.GRID: _grid, PictureForm.LINES: _lines}


@dataclass(frozen=True, slots=True)
class Table:
    """Every figure of a picture: the heads of its columns, and each row with its label first."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as it is drawn. `said` is what it shows in words, `notes` what is not drawn and why.

    `height` is in pixels, nought where there is nothing to draw; `legend` pairs a style with what it stands for.
    """

    form: str
    title: str
    said: str
    notes: tuple[str, ...]
    height: int
    shapes: tuple[Drawn, ...]
    legend: tuple[tuple[str, str], ...]
    table: Table


def drawings(pictures: Sequence[Picture]) -> tuple[Drawing, ...]:
    """The pictures of one submission, each drawn."""
    return tuple(_draw(one) for one in pictures)


def _draw(picture: Picture) -> Drawing:
    given = any(_drawable(picture, cell) for row in picture.rows for cell in row.cells if cell is not None)
    form = _FORMS[picture.form]
    height, shapes, notes = form.draw(picture) if given else (0, [], [])
    shown = _lines.kept(picture) if form is _lines else range(len(picture.series))
    legend = [(f"s{n}", printable(picture.series[at])) for n, at in enumerate(shown, 1)]
    return Drawing(
        picture.form.value,
        printable(picture.title),
        form.say(picture) if given else "",
        (*notes, *_notes(picture, given)),
        height,
        tuple(shapes),
        tuple(legend) if height and picture.form is not PictureForm.GRID else (),
        _table(picture),
    )


def _drawable(picture: Picture, cell: str) -> bool:
    return picture.form is PictureForm.GRID or is_figure(cell)


def _notes(picture: Picture, drawn: bool) -> Iterator[str]:
    """What is blank, what is a total, and what is not kept."""
    cells = [cell for row in picture.rows if not row.total for cell in row.cells]
    blank = cells.count(None)
    what = "word" if picture.form is PictureForm.GRID else "figure"
    if not drawn:
        said = f"all {blank:,} are blank" if blank == len(cells) else f"{blank:,} are blank and the others say why"
        yield f"No {what} is given for any of {amount(len(picture.rows), 'row')}, so there is nothing to draw: {said}."
    elif blank and picture.form is not PictureForm.GRID:
        yield f"{blank:,} of {amount(len(cells), what)} {'is' if blank == 1 else 'are'} blank."
    totals = [shortened(row.label) for row in picture.rows if row.total]
    if totals:
        yield f"{', '.join(totals)} adds the others up, and is only in the table."
    if picture.omitted:
        yield f"{picture.omitted:,} more are in the submission and not in this report."


def _table(picture: Picture) -> Table:
    heads = (printable(picture.of), *(printable(one) for one in picture.series))
    rows = tuple((shortened(row.label), *(words(cell, picture.unit) for cell in row.cells)) for row in picture.rows)
    more = f"and {picture.omitted:,} more in the submission" if picture.omitted else ""
    return Table(printable(picture.title), heads, rows, more)
