"""The pictures of a submission drawn: what stands where, what is said of it, and the table of all its figures.

A form of picture is a module of this package, named as a result names it (`bars`), that keeps the agreement of
`Form`. It is found by being there; what it draws is picked out by the module of that name in `bind/pictures`. Modules
whose name begins with `_` are what forms share. A blank is never drawn as nought, and nothing is cut without being
counted: the table holds every row that was kept.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol, cast

from planlint.model import Picture
from planlint.modules import names_in
from planlint.records import dataclass
from planlint.reports._pictures._body import Body, Columns, Key, columns
from planlint.reports._pictures._shapes import Drawn
from planlint.terminal import printable


class Form(Protocol):
    """What a module of this package must have to be a form of picture."""

    def draw(self, picture: Picture) -> Body:
        """What is drawn of a picture and what is said of it, every text printable. It may be given any picture."""


@dataclass(frozen=True, slots=True)
class Table:
    """Every figure of a picture. `styles` are those of the columns, the first of which holds the labels."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    styles: tuple[str, ...]
    more: str
    given: bool
    """Whether any cell holds something: a table of blanks is not shown."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as it is drawn. `said` is what it shows in words, `notes` what is not drawn and why.

    `height` is in pixels, nought where there is nothing to draw.
    """

    form: str
    title: str
    said: str
    notes: tuple[str, ...]
    height: int
    shapes: tuple[Drawn, ...]
    legend: tuple[Key, ...]
    table: Table


def drawings(pictures: Sequence[Picture]) -> tuple[Drawing, ...]:
    """The pictures of one submission, each drawn."""
    return tuple(_draw(one) for one in pictures)


@cache
def names() -> list[str]:
    """Every form of picture that can be drawn, by name."""
    return names_in(__path__)


def _draw(picture: Picture) -> Drawing:
    known = picture.form in names()
    body = _form(picture.form).draw(picture) if known else Body(notes=("This planlint has no drawing of this form.",))
    return Drawing(
        picture.form if known else "unknown",
        printable(picture.title),
        body.said,
        (*body.notes, *_notes(picture)),
        body.height,
        body.shapes,
        body.legend if body.height else (),
        _table(picture, body.table or columns(picture)),
    )


def _form(name: str) -> Form:
    return cast(Form, importlib.import_module(f"{__name__}.{name}"))


def _notes(picture: Picture) -> Iterator[str]:
    """What is not kept, and what the submission does not say."""
    if picture.omitted:
        yield f"{picture.omitted:,} more are in the submission and not in this report."
    yield from map(printable, picture.notes)


def _table(picture: Picture, columns: Columns) -> Table:
    more = f"and {picture.omitted:,} more in the submission" if picture.omitted else ""
    given = any(cell is not None for row in picture.rows for cell in row.cells)
    styles = ("", *("n" if one else "" for one in columns.figures))
    return Table(printable(picture.title), columns.heads, columns.rows, styles, more, given)
