"""YAML. Ordinary documents are read line by line; what reads all others is loaded with the first of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from planlint.limits import Limits
from planlint.model import Document, Path, Place, Unreadable
from planlint.readers.faults import Refused
from planlint.readers.text import decode, digest_of

if TYPE_CHECKING:
    from planlint.readers.yaml_places import YamlPlaces

SUFFIXES = (".yaml", ".yml")


def read(content: bytes, name: str, limits: Limits) -> Document | Unreadable:
    """The YAML document in these bytes."""
    digest = digest_of(content)
    try:
        from planlint.readers.yaml_quick import read_ordinary  # here, since the ending alone is asked of every reader

        text = decode(content, limits)
        ordinary = read_ordinary(text, limits)
        if ordinary is None:
            from planlint.readers.yaml_document import read_closely

            return read_closely(text, name, digest, limits)
    except Refused as refused:
        return Unreadable(name, digest, refused.fault)
    data, blank = ordinary
    return Document(name, data, digest, _LatePlaces(text, name).locate, solid=None if blank else data)


class _LatePlaces:
    """Where things stand in a text that was read line by line. Nothing is worked out before the first question."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name

    @cached_property
    def _places(self) -> YamlPlaces:
        from planlint.readers.yaml_document import places_of

        return places_of(self._text, self._name)

    def locate(self, path: Path) -> Place:
        return self._places.locate(path)
