"""Where in a YAML text each value stands, found by reading the text once more, and only when first asked."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from planlint.model import Path, Place
from planlint.readers.text import Lines


class Branch(NamedTuple):
    """A map or list: where it starts, and what is in it. A key maps to its own place and what it holds."""

    at: int
    inside: dict[str, tuple[int, Branch | int]] | list[Branch | int]


class YamlPlaces:
    """Answers where a path stands in a text that was read without fault.

    A scalar stands at its value, a map or list that has a key at the key, an item of a list at its start; what is not
    there at its nearest ancestor that is. An alias stands where it is written; what is inside it, at the value that
    it repeats, where it would have to be corrected.
    """

    def __init__(self, text: str, restore: dict[int, str], lines: Lines, name: str) -> None:
        self._text, self._restore, self._lines, self._name = text, restore, lines, name
        self._root: Branch | int | None = None

    def locate(self, path: Path) -> Place:
        if self._root is None:
            self._root = _PlaceBuilder(self._text, self._restore).build()
        node = self._root
        offset = node if isinstance(node, int) else node.at
        for step in path:
            if isinstance(node, int):
                break
            if isinstance(node.inside, dict):
                found = node.inside.get(step) if isinstance(step, str) else None
                if found is None:
                    break
                key_at, node = found
                offset = node if isinstance(node, int) else key_at
            elif isinstance(step, int) and 0 <= step < len(node.inside):
                node = node.inside[step]
                offset = node if isinstance(node, int) else node.at
            else:
                break
        return self._lines.place(self._name, offset)


class _PlaceBuilder:
    def __init__(self, text: str, restore: dict[int, str]) -> None:
        self.text, self.restore = text, restore
        self.root: list[Branch | int] = []
        self.inside: Any = self.root
        self.key: tuple[str, int] | None = None
        self.anchors: dict[str, Branch | int] = {}
        self.stack: list[tuple[Any, str | None, Branch]] = []

    def build(self) -> Branch | int:
        """The places of all values; of as many as there are if reading stops at a fault."""
        parser = yaml.CSafeLoader(self.text)
        try:
            event = parser.get_event()
            while event is not None and type(event) is not yaml.DocumentEndEvent:
                self.take(event)
                event = parser.get_event()
        except yaml.YAMLError:
            pass
        finally:
            parser.dispose()
        return self.root[0] if self.root else 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            at = event.start_mark.index
            if type(self.inside) is dict and self.key is None:
                self.key = (event.value.translate(self.restore), at)
            else:
                self.put(at)
            if event.anchor is not None:
                self.anchors[event.anchor] = at
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            branch = Branch(event.start_mark.index, {} if kind is yaml.MappingStartEvent else [])
            self.put(branch)
            self.stack.append((self.inside, event.anchor, branch))
            self.inside = branch.inside
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.inside, anchor, branch = self.stack.pop()
            if anchor is not None:
                self.anchors[anchor] = branch
        elif kind is yaml.AliasEvent:
            at, target = event.start_mark.index, self.anchors[event.anchor]
            self.put(at if isinstance(target, int) else Branch(at, target.inside))

    def put(self, node: Branch | int) -> None:
        if self.key is None:
            self.inside.append(node)
        else:
            self.inside[self.key[0]] = (self.key[1], node)
            self.key = None
