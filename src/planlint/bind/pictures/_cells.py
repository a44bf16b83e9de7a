"""What a submission holds where a path of a picture leads, as the cells and labels of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from planlint.bind.naming import shown, title_beside
from planlint.model import Value
from planlint.shape import ListShape, Shape

ROWS = 200
"""How many rows of a picture are kept; the rest are counted."""
_QUOTED = 200


def at(data: Value, path: Iterable[str]) -> Value:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def cell(value: Value) -> str | None:
    """A figure's digits, or a word. Text that looks like a figure is none, and is quoted."""
    if value is None:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return shown(value)
    if isinstance(value, str):
        word = value if len(value) <= _QUOTED else value[:_QUOTED] + "…"
        return f'"{word}"' if word.strip()[:1] in "-+0123456789." else word
    return shown(value)


def label(name: Value, otherwise: str) -> str:
    return (cell(name) or "").strip('"').strip() or otherwise


def entries(held: Value, of: Shape, one: str = "Item") -> Iterator[tuple[str, str, Value]]:
    """The items of a list or map, each with its key and what it is called: by its key and the title beside it, or else
    by `one` and its position.
    """
    if isinstance(held, dict):
        yield from ((key, label(key, "(no name)"), item) for key, item in held.items())
    key = of.key if isinstance(of, ListShape) else None
    for n, item in enumerate(held if isinstance(held, list) else (), 1):
        named = label(item.get(key) if isinstance(item, dict) and key else None, f"{one} {n}")
        title = title_beside(item, of)
        yield named, f"{named} {label(title, '')}" if title else named, item
