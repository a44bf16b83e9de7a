"""A submission's data as the schema and the rules see it: blanks absent, keys of maps in their canonical spelling.

`null`, `""` and text of nothing but spaces are absent, except where a schema requires the field and names null as one
of its values, in a field that a closed record does not know, and as an item of a list, where leaving it out would move
the others. What needs no change is not copied.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from planlint.model import Path, Value
from planlint.records import dataclass, field
from planlint.shape import AnyShape, ChoiceShape, ListShape, MapShape, RecordShape, Shape, TextShape, YearShape
from planlint.values import parse_year

_FEW = 100
"""Keys of a map that are remembered; a larger map is gone through each time."""
_ANY = AnyShape()
_OPEN = RecordShape()


@dataclass(frozen=True, slots=True)
class Twice:
    """A key of a map that was given before in another spelling: where, and the spelling that stands."""

    path: Path
    first: str


@dataclass(slots=True)
class Pruned:
    """`written` holds, for each key that was put in another spelling, its canonical path and the key as written."""

    data: Value = None
    written: dict[Path, str] = field(default_factory=dict)
    twice: list[Twice] = field(default_factory=list)


def prune(data: Value, shape: RecordShape) -> Pruned:
    """The data of a document of a kind, pruned. Its depth is bounded by the reader, and so is the recursion here."""
    pruner = _Pruner()
    pruner.done.data = pruner.record(data, shape, ()) if isinstance(data, dict) else data
    return pruner.done


def is_blank(value: Value) -> bool:
    """Null, or text of nothing but spaces."""
    return value is None or (type(value) is str and (not value or value.isspace()))


def canonical_key(key: str, shape: Shape) -> str:
    """A key of a map in the spelling of its type.

    >>> canonical_key("2018-19", YearShape())
    '2018/19'
    """
    if isinstance(shape, YearShape):
        year = parse_year(key)
        return str(year) if year else key
    if isinstance(shape, TextShape | ChoiceShape) and not key.isascii():
        return unicodedata.normalize("NFC", key)
    return key


Keyed = tuple[str, object]
"""Where in a shape there are maps, whose keys may be spelt in several ways: a sort of step, and what is below it."""


def keyed(shape: Shape) -> Keyed | None:
    """Where in a shape there are maps; None where there are none."""
    if isinstance(shape, MapShape):
        return "map", (YearShape if isinstance(shape.key, YearShape) else TextShape, keyed(shape.value))
    if isinstance(shape, ListShape):
        inner = keyed(shape.item)
        return ("list", inner) if inner else None
    if isinstance(shape, RecordShape):
        fields = [(name, inner) for name, one in shape.fields.items() if (inner := keyed(one))]
        return ("record", fields) if fields else None
    return None


def spelt_canonically(data: Value, where: Any) -> bool:
    """Whether every key of every map is in the spelling of its type. `where` is where `keyed` says that maps are."""
    what, inner = where
    if what == "map":
        sort, below = inner
        if type(data) is not dict:
            return True
        if len(data) > _FEW or not _canonical(tuple(data), sort):
            return False
        return below is None or all(spelt_canonically(one, below) for one in data.values())
    if what == "list":
        return type(data) is not list or all(spelt_canonically(one, inner) for one in data)
    return type(data) is not dict or all(spelt_canonically(data[name], one) for name, one in inner if name in data)


@lru_cache(maxsize=1024)
def _canonical(keys: tuple[str, ...], sort: type[Shape]) -> bool:
    return all(canonical_key(key, sort()) == key for key in keys)


class _Pruner:
    def __init__(self) -> None:
        self.done = Pruned()

    def value(self, value: Value, shape: Shape, path: Path) -> Value:
        if type(value) is dict:
            if isinstance(shape, MapShape):
                return self.map(value, shape, path)
            return self.record(value, shape if isinstance(shape, RecordShape) else _OPEN, path)
        if type(value) is list and value:
            return self.list(value, shape.item if isinstance(shape, ListShape) else _ANY, path)
        return value

    def list(self, items: list[Value], shape: Shape, path: Path) -> list[Value]:
        made: list[Value] | None = None
        for n, item in enumerate(items):
            kind = type(item)
            if kind is dict or kind is list:
                new = self.value(item, shape, (*path, n))
                if new is not item:
                    made = made or list(items)
                    made[n] = new
        return made or items

    def record(self, record: dict[str, Value], shape: RecordShape, path: Path) -> dict[str, Value]:
        made: dict[str, Value] | None = None
        fields = shape.fields
        for name, value in record.items():
            kind = type(value)
            if kind is str:
                if value and not value.isspace():  # type: ignore[union-attr]
                    continue
            elif kind is dict or kind is list:
                new = self.value(value, fields.get(name, _ANY), (*path, name))
                if new is not value:
                    made = made or dict(record)
                    made[name] = new
                continue
            elif value is not None:
                continue
            if not _stands(name, value, shape):
                made = made or dict(record)
                del made[name]
        return record if made is None else made

    def map(self, entries: dict[str, Value], shape: MapShape, path: Path) -> dict[str, Value]:
        made: dict[str, Value] = {}
        spelt: dict[str, str] = {}
        inner = shape.value
        changed = False
        for key, value in entries.items():
            name = canonical_key(key, shape.key)
            if name in spelt:
                self.done.twice.append(Twice((*path, key), spelt[name]))
                changed = True
                continue
            spelt[name] = key
            if name != key:
                self.done.written[(*path, name)] = key
                changed = True
            kind = type(value)
            if kind is dict or kind is list:
                new = made[name] = self.value(value, inner, (*path, name))
                changed = changed or new is not value
            elif value is None or (kind is str and is_blank(value)):
                changed = True
            else:
                made[name] = value
        return made if changed else entries


def _stands(name: str, value: Value, shape: RecordShape) -> bool:
    """Whether a blank is kept: a null that the schema asks for, or a field that a closed record does not know."""
    if name in shape.fields:
        return value is None and name in shape.nullable
    return shape.closed
