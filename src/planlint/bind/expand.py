"""How large a pack's schemas become when their references are followed. Bounded before anything follows them.

Two kilobytes of references that each lead to two others mean millions of checks, and a schema that contains itself
means endless ones. Both are refused when the pack is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlint.bind.check import Node, Where
from planlint.records import dataclass

MAX_PLACES = 50_000
"""Schemas in one schema, references followed."""
MAX_AT_ONCE = 1_000
"""Schemas that judge one value together."""
MAX_LEVELS = 100
"""Schemas within schemas, references followed."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of one schema with its references followed: schemas in all, those for the same value, and how deep."""

    places: int = 1
    at_once: int = 1
    levels: int = 1

    @property
    def excess(self) -> str:
        """Which limit is met, in words; empty where none is."""
        if self.places > MAX_PLACES:
            return f"becomes more than {MAX_PLACES:,} schemas"
        if self.at_once > MAX_AT_ONCE:
            return f"judges one value by more than {MAX_AT_ONCE:,} schemas"
        return f"is more than {MAX_LEVELS} levels deep" if self.levels > MAX_LEVELS else ""


def check_sizes(nodes: Mapping[Where, Node]) -> bool:
    """Whether every schema is finite and within the limits; if not, that is noted in its file."""
    sizes: dict[Where, Size | None] = {}
    sound = True
    for start in nodes:
        stack = [] if start in sizes else [start]
        while stack:
            where = stack[-1]
            node = nodes[where]
            if where in sizes:
                stack.pop()
                if sizes[where] is None:
                    size = sizes[where] = _size(node, sizes)
                    sound &= _note_excess(node, size, sizes)
                continue
            sizes[where] = None  # open: meeting it again before it is closed is a ring
            for inner in (*node.same, *node.below):
                if inner not in sizes:
                    stack.append(inner)
                elif sizes[inner] is None:
                    sound = False
                    node.file.fault(node.where, "This schema contains itself.", "A schema of a kind must be finite.")
    return sound


def _size(node: Node, sizes: Mapping[Where, Size | None]) -> Size:
    same = [size for where in node.same if (size := sizes[where])]
    below = [size for where in node.below if (size := sizes[where])]
    return Size(
        min(1 + sum(size.places for size in (*same, *below)), MAX_PLACES + 1),
        min(1 + sum(size.at_once for size in same), MAX_AT_ONCE + 1),
        1 + max((size.levels for size in (*same, *below)), default=0),
    )


def _note_excess(node: Node, size: Size, sizes: Mapping[Where, Size | None]) -> bool:
    """Note a schema that is too large, if none that it leads to has been noted already."""
    inner = (sizes[where] for where in (*node.same, *node.below))
    if size.excess and not any(one and one.excess for one in inner):
        node.file.fault(node.where, f"With its references followed, this schema {size.excess}.")
    return not size.excess
