"""A page as Markdown. Text goes through the one encoder of reports in Markdown; what is quoted stands in code."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from planlint.reports.markdown import safe
from planlint.rule_pages.page import (
    MARK,
    Block,
    Heading,
    Items,
    Line,
    Link,
    Listing,
    Mono,
    Page,
    Paragraph,
    Piece,
    Rows,
)
from planlint.terminal import printable

SUFFIX = ".md"
_TICKS = re.compile(r"`+")


def render(page: Page) -> bytes:
    """The page as UTF-8."""
    lines = [MARK, ""]
    for block in page.blocks:
        lines += [*_block(block, page), ""]
    return "\n".join(lines).encode("utf-8")


def _block(block: Block, page: Page) -> Iterator[str]:
    match block:
        case Heading(level=level, text=text):
            yield f"{'#' * level} {safe(text)}"
        case Paragraph(line=line):
            yield _line(line, page)
        case Items(lines=lines):
            yield from (f"* {_line(line, page)}" for line in lines)
        case Rows(heads=heads, rows=rows):
            yield f"| {' | '.join(heads)} |"
            yield f"|{' --- |' * len(heads)}"
            for row in rows:
                yield f"| {' | '.join(_line(cell, page, cell=True) for cell in row)} |"
        case Listing(text=text):
            shown = [printable(one.replace("\t", "    ")) for one in text.split("\n")]
            fence = _fence("\n".join(shown), 3)
            yield from (fence, *shown, fence)


def _line(line: Line, page: Page, cell: bool = False) -> str:
    return "".join(_piece(piece, page, cell) for piece in line).strip()


def _piece(piece: Piece, page: Page, cell: bool) -> str:
    match piece:
        case str():
            inner = safe(piece)
            lead, tail = (" " if piece[:1] == " " else ""), (" " if piece[-1:] == " " and inner else "")
            return f"{lead}{inner}{tail}"
        case Link(text=text, to=to):
            return f"[{safe(text)}]({posixpath.relpath(to, posixpath.dirname(page.name))}{SUFFIX})"
        case Mono(text=text):
            return _mono(text, cell)
    return f"**{safe(piece.text)}**"


def _mono(text: str, cell: bool) -> str:
    """Code in a line. In a table a bar would end the cell, also in code."""
    shown = printable(text)
    if not shown.strip():
        return ""
    shown = shown.replace("|", "\\|") if cell else shown
    fence = _fence(shown, 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _fence(text: str, least: int) -> str:
    """So many backticks as do not stand in a text."""
    return "`" * max(least, 1 + max(map(len, _TICKS.findall(text)), default=0))
