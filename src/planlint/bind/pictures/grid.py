"""`grid`: choices such as red, amber and green, item by item."""

from __future__ import annotations

from planlint.bind.pictures._asked import Asked
from planlint.bind.pictures._items import NEEDS, WORDS, Items, read_items
from planlint.shape import ChoiceShape

__all__ = ["NEEDS", "WORDS", "read"]


def read(asked: Asked) -> Items | None:
    return read_items(asked, ChoiceShape, "a choice")
