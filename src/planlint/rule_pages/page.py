"""What a page is made of, whatever its format. Every text in it may be a stranger's: formats encode it."""

from __future__ import annotations

from planlint.records import dataclass

MARK = "<!-- Written by `planlint rules doc`: what is changed here is lost. -->"
"""What a page says of itself, by which it is known again."""


@dataclass(frozen=True, slots=True)
class Link:
    """Leads to another page by its name. Nothing leads out of the pages."""

    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Mono:
    """What stands so in a rule, a schema or a submission."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


Piece = str | Link | Mono | Strong
Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` counts from 1, the title of the page."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Items:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: what it shows, its heads, and its rows, each with as many cells."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Text as a file has it, line by line."""

    text: str


Block = Heading | Paragraph | Items | Rows | Listing


@dataclass(frozen=True, slots=True)
class Page:
    """`name` is the path of its file without an ending, such as `rules/FIN-005`; `blocks` begin with its title."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def joined(lines: list[Line], between: str = ", ") -> Line:
    """Lines on one line.

    >>> joined([("a",), (Mono("b"),)])
    ('a', ', ', Mono(text='b'))
    """
    whole: list[Piece] = []
    for n, line in enumerate(lines):
        whole += [*([between] if n else []), *line]
    return tuple(whole)
