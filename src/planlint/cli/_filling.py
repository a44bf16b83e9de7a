"""How an example is filled in, as comments at its head: how values are written, and in which unit each figure is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape

_WIDTH = 120
_HEAD = (
    "How to fill this in. Open it in a plain text editor, not in a word processor. Put your own values after the "
    "colons; keep the names before them, and the spaces at the beginning of each line.",
    "A date is year-month-day, as 2018-09-30. Yes and no are true and false. A figure stands alone, without £, commas "
    "or letters. Leave out what you do not know yet: the check says what is needed.",
)


def how_to_fill(shape: RecordShape) -> str:
    """The comments for a kind of submission of this shape, in lines that begin with `#`."""
    units: dict[str, dict[str, list[str]]] = {}
    for unit, path in _figures(shape, ()):
        names = units.setdefault(unit, {}).setdefault(path[0], [])
        inner = " ".join(path[1:])
        if inner and inner not in names:
            names.append(inner)
    told = [f"In {unit}: {', '.join(_named(*one) for one in places.items())}." for unit, places in units.items()]
    return "".join(f"{line}\n" for text in (*_HEAD, *told) for line in _comment(text))


def _named(first: str, inner: list[str]) -> str:
    return f"{first} ({', '.join(inner)})" if inner else first


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False, break_on_hyphens=False
    )


def _figures(shape: Shape, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each figure in money or per cent: its unit, and the names of fields that lead to it."""
    if isinstance(shape, FigureShape):
        if path and (shape.unit.is_money or shape.unit.is_percent) and shape.unit_field is None:
            yield shape.unit.name, path
    elif isinstance(shape, RecordShape):
        for name, inner in shape.fields.items():
            yield from _figures(inner, (*path, name))
    elif isinstance(shape, ListShape | MapShape):
        yield from _figures(shape.item if isinstance(shape, ListShape) else shape.value, path)
